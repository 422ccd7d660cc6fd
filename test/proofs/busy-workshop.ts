import { DateTime } from 'luxon';
import { Pool } from 'pg';
import { type Face, crowd, registered } from '../factories/crowd.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';

const SIGN_UP = 'mutation ($id: ID!) { signUp(input: { agendaItemId: $id }) { userErrors { code } } }';
const RESIZE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { code } } }`;
const ofOne = (name: string): string => `mutation ($id: ID!) { ${name}(id: $id) { userErrors { code } } }`;

/** Each change from waiting to having a place, written down by the database beside what the application says of it. */
const WATCH = `
create table promotion_seen (item_id uuid, sign_up_id uuid);
grant select, insert on promotion_seen to tavola_app;
create function see_promotion() returns trigger language plpgsql as $$
begin insert into promotion_seen values (new.item_id, new.id); return null; end $$;
create trigger see_promotion after update of state on sign_up for each row
  when (old.state = 'WAITLISTED' and new.state = 'CONFIRMED') execute function see_promotion();`;

/** In one statement, so of one moment. */
const SAMPLE = `
select i.capacity, i.taken, count(*) filter (where s.state = 'CONFIRMED')::int as confirmed,
  count(*) filter (where s.state = 'WAITLISTED')::int as waiting,
  coalesce(max(s.number) filter (where s.state = 'CONFIRMED'), 0) as "lastConfirmed",
  coalesce(min(s.number) filter (where s.state = 'WAITLISTED'), 2147483647) as "firstWaiting",
  (count(s.id) - count(distinct s.registration_id))::int as twice,
  count(*) filter (where r.state <> 'CONFIRMED')::int as absent
from agenda_item i left join (sign_up s join registration r on r.id = s.registration_id)
  on s.item_id = i.id and s.state <> 'CANCELLED'
where i.id = $1 group by i.id`;

interface Sample {
  readonly capacity: number;
  readonly taken: number;
  readonly confirmed: number;
  readonly waiting: number;
  readonly lastConfirmed: number;
  readonly firstWaiting: number;
  readonly twice: number;
  readonly absent: number;
}

/** For each sign-up that got a place while it waited: how often, told by how many events, and its mails. */
const NOTICES = `
select s.state = 'CONFIRMED' and s.promoted_at is not null as "hasIt", count(*)::int as promotions,
  (select count(*)::int from event e where e.subject_id = s.id and e.kind = 'signUp.promoted') as events,
  (select count(*)::int from event e join email m on m.event_id = e.id
    where e.subject_id = s.id and e.kind = 'signUp.promoted') as mails
