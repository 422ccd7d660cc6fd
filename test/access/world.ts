import { applicationDataSource } from '../../src/data-source.js';
import { Sealing } from '../../src/platform/events/sealing.js';
import { sealAtOnce } from '../factories/history.js';
import { type Partnership, partnership } from '../factories/partnership.js';
import { Actor } from '../setup/actor.js';
import { type TestDatabase, cloneDatabase } from '../setup/database.js';
import { FixedClock } from '../setup/fixed-clock.js';
import { Tavola } from '../setup/tavola.js';
import { partsOfPolls } from './date-polls.js';
import { forgetOtherMails } from './mails.js';
import { firstProject, inviteTheRest, meetings } from './first-project.js';
import { otherProject, startOtherProject } from './other-project.js';
import {
  ADDRESSES,
  type Actors,
  type Headers,
  type Person,
  type Principal,
  type Token,
  endKeys,
  keys,
  signIn,
} from './people.js';

/** Ids by type and by the name that the matrix gives them: `objects.Meeting.draft`, say. */
export type Objects = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** All that the walk asks about: two projects with everything in every state, and who asks. */
export interface World {
  readonly objects: Objects;
  readonly people: readonly { readonly id: string; readonly name: string; readonly email: string | null }[];
  /** Values of what nobody but its person sees, by its key. */
  readonly ownValues: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Ids of what is a person's own, by person and field of `Viewer`, in their order. */
  readonly own: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly tokens: Readonly<Record<Token, string>>;
  readonly headers: Readonly<Record<Principal, Headers>>;
}

/** The first day of the open meeting. */
export const NOW = '2017-12-11T10:00:00Z';
const PERSONS = 'select email as name, id from person where email is not null';
const BEFORE = '2017-11-20T09:00:00Z';

/** A closing names the newest seal: there is one, whether or not the worker has come to it. */
async function seal(tavola: Tavola, clock: FixedClock): Promise<void> {
  const app = await applicationDataSource(tavola.database.url).initialize();
  await sealAtOnce(tavola.database.superuserUrl, new Sealing(app, clock));
  await app.destroy();
}

/** Built through the API, as people would; SQL only where there is no mutation, which is said there. */
export class BuiltWorld {
  private constructor(
    private readonly tavola: Tavola,
    readonly world: World,
    private readonly built: TestDatabase,
  ) {}

  static async build(): Promise<BuiltWorld> {
    const clock = new FixedClock(BEFORE);
    const tavola = await Tavola.start({ clock });
    const of = await partnership(tavola);
    await tavola.person(ADDRESSES.stranger);
    const [lead, stranger] = [new Actor(of.lead), new Actor(await of.as(ADDRESSES.stranger))];
    await inviteTheRest(of, lead);
    const other = await startOtherProject(of, stranger);
    const made = await meetings(tavola, of, lead);
    const desk = { partnerId: of.partnerIds['cervia'], meetingId: made['open'], role: 'HOST_DESK' };
    const email = { name: 'Desk', email: ADDRESSES.desk, language: 'it' };
    await lead.does('inviteMember', { ...desk, ...email }, 'membership { id }');
    await tavola.sql('update person set may_create_projects = false where email not like $1', ['lead@%']);

    const rest = (Object.keys(ADDRESSES) as Person[]).filter((who) => who !== 'lead' && who !== 'stranger');
    const actors = { lead, stranger, ...(await signIn(of, rest)) } as Actors;
    const held = await keys(tavola, of, actors);
    clock.set(NOW);
    const persons = await idsBy(tavola, PERSONS);
    const known = { ...of, personIds: { ...of.personIds, ...persons } };
    await seal(tavola, clock);
    const first = await firstProject(tavola, known, actors, made);
    const second = await otherProject(tavola, other, actors);
    await endMemberships(tavola, lead);
    await endKeys(tavola, actors, held);
    const objects = await named(tavola, { of, other, first, second });
    const people = await bouncing(tavola);
    const own = await owned(tavola);
    const ownValues = await valuesOfOwn(tavola);
    const built = await snapshot(tavola, objects['Email'] ?? {});
    return new BuiltWorld(tavola, { objects, people, own, ownValues, ...held }, built);
  }

  /** Where the files of presentations lie. */
  get storageDir(): string {
    return this.tavola.storageDir;
  }

  /** A copy that nobody has changed. */
  copy(): Promise<TestDatabase> {
    return cloneDatabase(new URL(this.built.url).pathname.slice(1));
  }

  async end(): Promise<void> {
    await this.built.drop();
    await this.tavola.stop();
  }
}

/** The former ones end only now that there is something of them everywhere. */
async function endMemberships(tavola: Tavola, lead: Actor): Promise<void> {
  for (const who of [ADDRESSES.formerDelegate, ADDRESSES.formerHost]) {
    const [membership] = await tavola.sql(
      'select m.id from membership m join person p on p.id = m.person_id where p.email = $1',
      [who],
    );
    await lead.takes('endMembership', membership?.['id'] as string);
  }
}

interface Built {
  readonly of: Partnership;
  readonly other: Partnership;
  readonly first: Objects;
  readonly second: Objects;
}

