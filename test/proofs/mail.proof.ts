import { FAULTS } from '../setup/faulty-smtp.js';
import { outageClaims } from './mail/outage-claims.js';
import { post } from './mail/post.js';
import type { Findings, Proof } from './proof.js';

/** Mail leaves at least once, and whoever gets it twice can tell. */
export const mail: Proof = {
  name: 'mail',
  promise:
    'a mail server that fails in every way, and workers that are killed: no mail is lost, a second copy is known as one',
  async run(findings) {
    const [mails, kills] = findings.pick([500, 3], [10_000, 50]);
    const withinMs = findings.pick(120_000, 1_800_000);
    const seen = await post({ mails, kills, percent: 20, faults: FAULTS, without: [], withinMs });
    findings.promise(
      `${mails} mails, each with two jobs, ${kills} kills of a worker, a mail server that fails 20 % in ${FAULTS.length} ways: none is lost`,
      `${seen.sent} sent, ${seen.overTls} of them over TLS, ${seen.failed} failed for good, ${seen.waiting} wait; ${seen.lost} lost; ${seen.ways} ways seen`,
      seen.lost === 0 &&
        seen.lateGivenUp === 0 &&
        seen.waiting === 0 &&
        seen.sent > 0 &&
        seen.overTls > 0 &&
        seen.ways === FAULTS.length,
    );
    findings.promise(
      'each second copy has the same Message-ID and is marked as uncertain',
      `${seen.twice} twice, ${seen.unrecognisable} with another Message-ID, ${seen.unmarked} unmarked`,
      seen.twice > 0 && seen.unrecognisable === 0 && seen.unmarked === 0,
    );
    findings.promise(
      'what is refused for good fails, for that reason alone, and is not tried again',
      `${seen.failed} failed, ${seen.failedWithoutReason} without reason, ${seen.triedAgain} tried again`,
      seen.failed > 0 && seen.failedWithoutReason === 0 && seen.triedAgain === 0,
    );
    findings.promise(
      'the coordinator is shown whatever the mail server refused for good, with its answer, and whatever it may have twice',
      `${seen.shown} shown; ${seen.unshown} not`,
      seen.shown > 0 && seen.unshown === 0,
    );
    findings.promise(
      'what a killed worker had in hand is taken up within a minute of the restart',
      `the last after ${seen.pickupSeconds.toFixed(0)} s`,
      seen.pickupSeconds > 0 && seen.pickupSeconds <= 60,
    );
    await outageClaims(findings);
    await controls(findings);
  },
};

async function controls(findings: Findings): Promise<void> {
  const few = { mails: 60, kills: 0, percent: 40, withinMs: 40_000 };
  const faults = ['close after the final dot'] as const;
  const late = ['250 after a long time'] as const;
  // Only where the two jobs of a mail meet does it go out twice; so of many mails that take a while.
  const [anew, unclaimed, patient, hasty] = await Promise.all([
    post({ ...few, faults, without: ['the-fixed-message-id'] }),
    post({ ...few, mails: 400, percent: 0, takesMs: 100, faults, without: ['the-claim'] }),
    post({ ...few, faults: late, without: [] }),
    post({ ...few, faults: late, without: ['the-patience-with-a-late-answer'] }),
  ]);
  findings.control(
    'with a Message-ID per attempt second copies cannot be recognised',
    anew.unrecognisable,
    anew.unrecognisable > 0,
  );
  findings.control(
    'without the claim mails go out twice, unmarked',
    unclaimed.unmarked,
    unclaimed.unmarked > 0,
  );
  findings.promise(
    'a mail server that takes long, but less than our patience, has sent the mail, once',
    `${patient.late} answered late, ${patient.lateGivenUp} not waited for, ${patient.twice} twice`,
    patient.late > 0 && patient.lateGivenUp === 0 && patient.twice === 0,
  );
  findings.control(
    'with less patience mails go out again whose answer was only late',
    hasty.lateGivenUp,
    hasty.lateGivenUp > 0,
  );
}
