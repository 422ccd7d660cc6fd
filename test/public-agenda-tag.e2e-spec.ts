import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLObjectType, buildSchema } from 'graphql';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { Actor } from './setup/actor.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const TYPES = ['PublicAgenda', 'PublicAgendaItem', 'PublicProject', 'PublicPartner', 'PublicText', 'Country'];
const PARTNER = '{ name town country { code name } }';
const ALL = `query ($slug: String!) { publicAgenda(project: "evolaq", meeting: $slug) { id tag slug number
  title { text language } place country { code name } timeZone startsOn endsOn mode isCancelled
  project { slug acronym title { text language } } host ${PARTNER} release publishedAt revision revisedAt
  items { id kind title { text language } description { text language } startsAt endsAt startsAtLocal endsAtLocal
    endIsInferred room house place partners ${PARTNER} parent { id } } } }`;

/** What changes a field, of which another tag must tell. */
const CHANGES: Readonly<Record<string, string>> = {
  'PublicAgenda.number': 'update meeting set number = 77',
  'PublicAgenda.title PublicText.text': `update meeting set title = '{"en": "Another"}'`,
  'PublicText.language': `update meeting set title = '{"sv": "Another"}'`,
  'PublicAgenda.place PublicAgenda.revision PublicAgenda.revisedAt': `update meeting set place = 'Elsewhere'`,
  'PublicAgenda.country Country.code Country.name': `update meeting set country_code = 'SE'`,
  'PublicAgenda.startsOn': `update meeting set starts_on = '2017-12-10'`,
  'PublicAgenda.endsOn': `update meeting set ends_on = '2017-12-14'`,
  'PublicAgenda.mode': `update meeting set mode = 'HYBRID'`,
  'PublicAgenda.host': `update meeting set host_partner_id = (select id from partner where slug = 'daugavpils')`,
  'PublicAgenda.project PublicProject.title': `update project set title = '{"en": "Another"}' where slug = 'evolaq'`,
  'PublicProject.acronym': `update project set acronym = 'OTHER' where slug = 'evolaq'`,
  'PublicPartner.name': `update partner set name = 'Another' where slug = 'skovde'`,
  'PublicPartner.town': `update partner set town = 'Elsewhere' where slug = 'skovde'`,
  'PublicPartner.country': `update partner set country_code = 'LV' where slug = 'skovde'`,
  'PublicAgendaItem.title': `update agenda_item set title = '{"en": "Another"}' where title ->> 'en' = 'Impact'`,
  'PublicAgendaItem.description': `update agenda_item set description = '{"en": "More"}' where title ->> 'en' = 'Another'`,
  'PublicAgendaItem.room': `update room set name = 'Another'`,
  'PublicAgendaItem.house': `update room set house = 'Another'`,
  'PublicAgendaItem.partners': `update membership set ended_at = now() where role = 'DELEGATE'
    and person_id = (select id from person where email = 'delegate@skovde.example')`,
  'PublicAgenda.isCancelled': `update meeting set state = 'CANCELLED'`,
};
/** Fixed by a release, which has another number then. */
const FIXED = `PublicAgenda.release PublicAgenda.publishedAt PublicAgenda.timeZone PublicAgenda.items PublicAgendaItem.id
  PublicAgendaItem.kind PublicAgendaItem.place PublicAgendaItem.startsAt PublicAgendaItem.endsAt
  PublicAgendaItem.startsAtLocal PublicAgendaItem.endsAtLocal PublicAgendaItem.endIsInferred PublicAgendaItem.parent`;
/** Under which it is asked for: another address is another answer. */
const ASKED = 'PublicAgenda.id PublicAgenda.tag PublicAgenda.slug PublicProject.slug';
/** What nobody is told. */
const SILENT: Readonly<Record<string, string>> = {
  'a version': 'update agenda_item set version = version + 1',
  'a place taken': 'update agenda_item set capacity = 10, taken = 3',
  'the draft': `update meeting set agenda_version = agenda_version + 1, version = version + 1`,
  'the description of the meeting': `update meeting set description = '{"en": "Inside"}'`,
  'a name': `update person set name = 'Another' where email = 'delegate@skovde.example'`,
};

describe('the tag of a public agenda', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const lead = new Actor(of.lead);
    const { room } = await lead.does('addRoom', { meetingId, name: 'Hall' }, 'room { id }');
    const speakerIds = [of.personIds['delegate@skovde.example']];
    await agendaItem(of, meetingId, { title: 'Impact', roomId: room.id, speakerIds });
    await publish(of, meetingId);
  });
  afterAll(() => tavola.stop());

  const known = async () => {
    const { publicAgenda } = await tavola.anonymous().ask(ALL, { slug: 'cervia' });
    const { tag, ...told } = publicAgenda;
    return { tag: tag as string, told: JSON.stringify(told) };
  };
  /** One after the other: a process that has just begun sends away who comes while it computes. */
  const etags = async () => {
    const all: (string | null)[] = [];
    for (const form of ['', '.json', '.ics']) {
      const answer = await fetch(`${tavola.url}/p/evolaq/cervia/agenda${form}?lang=en`, {
        headers: tavola.anonymous().headers,
      });
      if (answer.status !== 200) throw new Error(`${form}: ${answer.status}`);
      all.push(answer.headers.get('etag'));
    }
    return all;
  };

  it('is known to cover each field that there is', () => {
    const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
    const fields = TYPES.flatMap((type) =>
      Object.keys((schema.getType(type) as GraphQLObjectType).getFields()).map((name) => `${type}.${name}`),
    );
    const covered = [...Object.keys(CHANGES), FIXED, ASKED].flatMap((names) => names.split(/\s+/));
    expect(covered.toSorted()).toEqual(fields.toSorted());
  });

  it('stays when something changes of which nothing is told', async () => {
    const before = [await known(), await etags()];
    for (const change of Object.values(SILENT)) {
      await tavola.sql(change, [], tavola.database.ownerUrl);
      expect([await known(), await etags()]).toEqual(before);
    }
  });

  it('is another one after a release', async () => {
    const before = await known();
    await agendaItem(of, meetingId, {
      title: 'New',
      startsAtLocal: '2017-12-12T12:00',
      endsAtLocal: '2017-12-12T13:00',
    });
    expect(await known()).toEqual(before);
    await publish(of, meetingId);
    expect((await known()).tag).not.toBe(before.tag);
  });

  it.each(Object.keys(CHANGES))('is another one when this is another: %s', async (name) => {
    const before = [await known(), await etags()] as const;
    await tavola.sql(CHANGES[name] as string, [], tavola.database.ownerUrl);
    const after = [await known(), await etags()] as const;
    expect(after[0].told).not.toBe(before[0].told);
    expect(after[0].tag).not.toBe(before[0].tag);
    expect(after[1].filter((etag) => before[1].includes(etag))).toEqual([]);
  });
});
