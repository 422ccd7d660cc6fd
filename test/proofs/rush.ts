import { DateTime } from 'luxon';
import { type Face, crowd, registered } from '../factories/crowd.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import type { SeededRandom } from '../setup/seeded-random.js';
import { Tavola } from '../setup/tavola.js';

const SIGN_UP = `mutation ($id: ID!) { signUp(input: { agendaItemId: $id }) {
  signUp { id state position } userErrors { code } } }`;
const ROWS = `select s.state, s.number, r.person_id as "personId",
    (select count(*)::int from event e where e.subject_id = s.id and e.kind = 'signUp.made') as events
  from sign_up s join registration r on r.id = s.registration_id where s.item_id = $1 order by s.number`;

const FIRST_HOUR = DateTime.fromISO('2017-12-11T00:00');
const LOCAL = "yyyy-MM-dd'T'HH:mm";

/** One person asks for a place in one workshop. */
export interface Attempt {
  readonly face: Face;
  readonly itemId: string;
}

/** What the attempts were answered. */
export interface Answers {
  /** Of the sign-ups, one for each attempt that was answered with one. */
  readonly ids: readonly string[];
  /** On the waiting list, as told, from the first. */
  readonly positions: readonly number[];
  /** Of GraphQL, and `HTTP 503` and the like. */
  readonly errors: readonly string[];
  readonly seconds: number;
}

/** A sign-up as it stands in the database. */
export interface Place {
  readonly state: 'CONFIRMED' | 'WAITLISTED';
  readonly number: number;
  readonly personId: string;
  /** How many events tell of it. */
  readonly events: number;
}

/** Many people, all of whom come to one meeting, and two processes of the application where they ask for places. */
export class Rush {
  private apps: readonly AppProcess[] = [];
  /** Of the meeting, at which something is by now. */
  private hours = 0;

  private constructor(
    private readonly tavola: Tavola,
    private readonly of: Partnership,
    private readonly meetingId: string,
    readonly people: readonly Face[],
  ) {}

  static async start(size: number): Promise<Rush> {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    const meetingId = await openMeeting(of);
    const people = await crowd(tavola, of, { size, partner: 'skovde', role: 'DELEGATE' });
    await registered(tavola, of, { meetingId, partner: 'skovde', crowd: people });
    const rush = new Rush(tavola, of, meetingId, people);
    await rush.goOnWithout();
    return rush;
  }

  /** From now on the application works without these protections. */
  async goOnWithout(...without: string[]): Promise<void> {
    await this.end();
    const start = () => AppProcess.start({ database: this.tavola.database, without });
    this.apps = await Promise.all([start(), start()]);
  }

  /** From now on the database works without this protection. */
  async drop(what: string): Promise<void> {
    await this.tavola.sql(what, [], this.tavola.database.ownerUrl);
  }

  /** Workshops with so many places each, all at the same hour, at which nothing else is. */
  async workshops(capacity: number, count: number): Promise<string[]> {
    const start = FIRST_HOUR.plus({ hours: this.hours });
    this.hours += 1;
    const [startsAtLocal, endsAtLocal] = [start, start.plus({ hours: 1 })].map((at) => at.toFormat(LOCAL));
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1)
      ids.push((await agendaItem(this.of, this.meetingId, { capacity, startsAtLocal, endsAtLocal })).id);
    await publish(this.of, this.meetingId);
    return ids;
  }

  async workshop(capacity: number): Promise<string> {
    return (await this.workshops(capacity, 1))[0] as string;
  }

  /** All at the same moment, each at the one or the other process, in an order of chance. */
  async all(attempts: readonly Attempt[], random: SeededRandom): Promise<Answers> {
    const since = performance.now();
    const replies = await Promise.all(
      random.shuffled(attempts).map(({ face, itemId }) => {
        const app = this.apps[random.below(this.apps.length)] as AppProcess;
        return face.browser.at(app.url).send(SIGN_UP, { id: itemId });
      }),
    );
    const seconds = (performance.now() - since) / 1000;
    const signUps: { id: string; position: number | null }[] = replies.flatMap(
      ({ data }) => data?.signUp?.signUp ?? [],
    );
    return {
      ids: signUps.map(({ id }) => id),
      positions: signUps.flatMap(({ position }) => position ?? []).toSorted((a, b) => a - b),
      errors: replies.flatMap(({ status, data, errors = [] }) => [
        ...(status === 200 ? [] : [`HTTP ${status}`]),
        ...errors.map(({ extensions }) => extensions.code),
        ...(data?.signUp?.userErrors ?? []).map(({ code }: { code: string }) => code),
      ]),
      seconds,
    };
  }

  /** All sign-ups for the workshop, in the order of coming. */
  async places(itemId: string): Promise<readonly Place[]> {
    return (await this.tavola.sql(ROWS, [itemId])) as unknown as Place[];
  }

  async stop(): Promise<void> {
    await this.end();
    await this.tavola.stop();
  }

  private async end(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.end('SIGKILL')));
  }
}
