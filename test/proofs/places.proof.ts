import { SeededRandom } from '../setup/seeded-random.js';
import type { Findings, Proof } from './proof.js';
import { type Answers, type Place, Rush } from './rush.js';

const PEOPLE = 1000;
const PLACES = 20;
/** Of those who ask for the same place several times at once. */
const HASTY = 100;
const TIMES = 5;

/** However many want a place at the same moment, there are never more than there are, and nobody is lost. */
export const places: Proof = {
  name: 'places',
  promise: 'a thousand people at once get the places that there are, and wait in one order for the rest',
  isAlone: true,
  async run(findings) {
    const rush = await Rush.start(PEOPLE);
    try {
      await thousand(findings, rush);
      await twoWorkshops(findings, rush);
      await twice(findings, rush);
      await controls(findings, rush);
    } finally {
      await rush.stop();
    }
  },
};

interface Round {
  readonly seed: number;
  readonly answers: Answers;
  readonly places: readonly Place[];
}

async function thousand(findings: Findings, rush: Rush): Promise<void> {
  const rounds: Round[] = [];
  for (let seed = 1; seed <= findings.pick(1, 20); seed += 1)
    rounds.push(await round(rush, rush.people.length, seed));
  /** The claim of every round, with the seeds of those in which it is not so. */
  const inEach = (claim: string, isSo: (one: Round) => boolean): void => {
    const wrong = rounds.filter((one) => !isSo(one));
    const told = wrong.map((one) => `not with seed ${one.seed} (${summary(one)})`).join('; ');
    findings.promise(claim, told || `in ${rounds.length} rounds`, wrong.length === 0);
  };
  const waiting = PEOPLE - PLACES;
  inEach(
    `${PEOPLE} at once over two processes: ${PLACES} have a place, ${waiting} wait, in one order without a gap`,
    ({ answers, places: all }) =>
      isCounted(all.map(({ number }) => number)) &&
      all.every(({ state }, index) => state === (index < PLACES ? 'CONFIRMED' : 'WAITLISTED')) &&
      answers.positions.length === waiting &&
      isCounted(answers.positions),
  );
  inEach('each person is there once, with one event', ({ answers, places: all }) => {
    const counts = [all, new Set(all.map(({ personId }) => personId)), new Set(answers.ids)].map(sizeOf);
    return counts.every((count) => count === PEOPLE) && all.every(({ events }) => events === 1);
  });
  inEach('nobody is answered with an error', ({ answers }) => answers.errors.length === 0);
  // On a machine of its own; one that others use as well may take longer.
  const within = findings.pick(30, 10);
  const slowest = Math.max(...rounds.map(({ answers }) => answers.seconds));
  findings.promise(
    `the last one is answered within ${within} s`,
    `${slowest.toFixed(1)} s in the slowest round`,
    slowest <= within,
  );
}

/** Both are wanted by the same people, in both orders. Whoever has one is refused the other, and told why. */
async function twoWorkshops(findings: Findings, rush: Rush): Promise<void> {
  const scarce = await ofTwo(rush, { places: PLACES, people: PEOPLE / 2 });
  findings.promise(
    `${PEOPLE / 2} who want two workshops of the same hour: ${PLACES} in each, nobody in both, no error but that`,
    told(scarce),
    scarce.confirmed.every((count) => count === PLACES) && scarce.inBoth === 0 && scarce.others === 0,
  );
  const plenty = await ofTwo(rush, { places: HASTY, people: HASTY });
  findings.promise(
    `${HASTY} who ask for both at once, with places for all in each: each has one`,
    told(plenty),
    plenty.confirmed.reduce((sum, count) => sum + count) === HASTY &&
      plenty.inBoth === 0 &&
      plenty.others === 0,
  );
}

async function ofTwo(rush: Rush, { places: capacity, people }: { places: number; people: number }) {
  const itemIds = await rush.workshops(capacity, 2);
  const attempts = rush.people
    .slice(0, people)
    .flatMap((face) => itemIds.map((itemId) => ({ face, itemId })));
  const { errors } = await rush.all(attempts, new SeededRandom(1));
  const all = await Promise.all(itemIds.map((itemId) => rush.places(itemId)));
  const [one, two] = all.map(
    (places) => new Set(places.filter(({ state }) => state === 'CONFIRMED').map(({ personId }) => personId)),
  ) as [Set<string>, Set<string>];
  const others = errors.filter((code) => code !== 'PLACE_AT_SAME_TIME').length;
  return { confirmed: [one.size, two.size], inBoth: [...one].filter((id) => two.has(id)).length, others };
}

