import { Client } from 'pg';

/** A backup whose tables are each of another moment. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { query } = Client.prototype;
Client.prototype.query = function withoutSnapshot(this: Client, asked: unknown, ...rest: unknown[]) {
  const statement =
    typeof asked === 'string'
      ? asked.replace('isolation level repeatable read', 'isolation level read committed')
      : asked;
  return Reflect.apply(query, this, [statement, ...rest]) as unknown;
} as typeof query;
