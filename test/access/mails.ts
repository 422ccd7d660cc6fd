import { v7 as uuidv7 } from 'uuid';
import type { Tavola } from '../setup/tavola.js';

/** A mail that has not simply arrived. */
interface Trouble {
  readonly to: string;
  /** About the scheduling of this meeting. */
  readonly meetingId: string | undefined;
  readonly became: string;
  /** Which one of these it says once more. */
  readonly resendOf?: string;
}

/** `became`: how the row stands then. */
const STATES: Readonly<Record<string, readonly [state: string, uncertain: boolean]>> = {
  refused: ['FAILED', false],
  'too late': ['EXPIRED', false],
  waiting: ['QUEUED', true],
  'sent twice': ['SENT', true],
  held: ['HELD', false],
};

const WRITE = `
insert into email (id, event_id, project_id, person_id, recipient, language, subject, text, html, message_id, state,
  attempts, uncertain, smtp_answer, queued_at, sent_at, expires_at, resend_of)
select $1, e.id, e.project_id, p.id, p.email, 'en', 'A subject', 'A text', 'A text', '<m@tavola>', $2, 2, $3,
  'An answer', now(), now(), now(), $6
from person p, (select id, project_id from event where meeting_id = $5 and kind = 'meeting.scheduled') e
where p.email = $4`;

/** Past the delivery, since the mail catcher takes everything. Returns their ids by their names. */
export async function mailsInTrouble(
  tavola: Tavola,
  mails: Readonly<Record<string, Trouble>>,
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [name, { to, meetingId, became, resendOf = '' }] of Object.entries(mails)) {
    ids[name] = uuidv7();
    await tavola.sql(WRITE, [ids[name], ...(STATES[became] ?? []), to, meetingId, ids[resendOf] ?? null]);
  }
  return ids;
}

/** Others than those that have a name here are none of which a matrix could tell. */
export const forgetOtherMails = (tavola: Tavola, named: Readonly<Record<string, string>>) =>
  tavola.sql('delete from email where id <> all($1)', [Object.values(named)], tavola.database.ownerUrl);
