import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The trace id of the request or job in hand. It is in no signature, since it changes nothing but what a line of the
 * log says; Apollo formats errors without telling of which request.
 */
const traces = new AsyncLocalStorage<string>();

/** Runs the work under this trace id, also what it starts and awaits. */
export const traced = <T>(trace: string, work: () => T): T => traces.run(trace, work);

export const currentTrace = (): string | undefined => traces.getStore();
