import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the check says yes, asking often. Fails after `withinMs`, which a test should never need. */
export async function until(check: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const since = performance.now();
  while (!(await check())) {
    if (performance.now() - since > withinMs)
      throw new Error(`not so within ${withinMs} ms: ${String(check)}`);
    await sleep(20);
  }
}
