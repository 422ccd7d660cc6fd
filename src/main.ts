import { dirname } from 'node:path';
import { ConfigError, loadConfig } from './platform/config/config.js';
import { Log } from './platform/log/log.js';
import { stopOnSignal } from './stop-on-signal.js';

const projectDir = dirname(dirname(import.meta.dirname));
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

try {
  const config = loadConfig(process.env, projectDir);
  // graphql-js checks less in production, and asks this variable when it is loaded; so everything comes after it.
  process.env['NODE_ENV'] ??= 'production';
  const { findDatabase } = await import('./database.js');
  const { startApplication } = await import('./application.js');
  const { greeting } = await import('./greeting.js');
  const database = await findDatabase(config, say);
  const log = Log.toStderr(config.logLevel);
  const application = await startApplication(config, database, undefined, log).catch(
    async (error: unknown) => {
      await database.stop();
      throw error;
    },
  );
  const stop = async () => {
    await application.stop();
    await database.stop();
  };
  stopOnSignal(log, stop, () => application.drain());
  say(greeting(config));
} catch (error) {
  const { message, stack } = error as Error;
  process.stderr.write(error instanceof ConfigError ? `Tavola cannot start:\n${message}\n` : `${message}\n`);
  if (process.env['DEBUG']) process.stderr.write(`${stack}\n`);
  process.exit(1);
}
