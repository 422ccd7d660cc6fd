import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RejectedFile, type RejectionReason } from '../platform/storage/rejected-file.js';
import { READING_FILE } from './reading-file.js';
import type { Source } from './source.js';

export interface ToRead {
  readonly path: string;
  readonly fileName: string;
}

export type WasRead =
  | { readonly source: Source }
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
  read(toRead: ToRead): Promise<Source> {
    const reading = this.last.then(() => this.readNow(toRead));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  private async readNow(toRead: ToRead): Promise<Source> {
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

function sourceOf(read: WasRead): Source {
  if ('source' in read) return read.source;
  throw new RejectedFile(read.reason, read.details);
}
