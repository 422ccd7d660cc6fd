import { dirname } from 'node:path';
import { loadConfig } from './platform/config/config.js';
import { Log } from './platform/log/log.js';
import { stopOnSignal } from './stop-on-signal.js';

const config = loadConfig(process.env, dirname(dirname(import.meta.dirname)));
if (config.database.kind !== 'server')
  throw new Error('DATABASE_URL: a worker alone needs a server; set it.');
// graphql-js checks less in production, and asks this variable when it is loaded; so everything comes after it.
process.env['NODE_ENV'] ??= 'production';
const { startWorker } = await import('./application.js');
const log = Log.toStderr(config.logLevel);
const worker = await startWorker(config, config.database, log);
stopOnSignal(log, () => worker.stop());
process.stdout.write('The worker runs.\n');
