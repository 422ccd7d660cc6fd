import type { Attempt, Fault } from '../../setup/faulty-smtp.js';
import type { Shown } from './shown.js';

const FINAL: readonly (Fault | null)[] = [
  '550 to the recipient',
  '552 to the message',
  '554 after the final dot',
];

/** A mail as we noted it. */
export interface Row {
  readonly id: string;
  readonly recipient: string;
  readonly message_id: string;
  readonly state: string;
  readonly uncertain: boolean;
  readonly attempts: number;
}

interface Seen {
  readonly rows: readonly Row[];
  /** As the mail server noted them. */
  readonly attempts: readonly Attempt[];
  readonly shown: readonly Shown[];
  /** Mails that were being sent when a worker was killed. */
  readonly killed: ReadonlySet<string>;
}

/** Compares what we say became of each mail with what the mail server knows. */
export function account({ rows, attempts, shown, killed }: Seen) {
  const byRecipient = Map.groupBy(attempts, ({ recipient }) => recipient);
  const of = ({ recipient }: Row) => byRecipient.get(recipient) ?? [];
  const copies = (row: Row) => of(row).filter(({ taken }) => taken);
  const twice = rows.filter((row) => copies(row).length > 1);
  const sent = rows.filter(({ state }) => state === 'SENT');
  const refused = rows.filter(({ state }) => state === 'FAILED');
  const refusedByServer = rows.filter((row) => FINAL.includes(of(row).at(-1)?.fault ?? null));
  const late = rows.filter(
    (row) => !killed.has(row.id) && of(row).some(({ fault }) => fault === '250 after a long time'),
  );
  const told = new Map(shown.map((mail) => [mail.address, mail]));
  return {
    sent: sent.length,
    failed: refused.length,
    waiting: rows.length - sent.length - refused.length,
    overTls: rows.filter((row) => copies(row).some(({ isSecure }) => isSecure)).length,
    lost: sent.filter((row) => copies(row).length === 0).length,
    twice: twice.length,
    unmarked: twice.filter(({ uncertain }) => !uncertain).length,
    unrecognisable: twice.filter((row) => copies(row).some(({ messageId }) => messageId !== row.message_id))
      .length,
    // As the mail server knows them, and not as we noted.
    unshown: [
      ...refusedByServer.filter(({ recipient }) => !told.get(recipient)?.smtpAnswer),
      ...twice.filter(({ recipient }) => !told.get(recipient)?.uncertain),
    ].length,
    shown: shown.length,
    late: late.length,
    // What went wrong before the late answer may have marked it.
    lateGivenUp: late.filter(
      (row) =>
        of(row).at(-1)?.fault !== '250 after a long time' ||
        row.state !== 'SENT' ||
        (row.attempts === 1 && (row.uncertain || copies(row).length !== 1)),
    ).length,
    failedWithoutReason: refused.filter((row) => !FINAL.includes(of(row).at(-1)?.fault ?? null)).length,
    // Killed between the refusal and our note of it, it is tried once more, and marked.
    triedAgain: rows.filter(
      (row) =>
        !row.uncertain &&
        of(row)
          .slice(0, -1)
          .some(({ fault }) => FINAL.includes(fault)),
    ).length,
  };
}