/** What has its name by how it was made, and what is found by its keys. */
async function named(tavola: Tavola, { of, other, first, second }: Built): Promise<Objects> {
  const all: Record<string, Record<string, string>> = {};
  for (const made of [first, second])
    for (const [type, ids] of Object.entries(made)) all[type] = { ...all[type], ...ids };
  const names = Object.fromEntries(Object.entries(ADDRESSES).map(([name, email]) => [email, name]));
  const person = (email: string): string => names[email] ?? (email.split('@')[0] as string);
  const persons = await idsBy(tavola, PERSONS);
  const guests = await idsBy(tavola, 'select name, id from person where email is null');
  const memberships = await tavola.sql(
    `select m.id, p.email, m.project_id = $1 as is_first, m.role, m.ended_at
    from membership m join person p on p.id = m.person_id`,
    [of.projectId],
  );
  return {
    ...all,
    ...(await partsOfPolls(tavola, all['DatePoll'] ?? {})),
    Project: { evolaq: of.projectId, other: other.projectId },
    Partner: { ...of.partnerIds, ...other.partnerIds },
    Person: {
      ...Object.fromEntries(Object.entries(persons).map(([email, id]) => [person(email), id])),
      ...guests,
    },
    Membership: Object.fromEntries(
      memberships.map(({ id, email, is_first: isFirst }) => [
        person(email as string) + (isFirst ? '' : ' in other'),
        id as string,
      ]),
    ),
    Invitation: await idsBy(
      tavola,
      `select m.slug || ' ' || p.slug as name, i.id from invitation i
      join meeting m on m.id = i.meeting_id join partner p on p.id = i.partner_id`,
    ),
    SeatMove: await idsBy(
      tavola,
      `select m.slug || coalesce(' from ' || f.slug, '') || coalesce(' to ' || t.slug, '') as name, s.id
      from seat_move s join meeting m on m.id = s.meeting_id
      left join partner f on f.id = s.from_partner_id left join partner t on t.id = s.to_partner_id`,
    ),
    Closing: await idsBy(
      tavola,
      `select m.slug || ' ' || c.version as name, c.id from closing c join meeting m on m.id = c.meeting_id`,
    ),
    Session: await idsBy(
      tavola,
      `select p.email as name, s.id from session s join person p on p.id = s.person_id where s.ended_at is null`,
    ),
  };
}

const idsBy = async (tavola: Tavola, text: string): Promise<Record<string, string>> =>
  Object.fromEntries((await tavola.sql(text)).map(({ name, id }) => [name, id]));

/** What each person holds by now; tokens that have expired stay in his list until he revokes them. */
async function owned(tavola: Tavola): Promise<World['own']> {
  const rows = await tavola.sql(`select p.id, json_build_object(
      'memberships', (select json_agg(m.id order by m.since, m.id) from membership m where m.person_id = p.id and m.ended_at is null),
      'registrations', (select json_agg(r.id order by r.id) from registration r where r.person_id = p.id),
      'sessions', (select json_agg(s.id order by s.started_at, s.id) from session s where s.person_id = p.id and s.ended_at is null),
      'apiTokens', (select json_agg(t.id order by t.created_at, t.id) from api_token t where t.person_id = p.id and t.revoked_at is null)) as own
    from person p`);
  return Object.fromEntries(rows.map(({ id, own }) => [id, own])) as World['own'];
}

/** Mail to everybody's address comes back: who sees that, sees the address; and everybody has a calendar of his own. */
async function bouncing(tavola: Tavola): Promise<World['people']> {
  await tavola.sql(`insert into bounce (person_id, bounced_at, status, answer)
    select id, '${BEFORE}', '5.1.1', 'No such user' from person where email is not null`);
  await tavola.sql(`insert into calendar_feed (person_id, token_hash, made_at)
    select id, id::text, '${BEFORE}' from person`);
  await tavola.sql(`update registration set tentative_at = '${BEFORE}'`);
  const people = await tavola.sql(`select p.id, name, email, ${AT('b.bounced_at')} as "bouncedAt",
      b.status || ' ' || b.answer as "bounceAnswer"
    from person p left join bounce b on b.person_id = p.id`);
  return people as unknown as World['people'];
}

const AT = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')`;

const TOPICS = '{AGENDA,REMINDERS,PRACTICAL,MATERIAL,OUTCOMES,DELAYS}';

async function valuesOfOwn(tavola: Tavola): Promise<World['ownValues']> {
  const rows = await tavola.sql(`
    select 'Viewer:' || id as key, jsonb_build_object('id', id, 'name', name, 'email', email, 'language', language,
      'calendarFeedMadeAt', (select ${AT('f.made_at')} from calendar_feed f where f.person_id = p.id),
      'mailTopics', (select jsonb_agg(jsonb_build_object('topic', t.topic, 'isWanted',
          not exists (select from unwanted_mail u where u.person_id = p.id and u.topic = t.topic)) order by t.number)
        from unnest('${TOPICS}'::text[]) with ordinality t (topic, number))) as values
    from person p
    union all
    select 'Session:' || id, jsonb_build_object('id', id, 'startedAt', ${AT('started_at')}, 'expiresAt', ${AT('expires_at')})
    from session
    union all
    select 'ApiToken:' || id, jsonb_build_object('id', id, 'name', name, 'scopes', scopes,
      'createdAt', ${AT('created_at')}, 'expiresAt', ${AT('expires_at')})
    from api_token`);
  return Object.fromEntries(rows.map(({ key, values }) => [key, values])) as World['ownValues'];
}

/** The application stops, since a database that somebody works on cannot be cloned; its files stay. */
async function snapshot(tavola: Tavola, mails: Readonly<Record<string, string>>): Promise<TestDatabase> {
  await tavola.pause();
  await forgetOtherMails(tavola, mails);
  return cloneDatabase(new URL(tavola.database.url).pathname.slice(1));
}
