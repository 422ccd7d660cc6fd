import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RejectedFile, type RejectionReason } from '../platform/storage/rejected-file.js';
import { READING_FILE } from './reading-file.js';
import type { DelegateTable } from './delegates/read-delegates.js';
import type { Source } from './source.js';

/** What a file tells of, and as what it is read. */
interface Sources {
  readonly agenda: Source;
  readonly delegates: DelegateTable;
}

export interface ToRead<Of extends keyof Sources = keyof Sources> {
  readonly path: string;
  readonly fileName: string;
  readonly of: Of;
}

export type WasRead =
  | { readonly source: Sources[keyof Sources] }
  | { readonly reason: RejectionReason; readonly details: RejectedFile['details'] };

/** A hundred times what the largest file takes that is read. */
const MOST_MS = 20_000;

/** What a thread may hold; `--max-old-space-size` goes before it. */
const ROOM = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/**
 * Reads files in a thread of its own, one after another: nothing else waits for it, and what takes too much room or time
 * ends that thread alone. The bounds of readers come before; this is for what they do not foresee.
 */
export class Apart {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file = READING_FILE,
    private readonly mostMs = MOST_MS,
  ) {}

  /** @throws RejectedFile as `readAgendaFile`; TOO_MUCH also where it takes too much room or time */
  read<Of extends keyof Sources>(toRead: ToRead<Of>): Promise<Sources[Of]> {
    const reading = this.last.then(() => this.readNow(toRead));
    this.last = reading.catch(() => undefined);
    // A thread is told what to read, and its answer says nothing of that.
    return reading as Promise<Sources[Of]>;
  }

  private async readNow(toRead: ToRead): Promise<Sources[keyof Sources]> {
    const worker = new Worker(this.file, { workerData: toRead, resourceLimits: ROOM, execArgv: [] });
    let read: WasRead | null = null;
    worker.on('message', (message: WasRead) => {
      read = message;
    });
    const timer = setTimeout(() => void worker.terminate(), this.mostMs);
    try {
      await once(worker, 'exit');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    } finally {
      clearTimeout(timer);
    }
    return sourceOf(read ?? { reason: 'TOO_MUCH', details: {} });
  }
}

function sourceOf(read: WasRead): Sources[keyof Sources] {
  if ('source' in read) return read.source;
  throw new RejectedFile(read.reason, read.details);
}
