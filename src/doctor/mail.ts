import { createTransport } from 'nodemailer';
import type { MailHold } from '../platform/email/mail-hold.entity.js';
import { findHold } from '../platform/email/mail-hold.js';
import { type Check, type Finding, counted, note, orOk, wrong } from './check.js';

const PATIENCE_MS = 5_000;

/** Longer than the queue takes when all is well, minutes. */
const LATE = 15;

const OUTBOX = `
select count(*) filter (where state in ('QUEUED', 'SENDING') and queued_at < $1::timestamptz - interval '${LATE} minutes')::int as late,
  count(*) filter (where state in ('QUEUED', 'SENDING'))::int as waiting,
  count(*) filter (where state in ('FAILED', 'BOUNCED') and queued_at > $1::timestamptz - interval '7 days')::int as failed,
  count(*) filter (where uncertain)::int as uncertain
from email`;

interface Outbox {
  readonly late: number;
  readonly waiting: number;
  readonly failed: number;
  readonly uncertain: number;
}

/** Whether mails get out. */
export const mail: Check = {
  name: 'mail',
  examine: async ({ app, clock, smtpUrl, isCopy = false }) => {
    const findings: Finding[] = [];
    if (smtpUrl === null) findings.push(note('Mails go to the inbox of this machine, to nobody else.'));
    else findings.push(...(await reached(smtpUrl)));
    const hold = await findHold(app.manager);
    findings.push(...held(hold, isCopy));
    const [{ late, waiting, failed, uncertain }] = await app.query<[Outbox]>(OUTBOX, [clock.now().toISO()]);
    if (late > 0 && !hold)
      findings.push(
        wrong(
          `${counted(late, 'mail has', 'mails have')} waited for more than ${LATE} minutes.`,
          'Look whether a worker runs and the mail server is reached; they go out by themselves then.',
        ),
      );
    if (failed > 0)
      findings.push(
        wrong(
          `${counted(failed, 'mail was', 'mails were')} refused for good, returned or given up in the last 7 days.`,
          'Coordinators see them by examples/which-mails-did-not-arrive.graphql: correct the address of the person, who has heard nothing.',
        ),
      );
    if (uncertain > 0)
      findings.push(
        note(`${counted(uncertain, 'mail')} may have arrived twice: an answer of the mail server was lost.`),
      );
    return orOk(findings, `The outbox moves; ${counted(waiting, 'mail waits', 'mails wait')}.`);
  },
};

/** A copy that takes the place of its original must send, and one beside it must not. */
function held(hold: MailHold | null, isCopy: boolean): Finding[] {
  if (hold) {
    const what = `This is a restored copy of ${hold.takenAt.toISO()}; no mail is sent since ${hold.since.toISO()}.`;
    const toDo =
      'If it takes the place of the original, let mail out: npm run cli -- release-mail. If it is kept beside it, ask doctor with --copy.';
    return [isCopy ? note(what) : wrong(what, toDo)];
  }
  const what = 'By --copy this is a copy beside its original, but it sends mails.';
  return isCopy ? [wrong(what, 'Stop its workers, or leave out --copy if it is the original now.')] : [];
}

async function reached(url: string): Promise<Finding[]> {
  const transport = createTransport({
    url,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await transport.verify();
    return [];
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    const why = [code, responseCode].filter(Boolean).join(' ');
    return [
      wrong(
        `The mail server ${new URL(url).host} does not take mails from here (${why}).`,
        'Look whether it runs, whether a firewall is between, and at host, port, user and password in SMTP_URL. Mails wait for five days.',
      ),
    ];
  } finally {
    transport.close();
  }
}
