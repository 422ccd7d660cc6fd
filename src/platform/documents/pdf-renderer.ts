import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Language } from '../access/viewer.js';
import { houseTyp } from './house.typ.js';
import { NoPapers, TooManyPapers } from './no-papers.js';
import { TYPESETTING_FILE } from './typesetting-file.js';

export interface Paper {
  /** Typst, which stands behind `houseTyp`; the same for all papers of its kind. */
  readonly template: string;
  /** What it is about; programs show it instead of the file's name. */
  readonly title: string;
  readonly language: Language;
  /** What the template finds as `it`. */
  readonly data: object;
}

export interface ToTypeset {
  readonly source: string;
  readonly inputs: Readonly<Record<string, string>>;
}

export type Typeset =
  | { readonly outcome: 'done'; readonly pdf: Uint8Array }
  /** By a fault of a template, or where there is no Typst for this machine. */
  | { readonly outcome: 'failed' | 'missing'; readonly reason: string };

/** Many times what the largest paper takes. */
const MOST_MS = 60_000;
/** Papers that wait for their turn. */
const MOST_WAITING = 20;
/** After which a process that has nothing to do gives its memory back. */
const IDLE_MS = 60_000;

interface Bounds {
  readonly file: URL;
  readonly mostMs: number;
  readonly idleMs: number;
}

/**
 * Makes PDFs with Typst (docs/adr/0021-typst.md), one after another, in a process of its own: starting the server loads none
 * of it, nothing waits while it computes, and what fails or takes too long there ends that process alone.
 */
export class PdfRenderer implements OnModuleDestroy {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private process: ChildProcess | null = null;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly bounds: Bounds = { file: TYPESETTING_FILE, mostMs: MOST_MS, idleMs: IDLE_MS },
  ) {}

  /**
   * A tagged PDF with its title and language.
   * @throws TooManyPapers when many wait already, NoPapers where Typst cannot be had, Error when a template has a fault
   */
  async render({ template, title, language, data }: Paper): Promise<Buffer> {
    if (this.waiting >= MOST_WAITING) throw new TooManyPapers();
    const inputs = { title, language, data: JSON.stringify(data) };
    this.waiting += 1;
    const set = this.last.then(() => this.typeset({ source: houseTyp + template, inputs }));
    this.last = set.catch(() => undefined);
    const answer = await set.finally(() => (this.waiting -= 1));
    if (answer.outcome === 'done') return Buffer.from(answer.pdf);
    if (answer.outcome === 'missing') throw new NoPapers(answer.reason);
    throw new Error(`Typst: ${answer.reason}`);
  }

  onModuleDestroy(): void {
    clearTimeout(this.idle);
    this.process?.kill();
    this.process = null;
  }

  private async typeset(job: ToTypeset): Promise<Typeset> {
    clearTimeout(this.idle);
    const child = (this.process ??= this.start());
    const timer = setTimeout(() => child.kill('SIGKILL'), this.bounds.mostMs);
    const settled = new AbortController();
    const { signal } = settled;
    try {
      child.send(job);
      // An 'error' of the child, or the end of waiting for the other one, is the end of each.
      const said = once(child, 'message', { signal }).then(
        ([answer]) => answer as Typeset,
        () => ENDED,
      );
      const ended = once(child, 'exit', { signal }).then(
        () => ENDED,
        () => ENDED,
      );
      return await Promise.race([said, ended]);
    } finally {
      settled.abort();
      clearTimeout(timer);
      this.idle = setTimeout(() => this.onModuleDestroy(), this.bounds.idleMs).unref();
    }
  }

  /** Without the environment, in which there are secrets, and without a word: a crash could quote what it is about. */
  private start(): ChildProcess {
    const child = fork(this.bounds.file, {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=128'],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const forget = (): void => {
      if (this.process === child) this.process = null;
    };
    child.on('exit', forget).on('error', forget);
    return child;
  }
}

const ENDED: Typeset = {
  outcome: 'failed',
  reason: 'its process ended, or was ended, before it was done',
};
