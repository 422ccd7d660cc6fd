import type { Findings } from '../proof.js';
import { Outage } from './outage.js';

const DAYS = 4;
const STAYS = 'skovde.news.example';

/** Four days without a mail server: nothing is dropped but what is of no use any more, and that with a record. */
export async function outageClaims(findings: Findings): Promise<void> {
  const size = findings.pick(8, 100);
  const outage = await Outage.begin();
  try {
    // First, since whoever is invited would be reminded as well.
    await outage.remind();
    await outage.invite(size, STAYS);
    const { seconds, longest } = await outage.pass(DAYS);
    await outage.end();
    const kept = await outage.mails(`%@${STAYS}`);
    const once = kept.filter(({ recipient, state }) => state === 'SENT' && outage.copies(recipient) === 1);
    const tries = kept.map(({ attempts }) => attempts);
    findings.promise(
      `a mail server that is away for ${DAYS} days: every mail is delivered once when it is back`,
      `${once.length} of ${size}, after ${Math.min(...tries)} to ${Math.max(...tries)} tries at most ${Math.round(longest / 60)} min apart in ${(seconds / 86_400).toFixed(1)} days`,
      once.length === size && Math.round(longest / 60) <= 60,
    );
    const reminders = (await outage.mails('%')).filter(({ kind }) => kind === 'material.reminded');
    const expired = reminders.filter(
      ({ state, recipient }) => state === 'EXPIRED' && outage.copies(recipient) === 0,
    );
    const shown = await outage.shownExpired();
    const isShown = reminders.every(({ recipient }) => shown.includes(recipient));
    findings.promise(
      'a reminder whose meeting has passed is not sent, and the lead partner is shown which',
      `${expired.length} of ${reminders.length} expired, ${shown.length} shown`,
      reminders.length > 0 &&
        expired.length === reminders.length &&
        isShown &&
        shown.length === expired.length,
    );
    await controls(
      findings,
      outage,
      size,
      reminders.map(({ recipient }) => recipient),
    );
  } finally {
    await outage.stop();
  }
}

async function controls(findings: Findings, outage: Outage, size: number, reminded: string[]): Promise<void> {
  await outage.sendExpired();
  const late = reminded.filter((recipient) => outage.copies(recipient) > 0).length;
  findings.control('without the rule reminders go out after their meeting', late, late > 0);
  outage.goAway();
  await outage.invite(size, 'skovde.lost.example');
  await outage.cutTries();
  await outage.pass(DAYS);
  await outage.end();
  const lost = (await outage.mails('%@skovde.lost.example')).filter(({ state }) => state !== 'SENT').length;
  findings.control(
    'with the two tries that are the default of the queue, and without the sweep, mails are lost',
    lost,
    lost > 0,
  );
}
