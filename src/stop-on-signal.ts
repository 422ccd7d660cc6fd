/** Longer than whatever is being sent takes to end; after it the process ends as it is, and nothing kept is lost. */
const PATIENCE_MS = 10_000;

/**
 * Ends the process in order when it is told to. A terminal and npm both pass Ctrl-C on, so it comes twice, and the second
 * one must not cut the first one short. Nest's own shutdown hooks would: they raise the signal again when they are done.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const end = (): void => {
    if (stopping) return;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    stopping = stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${(error as Error).message}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
}
