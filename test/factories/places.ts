import { OfferDeadlines } from '../../src/activities/offer-deadlines.js';
import { WaitingList } from '../../src/activities/waiting-list.js';
import { applicationDataSource } from '../../src/data-source.js';
import { Consequences } from '../../src/platform/events/consequences.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import type { Clock } from '../../src/platform/time/clock.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import type { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import { type Partnership, invite, openMeeting } from './partnership.js';

const REGISTER = `mutation ($id: ID!) { register(input: { meetingId: $id }) { registration { id } userErrors { code } } }`;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`;
const ANSWER = `{ signUp { id state position offeredUntil atSameTime { id } } userErrors { code field message } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) ${ANSWER} }`;
const ACCEPT = `mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) ${ANSWER} }`;
const ofOne = (name: string): string => `mutation ($id: ID!) { ${name}(id: $id) ${ANSWER} }`;

/** What a mutation of a place is answered. */
export interface Answer {
  readonly signUp: {
    readonly id: string;
    readonly state: string;
    readonly position: number | null;
    readonly offeredUntil: string | null;
    readonly atSameTime: readonly { readonly id: string }[];
  };
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: readonly string[];
    readonly message: string;
  }[];
}

/** Somebody who comes to the meeting, and whoever speaks for him. */
export interface Guest {
  readonly registrationId: string;
  readonly email: string;
  readonly client: GraphqlClient;
}

/** What ends offers by the clock, at hand and not once a minute. */
export interface Clockwork {
  /** @returns how many offers it ended or made anew */
  run(): Promise<number>;
  stop(): Promise<void>;
}

export async function clockworkOf(tavola: Tavola, clock: Clock): Promise<Clockwork> {
  const dataSource = await applicationDataSource(tavola.database.url).initialize();
  const jobs = new Jobs(tavola.database.url, () => undefined);
  await jobs.start();
  const waitingList = new WaitingList(clock, jobs, new Consequences());
  const deadlines = new OfferDeadlines(dataSource, clock, jobs, waitingList);
  return {
    run: () => deadlines.run(),
    stop: async () => {
      await jobs.stop();
      await dataSource.destroy();
    },
  };
}

/** A meeting, and people who take places in it. */
export class PlacesOfAMeeting {
  private constructor(
    readonly tavola: Tavola,
    readonly of: Partnership,
    readonly meetingId: string,
    readonly host: GraphqlClient,
    private readonly clockwork: Clockwork,
  ) {}

  static async start(tavola: Tavola, of: Partnership, clock: Clock): Promise<PlacesOfAMeeting> {
    const meetingId = await openMeeting(of);
    for (const partner of ['skovde', 'daugavpils', 'cervia']) await invite(of, meetingId, partner, 5);
    const host = await of.as('coordinator@cervia.example');
    return new PlacesOfAMeeting(tavola, of, meetingId, host, await clockworkOf(tavola, clock));
  }

  /** He comes. @param who his address */
  async comes(who: string): Promise<Guest> {
    const email = `${who}.example`;
    const client = await this.of.as(email);
    const { register } = await client.ask(REGISTER, { id: this.meetingId });
    return { registrationId: register.registration.id, email, client };
  }

  /** Somebody without an address, for whom the host speaks. */
  async guest(name: string): Promise<Guest> {
    const input = { meetingId: this.meetingId, name, town: 'Cervia' };
    const { registerWalkIn } = await this.host.ask(WALK_IN, { input });
    return { registrationId: registerWalkIn.registration.id, email: '', client: this.host };
  }

  async signUp(who: Guest, agendaItemId: string, switchFrom?: readonly string[]): Promise<Answer> {
    const input = { agendaItemId, registrationId: who.registrationId, switchFrom };
    return (await who.client.ask(SIGN_UP, { input })).signUp;
  }

  async accept(who: Guest, id: string, switchFrom?: readonly string[]): Promise<Answer> {
    return (await who.client.ask(ACCEPT, { input: { id, switchFrom } })).acceptOffer;
  }

  async does(who: Guest, what: 'cancelSignUp' | 'declineOffer', id: string): Promise<Answer> {
    return (await who.client.ask(ofOne(what), { id }))[what];
  }

  /** As the database has it. */
  async stateOf(id: string): Promise<string> {
    return (await this.tavola.sql('select state from sign_up where id = $1', [id]))[0]?.['state'] as string;
  }

  /** For how many hours places are offered. */
  async offerFor(hours: number): Promise<void> {
    const [row] = await this.tavola.sql('select version from meeting where id = $1', [this.meetingId]);
    const input = { id: this.meetingId, expectedVersion: row?.['version'], offerHours: hours };
    const UPDATE = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { meeting { offerHours } } }`;
    await this.host.ask(UPDATE, { input });
  }

  /** All that has happened is told and sent. */
  settled(): Promise<void> {
    return until(async () => {
      const open = `select 1 from unnotified_event union all select 1 from email where state in ('QUEUED', 'SENDING')`;
      return (await this.tavola.sql(open)).length === 0;
    }, 30_000);
  }

  /** Ends the offers that are due, as the job does. */
  endOffers(): Promise<number> {
    return this.clockwork.run();
  }

  stop(): Promise<void> {
    return this.clockwork.stop();
  }
}
