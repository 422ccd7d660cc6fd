import { parentPort, workerData } from 'node:worker_threads';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import type { ToRead, WasRead } from './apart.js';
import { readAgendaFile, readDelegatesFile } from './read-file.js';

// Everything that is imported here, and in turn there, is loaded anew for each file: nothing of the application's frame.
const { path, fileName, of } = workerData as ToRead;
const READERS = { agenda: readAgendaFile, delegates: readDelegatesFile };
// A thread has no origin; that is for windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(await read());

async function read(): Promise<WasRead> {
  try {
    return { source: await READERS[of](path, fileName) };
  } catch (error) {
    // Of an error itself no more than its words would arrive.
    if (error instanceof RejectedFile) return { reason: error.reason, details: error.details };
    throw error;
  }
}
