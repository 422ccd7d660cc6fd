import type { DataSource } from 'typeorm';
import type { Clock } from '../platform/time/clock.js';

/** What is examined. */
export interface Ward {
  /** As the application works. */
  readonly app: DataSource;
  /** As the owner of the tables; it knows the migrations. */
  readonly owner: DataSource;
  readonly clock: Clock;
  /** Absolute path. */
  readonly storageDir: string;
  /** null: the built-in sink, which runs with the server. */
  readonly smtpUrl: string | null;
  /** The hash of a seal from a document that was printed before, as whoever asks has typed it. */
  readonly printedSeal: string | undefined;
  /** How old the newest backup may be; null: nobody minds, as in a demo. */
  readonly backupDays: number | null;
  /** Whether this is to be a restored copy beside its original, such as one for trying out; no, unless told. */
  readonly isCopy?: boolean;
}

/**
 * `ok` is said in one sentence; `note` is nothing wrong, but good to know; `wrong` says in `toDo` what to do about it.
 */
export type Finding =
  | { readonly state: 'ok' | 'note'; readonly what: string }
  | { readonly state: 'wrong'; readonly what: string; readonly toDo: string };

/** One thing that doctor looks at: reads, changes nothing, and finds at least one sentence to say. */
export interface Check {
  /** One word, which stands before each finding. */
  readonly name: string;
  readonly examine: (ward: Ward) => Promise<readonly Finding[]>;
}

export const ok = (what: string): Finding => ({ state: 'ok', what });
export const note = (what: string): Finding => ({ state: 'note', what });
export const wrong = (what: string, toDo: string): Finding => ({ state: 'wrong', what, toDo });

/** What was found, else that all is well. */
export const orOk = (findings: readonly Finding[], what: string): readonly Finding[] =>
  findings.some(({ state }) => state === 'wrong') ? findings : [ok(what), ...findings];

/** As many names as a person would read, where all may be concerned. */
export const NAMED = 5;

/** `1 mail`, `2 mails`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
