import { Client } from 'pg';

type Query = (this: Client, config: string | { text: string }, ...rest: unknown[]) => unknown;

/** The process dies when a keyed creation has been committed, and before anybody is told. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const query = Client.prototype.query as unknown as Query;
const keyed = new WeakSet<Client>();
Client.prototype.query = function (this: Client, config: string | { text: string }, ...rest: unknown[]) {
  const text = typeof config === 'string' ? config : config.text;
  if (text.includes('INSERT INTO "idempotency_key"')) keyed.add(this);
  if (text !== 'COMMIT' || !keyed.has(this)) return query.call(this, config, ...rest);
  return query.call(this, 'COMMIT', () => process.kill(process.pid, 'SIGKILL'));
} as unknown as typeof Client.prototype.query;
