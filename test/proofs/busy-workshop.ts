import { DateTime } from 'luxon';
import { Pool } from 'pg';
import { SystemClock } from '../../src/platform/time/clock.js';
import { type Face, crowd, registered } from '../factories/crowd.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from '../factories/partnership.js';
import { type Clockwork, clockworkOf } from '../factories/places.js';
import { AppProcess } from '../setup/app-process.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import { NOTICES, type Notices, SAMPLE, type Sample, WATCH, brokenIn } from './busy-workshop-watch.js';

const SIGN_UP = `mutation ($id: ID!, $switchFrom: [ID!]) {
  signUp(input: { agendaItemId: $id, switchFrom: $switchFrom }) { userErrors { code } } }`;
const ACCEPT = `mutation ($id: ID!, $switchFrom: [ID!]) {
  acceptOffer(input: { id: $id, switchFrom: $switchFrom }) { userErrors { code } } }`;
const RESIZE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { code } } }`;
const ofOne = (name: string): string => `mutation ($id: ID!) { ${name}(id: $id) { userErrors { code } } }`;
const OF_REGISTRATION = { withdraw: ofOne('withdrawRegistration'), comeAgain: ofOne('confirmParticipation') };
const OF_SIGN_UP = { cancel: ofOne('cancelSignUp'), decline: ofOne('declineOffer') };

/** Whose mail has left was asked in time, however short that was; the others are asked anew. */
const RUN_OUT = [
  `update email m set sent_at = e.at from event e join sign_up s on s.offer_event_id = e.id
   where m.event_id = e.id and m.state = 'SENT' and s.item_id = $1`,
  `update sign_up set offered_until = now() where item_id = $1 and state = 'OFFERED'`,
];

const PARTNERS = ['skovde', 'daugavpils', 'cervia'];

/** What somebody does next, in one of two workshops of the same hour. */
export type Step =
  | {
      readonly does: 'signUp' | 'cancel' | 'accept' | 'decline' | 'withdraw' | 'comeAgain';
      readonly person: number;
      readonly which: 0 | 1;
      /** Whether he gives up what he has in the other one. */
      readonly switches: boolean;
    }
  | { readonly does: 'resize'; readonly which: 0 | 1; readonly places: number }
  | { readonly does: 'runOut'; readonly which: 0 | 1 };

/** For how many hours places are offered, and how many there are in each workshop. */
export interface Start {
  readonly hours: number;
  readonly places: readonly [number, number];
}

type Answer = Awaited<ReturnType<GraphqlClient['send']>>;
const NOTHING: Answer = { status: 200, data: null };

/** A promise that is broken, in words. */
export class Broken extends Error {}

/** Some people of one meeting, in whose workshops places are taken, given back, made more and made fewer all the time. */
export class BusyWorkshop {
  readonly seen = { steps: 0, samples: 0, promotions: 0, offers: 0, runOut: 0, mails: 0 };

  private readonly watch: Pool;

  private constructor(
    private readonly tavola: Tavola,
    private readonly at: { readonly of: Partnership; readonly meetingId: string },
    private readonly people: readonly (Face & { registrationId: string })[],
    /** Several, since one session may ask only so often in a minute. */
    private readonly leads: readonly Face[],
    private readonly apps: readonly AppProcess[],
    private readonly clockwork: Clockwork,
  ) {
    this.watch = new Pool({ connectionString: tavola.database.url });
  }

  /** @param altered what is done to the database first, as its owner */
  static async start({
    people: size,
    without = [],
    altered,
  }: {
    people: number;
    without?: readonly string[];
    altered?: string | undefined;
  }) {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    const day = DateTime.utc().plus({ days: 30 }).toISODate();
    const meetingId = await openMeeting(of, { startsOn: day, endsOn: day });
    const people: Face[] = [];
    for (const partner of PARTNERS) {
      const some = { size: size / PARTNERS.length, partner, role: 'DELEGATE', name: partner };
      const ofPartner = await crowd(tavola, of, some);
      await registered(tavola, of, { meetingId, partner, crowd: ofPartner });
      people.push(...ofPartner);
    }
    const asLead = { partner: 'norrkoping', role: 'COORDINATOR', name: 'lead' };
    const leads = await crowd(tavola, of, { size: 8, ...asLead });
    for (const change of [WATCH, ...(altered ? [altered] : [])])
      await tavola.sql(change, [], tavola.database.ownerUrl);
    const known = await tavola.sql('select id, person_id from registration where meeting_id = $1', [
      meetingId,
    ]);
    const idOf = new Map(known.map(({ id, person_id: personId }) => [personId, id as string]));
    const env = { WORKER: 'off' };
    const start = () => AppProcess.start({ database: tavola.database, without, env });
    return new BusyWorkshop(
      tavola,
      { of, meetingId },
      people.map((face) => ({ ...face, registrationId: idOf.get(face.personId) as string })),
      leads,
      await Promise.all([start(), start()]),
      await clockworkOf(tavola, new SystemClock()),
    );
  }

  /**
   * Two workshops like this at one hour, and several who act at the same time, each one step after the other.
   * @throws Broken
   */
  async live({ hours, places }: Start, scripts: readonly (readonly Step[])[]): Promise<void> {
    const startsAtLocal = `${DateTime.utc().plus({ days: 30 }).toISODate()}T10:00`;
    const endsAtLocal = startsAtLocal.replace('T10', 'T11');
    await this.rows('update meeting set offer_hours = $1 where id = $2', [hours, this.at.meetingId]);
    const itemIds: string[] = [];
    for (const capacity of places) {
      const item = { capacity, startsAtLocal, endsAtLocal };
      itemIds.push((await agendaItem(this.at.of, this.at.meetingId, item)).id);
    }
    await publish(this.at.of, this.at.meetingId);
    const acting = Promise.all(scripts.map((script, actor) => this.act(itemIds, script, actor)));
    let isOver = false;
    const over = acting.finally(() => (isOver = true));
    const sampling = this.sampleUntil(itemIds, () => isOver);
    await Promise.all([over, sampling]);
    await this.sample(itemIds);
    await this.ensureTold(itemIds);
    await this.sendHome(itemIds);
  }

  async stop(): Promise<void> {
    await this.watch.end();
    await this.clockwork.stop();
    await Promise.all(this.apps.map((app) => app.end('SIGKILL')));
    await this.tavola.stop();
  }

  private async act(itemIds: readonly string[], script: readonly Step[], actor: number): Promise<void> {
    const { url } = this.apps[actor % this.apps.length] as AppProcess;
    for (const step of script) {
      const { errors } = await this.take(itemIds, step, url);
      this.seen.steps += 1;
      if (errors) throw new Broken(`${step.does} is answered with ${errors[0]?.extensions.code}`);
    }
  }

  /** What is refused to mend is as good as what is done: TOO_FEW_PLACES, NOT_COMING and the like. */
  private async take(itemIds: readonly string[], step: Step, url: string): Promise<Answer> {
    const itemId = itemIds[step.which] as string;
    if (step.does === 'resize') return this.resize(itemId, step.places, url);
    if (step.does === 'runOut') return this.runOut(itemId);
    const { browser, registrationId } = this.people[step.person] as (typeof this.people)[number];
    const client = browser.at(url);
    if (step.does === 'withdraw' || step.does === 'comeAgain')
      return client.send(OF_REGISTRATION[step.does], { id: registrationId });
    const signUps = await this.rows<{ id: string; itemId: string }>(
      'select id, item_id as "itemId" from sign_up where item_id = any($1) and registration_id = $2',
      [itemIds, registrationId],
    );
    const switchFrom = step.switches
      ? signUps.filter((one) => one.itemId !== itemId).map(({ id }) => id)
      : [];
    if (step.does === 'signUp') return client.send(SIGN_UP, { id: itemId, switchFrom });
    const own = signUps.find((one) => one.itemId === itemId);
    if (!own) return NOTHING;
    if (step.does === 'accept') return client.send(ACCEPT, { id: own.id, switchFrom });
    return client.send(OF_SIGN_UP[step.does], { id: own.id });
  }

  private async resize(itemId: string, capacity: number, url: string): Promise<Answer> {
    const [item] = await this.rows<{ version: number }>('select version from agenda_item where id = $1', [
      itemId,
    ]);
    const lead = this.leads[this.seen.steps % this.leads.length] as Face;
    return lead.browser
      .at(url)
      .send(RESIZE, { input: { id: itemId, expectedVersion: item?.version, capacity } });
  }

  private async runOut(itemId: string): Promise<Answer> {
    for (const change of RUN_OUT) await this.rows(change, [itemId]);
    this.seen.runOut += await this.clockwork.run();
    return NOTHING;
  }

  private async sampleUntil(itemIds: readonly string[], isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.sample(itemIds);
  }

  private async sample(itemIds: readonly string[]): Promise<void> {
    const broken = (await this.rows<Sample>(SAMPLE, [itemIds])).flatMap(brokenIn);
    this.seen.samples += 1;
    if (broken.length > 0) throw new Broken(broken.join('; '));
  }

  /** Each promotion and each offer has its event, and each who still has it by then got one mail for it. */
  private async ensureTold(itemIds: readonly string[]): Promise<void> {
    const left = 'select from unnotified_event';
    await until(async () => (await this.rows(left, [])).length === 0, 30_000);
    for (const { what, hasIt, times, events, mails, passedOver } of await this.rows<Notices>(NOTICES, [
      itemIds,
    ])) {
      this.seen[what === 'signUp.offered' ? 'offers' : 'promotions'] += times;
      this.seen.mails += mails;
      if (passedOver > 0) throw new Broken(`${passedOver} wait who come before who moves up`);
      if (events !== times) throw new Broken(`${times} of ${what} have ${events} events`);
      if (mails > times || (hasIt && mails === 0))
        throw new Broken(`${times} of ${what} ${hasIt ? '' : 'who lost it again '}have ${mails} mails`);
    }
  }

  /** Nothing of these workshops is left to the next. */
  private async sendHome(itemIds: readonly string[]): Promise<void> {
    for (const state of ['WAITLISTED', 'OFFERED', 'CONFIRMED'])
      await this.rows(
        `update sign_up set state = 'CANCELLED', offered_until = null, offer_event_id = null
         where item_id = any($1) and state = $2`,
        [itemIds, state],
      );
    await this.rows(`update registration set state = 'CONFIRMED' where meeting_id = $1`, [this.at.meetingId]);
  }

  private async rows<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.watch.query(text, [...values])).rows as Row[];
  }
}
