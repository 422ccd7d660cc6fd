import type { Tavola } from '../setup/tavola.js';

const MAILS = `insert into email (id, event_id, recipient, language, subject, text, html, message_id, queued_at, state, uncertain, leased_until)
  select gen_random_uuid(), gen_random_uuid(), 'x@cervia.example', 'it', 's', 't', 'h', 'm', now() - $3 * interval '1 minute', $1, $2, now() + interval '1 hour'
  from generate_series(1, $4::int)`;

interface Mails {
  readonly state: 'SENDING' | 'SENT' | 'FAILED';
  readonly uncertain?: boolean;
  /** Since when they have been queued. */
  readonly minutes?: number;
  readonly count?: number;
}

/** Mails to x@cervia.example as they stand after a try. Leased to somebody, so that no worker sends them. */
export async function leasedMails(
  tavola: Tavola,
  { state, uncertain = false, minutes = 10, count = 1 }: Mails,
): Promise<void> {
  await tavola.sql(MAILS, [state, uncertain, minutes, count]);
}
