import { Postroom, type Seen } from './outbox/postroom.js';
import type { Findings, Proof } from './proof.js';

/** What is done while one mail comes to leave. */
const STEPS = 2;
const FEW = 150;

/** What people do with mails that have not left, while workers send them. */
export const outbox: Proof = {
  name: 'outbox',
  promise:
    'what many do at once with mails that wait is so when they leave: none against their word, none twice',
  async run(findings) {
    const mails = findings.pick(150, 2_000);
    promises(findings, await work(mails, []));
    const unlocked = await work(FEW, ['the-mail-lock']);
    findings.control(
      'when a mail is not held by whoever changes it, it leaves against his word',
      broken(unlocked),
      unlocked.discardedLeft + unlocked.unlikeTheText > 0,
    );
    const unclaimed = await work(FEW, ['the-claim']);
    findings.control(
      'without the claim mails leave that were discarded',
      broken(unclaimed),
      unclaimed.discardedLeft > 0,
    );
  },
};

async function work(mails: number, without: string[]): Promise<Seen> {
  const room = await Postroom.open(mails, without);
  try {
    return await room.work(STEPS);
  } finally {
    await room.close();
  }
}

const broken = ({ discardedLeft, leftMeanwhile, unlikeTheText, twice }: Seen): string =>
  `${discardedLeft} of the discarded left, ${leftMeanwhile} of the held, ${unlikeTheText} with another subject, ${twice} twice`;

function promises(findings: Findings, seen: Seen): void {
  const { done, refused, mails, sent, discarded, resent } = seen;
  findings.promise(
    `10 people over two processes hold, edit, discard, send and send again ${mails} mails that two workers deliver meanwhile, and each is told whether it was done`,
    `${done} done, refused: ${Object.entries(refused)
      .map(([code, count]) => `${count} ${code}`)
      .join(', ')}`,
    done > mails / 2 && Object.keys(refused).every((code) => ['MAIL_STATE', 'CONFLICT'].includes(code)),
  );
  findings.promise(
    'what was discarded never leaves, nor does what is held; each other one leaves once, and is sent again once',
    `${discarded} discarded, ${seen.held} held in the end and let out; ${sent} of ${mails - discarded} left, ${seen.resentLeft} of ${resent} again; ${broken(seen)}`,
    discarded > 0 &&
      seen.held > 0 &&
      sent === mails - discarded &&
      resent > 0 &&
      seen.resentLeft === resent &&
      seen.discardedLeft === 0 &&
      seen.leftMeanwhile === 0 &&
      seen.twice === 0,
  );
  findings.promise(
    'each leaves with the subject that was acknowledged last',
    `${seen.edits} edits, ${seen.unlikeTheText} with another one`,
    seen.edits > 0 && seen.unlikeTheText === 0,
  );
  const acknowledged = [discarded, resent, seen.edits];
  findings.promise(
    'each that was discarded, sent again or edited is one event',
    `${acknowledged.join(', ')} acknowledged, ${seen.events.join(', ')} events`,
    acknowledged.join() === seen.events.join(),
  );
}
