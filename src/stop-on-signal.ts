import type { Log } from './platform/log/log.js';

/** Longer than whatever is being sent takes to end; after it the process ends as it is, and nothing kept is lost. */
const PATIENCE_MS = 10_000;

/**
 * Ends the process in order when it is told to. A terminal and npm both pass Ctrl-C on, so it comes twice, and the second
 * one must not cut the first one short. Nest's own shutdown hooks would: they raise the signal again when they are done.
 */
export function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const end = (): void => {
    if (stopping) return;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    stopping = stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.failed('stop', error);
        process.exit(1);
      },
    );
  };
  // What nobody has caught: the process is in no known state, and Node.js would print what stands in the error.
  process.on('uncaughtException', (error) => {
    log.failed('uncaught', error);
    process.exit(1);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
}
