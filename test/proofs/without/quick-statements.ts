import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * As on a database that is far away and has much to do: then the time of its statements limits what the application can
 * do, and not the cores, which it shares with whoever asks.
 */
const TAKES_MS = 25;

type Query = (this: Client, ...args: unknown[]) => unknown;
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const query = Client.prototype.query as Query;
Client.prototype.query = function slow(this: Client, ...args: unknown[]) {
  if (typeof args.at(-1) !== 'function') return sleep(TAKES_MS).then(() => query.apply(this, args));
  setTimeout(() => void query.apply(this, args), TAKES_MS);
  return undefined;
} as typeof Client.prototype.query;
