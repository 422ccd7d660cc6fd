import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { nameDelegate, participationLink } from './factories/participation.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { askPaper, paperOf } from './setup/papers.js';
import { describeReadingPdfs, linesOf } from './setup/poppler.js';
import { Tavola } from './setup/tavola.js';

const CATERING = `query ($id: ID!) { meeting(id: $id) { catering { day agendaItemId kind title startsAtLocal endsAtLocal people
  unanswered plates { diets people } diets { diet people } dietsInWords { text people }
  accessNeeds { accessNeed people } accessInWords { text people } } } }`;
const READ = `query ($id: ID!) { registration(id: $id) { version mode } }`;
const UPDATE = `mutation ($input: UpdateRegistrationInput!) { updateRegistration(input: $input) {
  userErrors { code field } } }`;
const verb = (name: string) => `mutation ($id: ID!) { ${name}(id: $id) { userErrors { code } } }`;

interface Total {
  readonly day: string;
  readonly title: string | null;
  readonly people: number;
  readonly unanswered: number;
  readonly plates: { diets: string[]; people: number }[];
}

/** Anna, Bo and Cilla of Skövde, Dāvis of Daugavpils: in a hybrid meeting of three days with lunches and a dinner. */
describe('the totals for the caterer', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let host: GraphqlClient;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
  });
  afterAll(() => tavola.stop());

  beforeEach(async () => {
    await tavola.sql('delete from needs');
    await tavola.sql(
      `update registration set mode = 'IN_PERSON', arrives_at_local = null, leaves_at_local = null`,
    );
  });

  const catering = async (client = host): Promise<Total[] | null> =>
    (await client.ask(CATERING, { id: meetingId })).meeting.catering;
  const peopleAt = async () =>
    (await catering())?.map(({ day, title, people }) => [`${day.slice(8)} ${title ?? ''}`.trim(), people]);
  const read = async (name: string) =>
    (await of.lead.ask(READ, { id: ids[name] })).registration as { version: number; mode: string };
  const update = async (name: string, changes: object, client = of.lead) => {
    const { version: expectedVersion } = await read(name);
    const input = { id: ids[name], expectedVersion, ...changes };
    return (await client.ask(UPDATE, { input })).updateRegistration.userErrors;
  };
  const all = (count: number) =>
    ['11', '11 Coffee', '11 Lunch', '12', '12 Lunch', '12 Dinner', '13'].map((what) => [what, count]);

  it('count who comes or has not answered yet, for each day and each meal and break of it', async () => {
    meetingId = await openMeeting(of, { mode: 'HYBRID' });
    for (const [seats, name, partner] of [
      [1, 'Anna', 'skovde'],
      [2, 'Bo', 'skovde'],
      [3, 'Cilla', 'skovde'],
      [1, 'Davis', 'daugavpils'],
    ] as const)
      ids[name] = await nameDelegate(of, meetingId, { partner, name, seats });
    for (const name of ['Anna', 'Bo', 'Cilla'])
      await of.lead.ask(verb('confirmParticipation'), { id: ids[name] });
    const meal = (title: string, day: number, from: string, until: string, more = {}) =>
      agendaItem(of, meetingId, {
        kind: 'MEAL',
        title,
        startsAtLocal: `2017-12-${day}T${from}`,
        endsAtLocal: `2017-12-${day}T${until}`,
        ...more,
      });
    await meal('Coffee', 11, '10:30', '11:00', { kind: 'BREAK' });
    await meal('Lunch', 11, '13:00', '14:00');
    await meal('Lunch', 12, '13:00', '14:00');
    await meal('Dinner', 12, '20:00', '22:00');
    await meal('Recruiting volunteers', 12, '10:00', '12:00', { kind: 'WORKSHOP' });
    expect(await peopleAt()).toEqual(all(4));
    expect((await catering())?.map(({ unanswered }) => unanswered)).toEqual(Array(7).fill(1));
    await publish(of, meetingId);
    await meal('Farewell lunch', 13, '12:00', '13:00');
    // What is not published yet is not ordered.
    expect(await peopleAt()).toEqual(all(4));
  });

  it('do not count who said no, or is not there yet, or no more', async () => {
    await of.lead.ask(verb('withdrawRegistration'), { id: ids['Cilla'] });
    expect(await peopleAt()).toEqual(all(3));
    await of.lead.ask(verb('confirmParticipation'), { id: ids['Cilla'] });
    expect(
      await update('Anna', { arrivesAtLocal: '2017-12-11T14:00', leavesAtLocal: '2017-12-12T13:30' }),
    ).toEqual([]);
    expect(await peopleAt()).toEqual([
      ['11', 4],
      ['11 Coffee', 3],
      // She comes when it is over.
      ['11 Lunch', 3],
      ['12', 4],
      // She leaves during it.
      ['12 Lunch', 4],
      ['12 Dinner', 3],
      ['13', 3],
    ]);
  });

  it('go by how people travel, where they told', async () => {
    const leg = {
      registrationId: ids['Bo'],
      direction: 'TO_MEETING',
      mode: 'TRAIN',
      fromPlace: 'Bologna',
      fromTimeZone: 'Europe/Rome',
      departsAtLocal: '2017-12-12T15:00',
      toPlace: 'Cervia',
      toTimeZone: 'Europe/Rome',
      arrivesAtLocal: '2017-12-12T17:00',
    };
    const added = `mutation ($input: AddTravelLegInput!) { addTravelLeg(input: $input) { travelLeg { id } userErrors { code } } }`;
    const { addTravelLeg } = await of.lead.ask(added, { input: leg });
    expect((await peopleAt())?.map(([, people]) => people)).toEqual([3, 3, 3, 4, 3, 4, 4]);
    await of.lead.ask(verb('removeTravelLeg'), { id: addTravelLeg.travelLeg.id });
  });

  it('do not count who takes part remotely', async () => {
    const anna = await of.as('anna@skovde.example');
    expect(await update('Anna', { mode: 'REMOTE' }, anna)).toEqual([]);
    expect((await read('Anna')).mode).toBe('REMOTE');
    expect(await peopleAt()).toEqual(all(3));
    // A meeting that does not leave the choice is met where it is.
    await tavola.sql(`update meeting set mode = 'ON_SITE' where id = $1`, [meetingId]);
    expect((await read('Anna')).mode).toBe('IN_PERSON');
    expect(await peopleAt()).toEqual(all(4));
    expect(await update('Bo', { mode: 'REMOTE' })).toEqual([{ code: 'INVALID', field: ['input', 'mode'] }]);
    await tavola.sql(`update meeting set mode = 'ONLINE', country_code = null where id = $1`, [meetingId]);
    expect(await peopleAt()).toEqual(all(0));
    expect(await update('Bo', { mode: 'IN_PERSON' })).toEqual([
      { code: 'INVALID', field: ['input', 'mode'] },
    ]);
    await tavola.sql(`update meeting set mode = 'HYBRID' where id = $1`, [meetingId]);
  });

  it('are asked for on the page of the mailed link, where the meeting is hybrid', async () => {
    const link = await participationLink(tavola, 'anna@skovde.example', ids['Anna'] as string);
    const shown = async () =>
      [...(await (await link.get()).text()).matchAll(/name="mode" value="(\w+)"\s+(checked)?/g)].map(
        ([, value, checked]) => `${value} ${checked ?? ''}`.trim(),
      );
    expect(await shown()).toEqual(['IN_PERSON checked', 'REMOTE']);
    expect((await link.answer('answer=yes&mode=REMOTE')).status).toBe(200);
    expect(await shown()).toEqual(['IN_PERSON', 'REMOTE checked']);
    expect(await peopleAt()).toEqual(all(3));
    // An old form does not take the choice back.
    expect((await link.post('answer=yes&mode=IN_PERSON&version=1')).status).toBe(422);
    expect((await read('Anna')).mode).toBe('REMOTE');
    await tavola.sql(`update meeting set mode = 'ON_SITE' where id = $1`, [meetingId]);
    expect(await shown()).toEqual([]);
    expect((await link.answer('answer=yes&mode=REMOTE')).status).toBe(200);
    await tavola.sql(`update meeting set mode = 'HYBRID' where id = $1`, [meetingId]);
  });

  it('tell what they eat: each in one plate, and each thing that was told', async () => {
    await update('Anna', { needs: { diets: ['GLUTEN_FREE', 'VEGAN'], accessNeeds: ['STEP_FREE'] } });
    await update('Bo', { needs: { diets: ['VEGAN'] }, arrivesAtLocal: '2017-12-12T18:00' });
    await update('Davis', { needs: { diet: 'no celery', access: 'a ramp' } });
    const totals = await catering();
    expect(totals?.find(({ title }) => title === 'Dinner')).toMatchObject({
      day: '2017-12-12',
      kind: 'MEAL',
      startsAtLocal: '2017-12-12T20:00:00',
      endsAtLocal: '2017-12-12T22:00:00',
      people: 4,
      unanswered: 1,
      plates: [
        { diets: [], people: 1 },
        { diets: ['OTHER'], people: 1 },
        { diets: ['VEGAN'], people: 1 },
        { diets: ['GLUTEN_FREE', 'VEGAN'], people: 1 },
      ],
      diets: [
        { diet: 'GLUTEN_FREE', people: 1 },
        { diet: 'OTHER', people: 1 },
        { diet: 'VEGAN', people: 2 },
      ],
      dietsInWords: [{ text: 'no celery', people: 1 }],
      accessNeeds: [
        { accessNeed: 'OTHER', people: 1 },
        { accessNeed: 'STEP_FREE', people: 1 },
      ],
      accessInWords: [{ text: 'a ramp', people: 1 }],
    });
    for (const { people, plates } of totals ?? [])
      expect(plates.reduce((sum, plate) => sum + plate.people, 0)).toBe(people);
    expect(totals?.[0]).toMatchObject({
      people: 3,
      diets: [{ people: 1 }, { people: 1 }, { diet: 'VEGAN', people: 1 }],
    });
  });

  it('order one plate of one thing, in whatever order it was told', async () => {
    await update('Anna', { needs: { diets: ['VEGAN', 'GLUTEN_FREE'] } });
    await update('Bo', { needs: { diets: ['GLUTEN_FREE', 'VEGAN'] } });
    expect((await catering())?.[0]?.plates).toEqual([
      { diets: [], people: 2 },
      { diets: ['GLUTEN_FREE', 'VEGAN'], people: 2 },
    ]);
  });

  it('count who has a place, where there are places', async () => {
    const { id } = await agendaItem(of, meetingId, {
      kind: 'SITE_VISIT',
      title: 'Saltworks',
      startsAtLocal: '2017-12-13T09:00',
      endsAtLocal: '2017-12-13T14:00',
      capacity: 2,
    });
    await agendaItem(of, meetingId, {
      kind: 'MEAL',
      title: 'Picnic',
      parentId: id,
      startsAtLocal: '2017-12-13T12:00',
      endsAtLocal: '2017-12-13T13:00',
    });
    await publish(of, meetingId);
    const picnic = async () => (await catering())?.find(({ title }) => title === 'Picnic')?.people;
    expect(await picnic()).toBe(0);
    const signUp = `mutation ($input: SignUpInput!) { signUp(input: $input) { userErrors { code } } }`;
    await of.lead.ask(signUp, { input: { agendaItemId: id, registrationId: ids['Anna'] } });
    expect(await picnic()).toBe(1);
  });

  it('are for whoever may read what people need', async () => {
    expect(await catering(of.lead)).toEqual(await catering());
    for (const who of ['coordinator@skovde.example', 'delegate@cervia.example', 'anna@skovde.example'])
      expect([who, await catering(await of.as(who))]).toEqual([who, null]);
  });

  describeReadingPdfs('as a paper', () => {
    it('have no names', async () => {
      await update('Anna', { needs: { diets: ['VEGAN'] } });
      const lines = linesOf(await paperOf(tavola, host, `/files/meetings/${meetingId}/catering.pdf`));
      expect(lines.slice(0, 6)).toEqual([
        'Catering: Final meeting',
        'EVOLAQ · 11 – 13 December 2017 · Cervia',
        'Monday, 11 December 2017',
        'Time What People Of these, no answer yet Food',
        'The whole day 4 1 Nothing told: 3; Vegan: 1',
        '10:30–11:00 Coffee 4 1 Nothing told: 3; Vegan: 1',
      ]);
      await update('Bo', { needs: { diet: 'no celery' } });
      const words = linesOf(await paperOf(tavola, host, `/files/meetings/${meetingId}/catering.pdf`)).join(
        ' ',
      );
      expect(words.match(/“no celery”: 1/g)).toHaveLength(8);
      expect(words).not.toMatch(/Anna|Bo\b|Cilla|Davis/);
    });

    it('is for the host and the lead alone', async () => {
      const path = `/files/meetings/${meetingId}/catering.pdf`;
      expect((await askPaper(tavola, of.lead, path)).status).toBe(200);
      for (const who of ['coordinator@skovde.example', 'anna@skovde.example'])
        expect((await askPaper(tavola, await of.as(who), path)).status).toBe(404);
    });
  });
});