from promotion_seen p join sign_up s on s.id = p.sign_up_id where p.item_id = $1 group by s.id`;

/** What somebody does next. */
export type Step =
  | { readonly does: 'signUp' | 'cancel' | 'withdraw' | 'comeAgain'; readonly person: number }
  | { readonly does: 'resize'; readonly places: number };

/** A promise that is broken, in words. */
export class Broken extends Error {}

/** Some people of one meeting, in whose workshops places are taken, given back, made more and made fewer all the time. */
export class BusyWorkshop {
  readonly seen = { steps: 0, samples: 0, promotions: 0, mails: 0 };

  private readonly watch: Pool;

  private constructor(
    private readonly tavola: Tavola,
    private readonly of: Partnership,
    private readonly meetingId: string,
    private readonly people: readonly (Face & { registrationId: string })[],
    /** Several, since one session may ask only so often in a minute. */
    private readonly leads: readonly Face[],
    private readonly apps: readonly AppProcess[],
  ) {
    this.watch = new Pool({ connectionString: tavola.database.url });
  }

  static async start({ people: size, without = [] }: { people: number; without?: readonly string[] }) {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    const day = DateTime.utc().plus({ days: 30 }).toISODate();
    const meetingId = await openMeeting(of, { startsOn: day, endsOn: day });
    const people = await crowd(tavola, of, { size, partner: 'skovde', role: 'DELEGATE' });
    const asLead = { partner: 'norrkoping', role: 'COORDINATOR', name: 'lead' };
    const leads = await crowd(tavola, of, { size: 8, ...asLead });
    await registered(tavola, of, { meetingId, partner: 'skovde', crowd: people });
    await tavola.sql(WATCH, [], tavola.database.ownerUrl);
    const known = await tavola.sql('select id, person_id from registration where meeting_id = $1', [
      meetingId,
    ]);
    const idOf = new Map(known.map(({ id, person_id: personId }) => [personId, id as string]));
    const env = { WORKER: 'off' };
    const start = () => AppProcess.start({ database: tavola.database, without, env });
    return new BusyWorkshop(
      tavola,
      of,
      meetingId,
      people.map((face) => ({ ...face, registrationId: idOf.get(face.personId) as string })),
      leads,
      await Promise.all([start(), start()]),
    );
  }

  /**
   * A workshop of this size, and several who act at the same time, each one step after the other.
   * @throws Broken
   */
  async live(capacity: number, scripts: readonly (readonly Step[])[]): Promise<void> {
    const startsAtLocal = `${DateTime.utc().plus({ days: 30 }).toISODate()}T10:00`;
    const endsAtLocal = startsAtLocal.replace('T10', 'T11');
    const { id: itemId } = await agendaItem(this.of, this.meetingId, {
      capacity,
      startsAtLocal,
      endsAtLocal,
    });
    await publish(this.of, this.meetingId);
    const acting = Promise.all(scripts.map((script, actor) => this.act(itemId, script, actor)));
    let isOver = false;
    const over = acting.finally(() => (isOver = true));
    const sampling = this.sampleUntil(itemId, () => isOver);
    await Promise.all([over, sampling]);
    await this.sample(itemId);
    await this.ensureTold(itemId);
    await this.sendHome(itemId);
  }

  async stop(): Promise<void> {
    await this.watch.end();
    await Promise.all(this.apps.map((app) => app.end('SIGKILL')));
    await this.tavola.stop();
  }

  private async act(itemId: string, script: readonly Step[], actor: number): Promise<void> {
    const { url } = this.apps[actor % this.apps.length] as AppProcess;
    for (const step of script) {
      const { errors } = await this.take(itemId, step, url);
      this.seen.steps += 1;
      if (errors) throw new Broken(`${step.does} is answered with ${errors[0]?.extensions.code}`);
    }
  }

  /** What is refused to mend is as good as what is done: TOO_FEW_PLACES, NOT_COMING and the like. */
  private async take(
    itemId: string,
    step: Step,
    url: string,
  ): Promise<Awaited<ReturnType<GraphqlClient['send']>>> {
    if (step.does === 'resize') {
      const [item] = await this.rows<{ version: number }>('select version from agenda_item where id = $1', [
        itemId,
      ]);
      const input = { id: itemId, expectedVersion: item?.version, capacity: step.places };
      const lead = this.leads[this.seen.steps % this.leads.length] as Face;
      return lead.browser.at(url).send(RESIZE, { input });
    }
    const { browser, registrationId } = this.people[step.person] as (typeof this.people)[number];
    const client = browser.at(url);
    if (step.does === 'signUp') return client.send(SIGN_UP, { id: itemId });
    if (step.does === 'withdraw') return client.send(ofOne('withdrawRegistration'), { id: registrationId });
    if (step.does === 'comeAgain') return client.send(ofOne('confirmParticipation'), { id: registrationId });
    const mine = 'select id from sign_up where item_id = $1 and registration_id = $2';
    const [signUp] = await this.rows<{ id: string }>(mine, [itemId, registrationId]);
    return signUp ? client.send(ofOne('cancelSignUp'), { id: signUp.id }) : { status: 200, data: null };
  }

  private async sampleUntil(itemId: string, isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.sample(itemId);
  }

  private async sample(itemId: string): Promise<void> {
    const [seen] = (await this.rows<Sample>(SAMPLE, [itemId])) as [Sample];
    const free = seen.capacity - seen.confirmed;
    const broken = [
      free < 0 && `${seen.confirmed} have one of ${seen.capacity} places`,
      free > 0 && seen.waiting > 0 && `${free} places are free while ${seen.waiting} wait`,
      seen.firstWaiting < seen.lastConfirmed &&
        `number ${seen.firstWaiting} waits while number ${seen.lastConfirmed} has a place`,
      seen.twice > 0 && `${seen.twice} are there twice`,
      seen.absent > 0 && `${seen.absent} take part who do not come`,
      seen.taken !== seen.confirmed && `${seen.taken} are counted, ${seen.confirmed} have a place`,
    ].filter((one) => one !== false);
    this.seen.samples += 1;
    if (broken.length > 0) throw new Broken(broken.join('; '));
  }

  /** Each promotion has its event, and each who still has his place by then got one mail for it. */
  private async ensureTold(itemId: string): Promise<void> {
    const left = 'select from unnotified_event';
    await until(async () => (await this.rows(left, [])).length === 0, 30_000);
    const notices = await this.rows<{ hasIt: boolean; promotions: number; events: number; mails: number }>(
      NOTICES,
      [itemId],
    );
    for (const { hasIt, promotions, events, mails } of notices) {
      this.seen.promotions += promotions;
      this.seen.mails += mails;
      if (events !== promotions) throw new Broken(`${promotions} promotions have ${events} events`);
      if (mails > promotions || (hasIt && mails === 0))
        throw new Broken(
          `${promotions} promotions ${hasIt ? '' : 'of who lost it again '}have ${mails} mails`,
        );
    }
  }

  /** Nothing of this workshop is left to the next. */
  private async sendHome(itemId: string): Promise<void> {
    await this.rows(`update sign_up set state = 'CANCELLED' where item_id = $1 and state = 'WAITLISTED'`, [
      itemId,
    ]);
    await this.rows(`update sign_up set state = 'CANCELLED' where item_id = $1`, [itemId]);
    await this.rows(`update registration set state = 'CONFIRMED' where meeting_id = $1`, [this.meetingId]);
  }

  private async rows<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.watch.query(text, [...values])).rows as Row[];
  }
}
