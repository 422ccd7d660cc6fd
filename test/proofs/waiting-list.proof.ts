import * as fc from 'fast-check';
import { BusyWorkshop, type Step } from './busy-workshop.js';
import type { Findings, Proof } from './proof.js';

const PEOPLE = 24;
const ACTORS = 8;
/** The same stories each time; how they meet is chance all the same. */
const SEED = 20171211;

const person = fc.nat(PEOPLE - 1);
const stepOf = (does: 'signUp' | 'cancel' | 'withdraw' | 'comeAgain') =>
  fc.record({ does: fc.constant(does), person });
const resize = fc.record({ does: fc.constant('resize' as const), places: fc.integer({ min: 1, max: 6 }) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: stepOf('signUp') },
  { weight: 4, arbitrary: stepOf('cancel') },
  { weight: 3, arbitrary: stepOf('withdraw') },
  { weight: 4, arbitrary: stepOf('comeAgain') },
  { weight: 2, arbitrary: resize },
);

/** Whatever people do at the same time, places go to who waits longest. */
export const waitingList: Proof = {
  name: 'waiting-list',
  promise: 'a free place goes at once to who waits longest, and he is told once',
  isAlone: true,
  async run(findings) {
    const [runs, steps] = [findings.pick(15, 200), findings.pick(12, 50)];
    const seen = await model({ runs, steps });
    findings.promise(
      `${runs} workshops, ${ACTORS} actors each with ${steps} steps: never more than places, never one free while somebody waits, first come first served, nobody twice, one event and mail for each promotion`,
      seen.broken ??
        `${seen.steps} steps, ${seen.samples} samples, ${seen.promotions} promotions, ${seen.mails} mails`,
      seen.broken === null && seen.promotions > 0 && seen.mails > 0,
    );
    await control(findings, 'the-promotion', 'when nobody moves up', /free while/);
    await control(findings, 'the-order', 'when who came last moves up first', /waits while number/);
    await control(findings, 'the-notice', 'when who moves up is not told', /have 0 events/);
  },
};

async function control(findings: Findings, without: string, claim: string, expected: RegExp): Promise<void> {
  const { broken } = await model({ runs: 20, steps: 12, without });
  findings.control(`${claim}, the model sees it`, broken ?? 'nothing is seen', expected.test(broken ?? ''));
}

/** @returns what was done, and which promise was broken, with what leads to it again */
async function model({ runs, steps, without }: { runs: number; steps: number; without?: string }) {
  const workshop = await BusyWorkshop.start({ people: PEOPLE, without: without ? [without] : [] });
  const scripts = fc.array(fc.array(step, { minLength: steps, maxLength: steps }), {
    minLength: ACTORS,
    maxLength: ACTORS,
  });
  const capacity = fc.integer({ min: 1, max: 5 });
  const property = fc.asyncProperty(capacity, scripts, (places, of) => workshop.live(places, of));
  try {
    const { failed, seed, counterexamplePath, errorInstance } = await fc.check(property, {
      numRuns: runs,
      seed: SEED,
      // A shorter story seldom meets in the same way, and its search would take hours.
      endOnFailure: true,
    });
    const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    return { ...workshop.seen, broken: failed ? `${why} (seed ${seed}, path ${counterexamplePath})` : null };
  } finally {
    await workshop.stop();
  }
}
