import type { Pool, PoolClient } from 'pg';

type Query = (...args: unknown[]) => unknown;
type Callback = (...results: unknown[]) => void;

const timed = new WeakSet<PoolClient>();

/** Tells how long each statement on the connections of this pool takes, in milliseconds, whether it succeeds or not. */
export function timeStatements(pool: Pool, tell: (ms: number) => void): void {
  pool.on('acquire', (client) => {
    if (timed.has(client)) return;
    timed.add(client);
    // Of the class at the time of the call, so that tests can stand between.
    const query: Query = (...args) =>
      (Object.getPrototypeOf(client) as { query: Query }).query.apply(client, args);
    client.query = ((...args: unknown[]) => {
      const began = performance.now();
      const end = () => tell(performance.now() - began);
      const last = args.at(-1);
      if (typeof last === 'function') {
        args[args.length - 1] = (...results: unknown[]) => {
          end();
          (last as Callback)(...results);
        };
        return query(...args);
      }
      const result = query(...args);
      if (result instanceof Promise) result.then(end, end);
      return result;
    }) as PoolClient['query'];
  });
}
