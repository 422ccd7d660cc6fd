import { Client, Pool } from 'pg';

/** Nobody listens for errors of idle connections, as is the default of the driver. */
for (const { prototype } of [Client, Pool]) {
  // oxlint-disable-next-line typescript/unbound-method -- called with its object below
  const { on } = prototype;
  prototype.on = function deaf(this: Client | Pool, event: string, ...rest: unknown[]) {
    return event === 'error' ? this : Reflect.apply(on, this, [event, ...rest]);
  } as typeof on;
}
