import { Pool, type PoolClient } from 'pg';

/** Of the application; other pools of a process have another size. */
const SIZE = 10;
/** Pools of the application in this process. */
const pools = new Set<Pool>();

// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const connect = Pool.prototype.connect as (this: Pool) => Promise<PoolClient>;
Pool.prototype.connect = function known(this: Pool, ...rest: []) {
  if (this.options.max === SIZE) pools.add(this);
  return connect.apply(this, rest);
} as typeof Pool.prototype.connect;

const held: PoolClient[] = [];

/** SIGUSR2 takes all connections, as work that never gives one back; the next one gives them back. */
process.on('SIGUSR2', () => {
  if (held.length > 0) {
    for (const client of held.splice(0)) client.release();
    return;
  }
  for (const pool of pools)
    for (let taken = 0; taken < SIZE; taken += 1)
      void connect.call(pool).then(
        (client) => held.push(client),
        () => undefined,
      );
});
