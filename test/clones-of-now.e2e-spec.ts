import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const WAITING =
  "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

describe('a clone of a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const does = async (mutation: string, input: object, payload: string) =>
    (
      await of.lead.ask(
        `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
          ${payload} userErrors { code field } } }`,
        { input },
      )
    ).it;
  const isWaited = async () => (await tavola.sql(WAITING, [], tavola.database.superuserUrl)).length > 0;

  /** The first project's meetings again, for a project of this slug. */
  const cloneAll = async (slug: string) => {
    const lead = { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' };
    const about = { slug, acronym: slug.toUpperCase(), title: slug, languages: ['en'], leadPartner: lead };
    const { project } = await does('createProject', about, 'project { id }');
    const input = { fromProjectId: of.projectId, projectId: project.id, startsOn: '2021-12-09' };
    return does(
      'cloneMeetings',
      input,
      'meetings { slug title agenda(draft: true) { items { title place } } }',
    );
  };

  it('keeps the places of its lines in words where the same partner hosts it, and only there', async () => {
    const sourceId = await meeting(of, { number: 20, slug: 'places' });
    const place = 'Via Roma 33, Cervia';
    await agendaItem(of, sourceId, { title: 'Visit', place });
    const like = { meetingId: sourceId, startsOn: '2018-09-03' };
    const items = 'meeting { agenda(draft: true) { items { title place } } }';
    const here = await does('cloneMeeting', { ...like, number: 21, slug: 'same-host' }, items);
    expect(here.meeting.agenda.items).toEqual([{ title: 'Visit', place }]);
    const host = { hostPartnerId: of.partnerIds['skovde'], place: 'Skövde', country: 'SE' };
    const there = await does('cloneMeeting', { ...like, ...host, number: 22, slug: 'other-host' }, items);
    expect(there.meeting.agenda.items).toEqual([{ title: 'Visit', place: null }]);
    const { meetings } = await cloneAll('elsewhere');
    expect(meetings.find(({ slug }: { slug: string }) => slug === 'places').agenda.items).toEqual([
      { title: 'Visit', place: null },
    ]);
  });

  it('is cloned with all others as it is when those who change it are done', async () => {
    const id = await meeting(of, { number: 30, slug: 'in-change' });
    const other = new Client({ connectionString: tavola.database.url });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`update meeting set title = '{"en": "As changed"}' where id = $1`, [id]);
      const made = cloneAll('waiting');
      const isDone = await Promise.race([made.then(() => true), until(isWaited).then(() => false)]);
      await other.query('commit');
      expect(isDone).toBe(false);
      const { meetings } = await made;
      expect(meetings).toContainEqual(expect.objectContaining({ slug: 'in-change', title: 'As changed' }));
    } finally {
      await other.end();
    }
  });
});
