import type { Log } from './platform/log/log.js';

/** Longer than whatever is being sent takes to end, and than proxies need to turn away; after it the process ends as it is, and nothing kept is lost. */
const PATIENCE_MS = 10_000;

/**
 * Ends the process in order when it is told to. A terminal and npm both pass Ctrl-C on, so it comes twice, and the second
 * one must not cut the first one short. Nest's own shutdown hooks would: they raise the signal again when they are done.
 * @param drain comes first where it is a system that stops the process (SIGTERM), and not a person who waits for it
 */
export function stopOnSignal(
  log: Log,
  stop: () => Promise<void>,
  drain = async (): Promise<void> => {},
): void {
  let stopping: Promise<void> | undefined;
  const end = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    stopping = (signal === 'SIGTERM' ? drain().then(stop) : stop()).then(
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