const told = ({ confirmed, inBoth, others }: Awaited<ReturnType<typeof ofTwo>>): string =>
  `${confirmed.join(' and ')}, ${inBoth} in both, ${others} other errors`;

async function twice(findings: Findings, rush: Rush): Promise<void> {
  const itemId = await rush.workshop(PLACES);
  const attempts = rush.people
    .slice(0, HASTY)
    .flatMap((face) => Array.from({ length: TIMES }, () => ({ face, itemId })));
  const answers = await rush.all(attempts, new SeededRandom(1));
  const all = await rush.places(itemId);
  findings.promise(
    `${HASTY} who ask ${TIMES} times at once: one sign-up and one event each, all told the same`,
    `${all.length} sign-ups, ${new Set(answers.ids).size} told of, ${errorsOf(answers)}`,
    [all, new Set(answers.ids)].map(sizeOf).every((count) => count === HASTY) &&
      answers.ids.length === HASTY * TIMES &&
      all.every(({ events }) => events === 1) &&
      confirmedOf(all) === PLACES,
  );
}

/** One protection after the other is taken away. */
async function controls(findings: Findings, rush: Rush): Promise<void> {
  const attempt = () => round(rush, 200, 1);

  await rush.goOnWithout('the-turn');
  const outOfTurn = await ofTwo(rush, { places: HASTY, people: HASTY });
  findings.control(
    'when nobody takes turns for a person, he is in two workshops at once',
    told(outOfTurn),
    outOfTurn.inBoth > 0,
  );
  await rush.goOnWithout('the-places-lock');
  const unlocked = await attempt();
  findings.control(
    'without the lock the database refuses',
    summary(unlocked),
    unlocked.answers.errors.length > 0 && confirmedOf(unlocked.places) <= PLACES,
  );
  await rush.goOnWithout('read-committed');
  const repeatable = await attempt();
  findings.control(
    'in REPEATABLE READ the counted places make whoever comes second fail',
    summary(repeatable),
    repeatable.answers.errors.length > 0 && confirmedOf(repeatable.places) <= PLACES,
  );
  await rush.drop('alter table agenda_item drop constraint agenda_item_is_not_overbooked');
  await rush.drop('drop index sign_up_number_unique');
  await rush.goOnWithout('the-places-lock');
  const unguarded = await attempt();
  findings.control(
    'without the lock and the constraints there are more than places',
    summary(unguarded),
    confirmedOf(unguarded.places) > PLACES,
  );
  await rush.drop('drop trigger sign_up_takes_a_place on sign_up');
  await rush.goOnWithout('read-committed', 'the-counter');
  const counted = await attempt();
  findings.control(
    'with the lock, in REPEATABLE READ, with places counted by their rows, there are more than places',
    summary(counted),
    confirmedOf(counted.places) > PLACES,
  );
}

async function round(rush: Rush, size: number, seed: number): Promise<Round> {
  const itemId = await rush.workshop(PLACES);
  const attempts = rush.people.slice(0, size).map((face) => ({ face, itemId }));
  const answers = await rush.all(attempts, new SeededRandom(seed));
  return { seed, answers, places: await rush.places(itemId) };
}

const sizeOf = (all: readonly unknown[] | ReadonlySet<unknown>): number =>
  'size' in all ? all.size : all.length;
const confirmedOf = (all: readonly Place[]): number =>
  all.filter(({ state }) => state === 'CONFIRMED').length;
const isCounted = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => number === index + 1);
const errorsOf = ({ errors }: Answers): string =>
  `${errors.length} errors${errors.length > 0 ? ` (${[...new Set(errors)].join(', ')})` : ''}`;
const summary = ({ answers, places: all }: Round): string =>
  `${confirmedOf(all)} have a place, ${all.length - confirmedOf(all)} wait, ${errorsOf(answers)}`;
