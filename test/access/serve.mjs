/** Serves the built application of a folder: see `served.ts`, which starts it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DateTime } from 'luxon';
import { Pool } from 'pg';
import { EntityManager } from 'typeorm';

const { url, ownerUrl, storageDir, at, dist } = JSON.parse(process.env.SERVE);
const { startApplication } = await import(pathToFileURL(join(dist, 'src', 'application.js')).href);

/** Ends a transaction that went well, and carries what it would have answered. */
class Undone extends Error {
  constructor(answer) {
    super('rolled back');
    this.answer = answer;
  }
}

let rollsBack = false;
// Called with the manager it belongs to, below.
// oxlint-disable-next-line typescript/unbound-method
const { transaction } = EntityManager.prototype;
EntityManager.prototype.transaction = async function (...given) {
  if (!rollsBack) return transaction.apply(this, given);
  const work = given.find((one) => typeof one === 'function');
  try {
    return await transaction.call(this, async (manager) => {
      const answer = await work(manager);
      // What the database checks at the end of a transaction only.
      await manager.query('set constraints all immediate');
      throw new Undone(answer);
    });
  } catch (error) {
    if (error instanceof Undone) return error.answer;
    throw error;
  }
};

const built = (path) => import(pathToFileURL(join(dist, 'src', 'platform', path)).href);
// So many requests in no time at all are more than a person sends, and each of them is to be answered.
const { RequestQuotas } = await built('access/request-quotas.js');
RequestQuotas.prototype.spend = async () => {};
const { Door } = await built('http/door.js');
Door.prototype.enter = async () => true;
Door.prototype.leave = () => {};

// Each document is asked as everybody, and planning it each time is most of the work. So all statements are prepared, on
// few connections; each of them ends before they take too much memory.
const { StatementNames } = await built('read/statement-names.js');
StatementNames.prototype.of = (text) => createHash('sha256').update(text).digest('base64url');
// Called with the pool it belongs to, below.
// oxlint-disable-next-line typescript/unbound-method
const { connect } = Pool.prototype;
Pool.prototype.connect = function (...given) {
  Object.assign(this.options, { max: 3, maxUses: 500 });
  return connect.apply(this, given);
};

const config = {
  http: { host: '127.0.0.1', port: 0, baseUrl: 'http://localhost', trustedProxies: [] },
  database: { kind: 'server', url, ownerUrl },
  mail: { kind: 'smtp', url: 'smtp://127.0.0.1:9' },
  mailFrom: 'Tavola <tavola@norrkoping.example>',
  replyAddress: 'tavola@norrkoping.example',
  storageDir,
  secretKey: 'a key for tests, of at least 32 characters',
  worker: false,
  logLevel: 'warn',
  demo: false,
  production: false,
  dataDir: storageDir,
};
const clock = { now: () => DateTime.fromISO(at, { zone: 'utc' }) };
const application = await startApplication(config, { url, ownerUrl }, clock);
process.on('message', ({ rollBack }) => {
  rollsBack = rollBack;
  process.send({ rollsBack });
});
process.once('SIGTERM', () => void application.stop().then(() => process.exit()));
// A walk that was broken off leaves nothing behind.
process.once('disconnect', () => process.exit());
process.send({ url: application.url });
