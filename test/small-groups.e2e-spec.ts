import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { SeededRandom } from './setup/seeded-random.js';
import { Sums } from './setup/sums.js';
import { Tavola } from './setup/tavola.js';

type Values = Readonly<Record<string, string | null>>;

interface Figures {
  readonly rows: readonly {
    readonly key: readonly { readonly dimension: string; readonly value: string | null }[];
    readonly isMerged: boolean;
    readonly registered: number;
  }[];
  readonly total: { readonly registered: number };
}

const ATTENDANCE = `attendance(groupBy: $by) { rows { key { dimension value } isMerged registered } total { registered } }`;
const OF_PROJECT = `query ($by: [AttendanceDimension!]!) { project(slug: "evolaq") { ${ATTENDANCE} } }`;
const OF_MEETING = `query ($id: ID!, $by: [AttendanceDimension!]!) { meeting(id: $id) { ${ATTENDANCE} } }`;
const SMALLEST = 3;

const COUNTRIES = { norrkoping: 'SE', skovde: 'SE', cervia: 'IT', daugavpils: 'LV' };
const GENDERS = ['FEMALE', 'MALE', null];
const AGES = ['UNDER_18', 'FROM_65', null];
const MEETINGS = ['cervia', 'linz'];
/** People who are alike in all that attendance is grouped by here: how many there are is unknown. */
const CELLS: readonly Values[] = Object.entries(COUNTRIES).flatMap(([PARTNER, COUNTRY]) =>
  MEETINGS.flatMap((MEETING) =>
    GENDERS.flatMap((GENDER) => AGES.map((AGE_BAND) => ({ MEETING, PARTNER, COUNTRY, GENDER, AGE_BAND }))),
  ),
);
const cellsOf = (values: Values): number[] =>
  CELLS.map((cell) => Number(Object.entries(values).every(([name, value]) => cell[name] === value)));

const choices = (names: readonly string[]): string[][] =>
  names.reduce<string[][]>((chosen, name) => [...chosen, ...chosen.map((some) => [...some, name])], [[]]);

describe('who may not see small groups', () => {
  let tavola: Tavola;
  let of: Partnership;
  let delegate: GraphqlClient;
  const meetingIds: Record<string, string> = {};

  const register = (meeting: string, partner: string, gender: string | null, age: string | null) =>
    tavola.sql(
      `with who as (insert into person (id, name, language) values (gen_random_uuid(), 'Somebody', 'sv') returning id)
       insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, gender, age_band, registered_at)
       select gen_random_uuid(), $1, id, $2, 'SPEAKER', 'CONFIRMED', 'SELF', $3, $4, now() from who`,
      [meetingIds[meeting], of.partnerIds[partner], gender, age],
    );

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    for (const [index, slug] of MEETINGS.entries())
      meetingIds[slug] = await openMeeting(of, { slug, number: index + 1 });
    delegate = await of.as('delegate@skovde.example');
    const random = new SeededRandom(20171211);
    const one = <Item>(items: readonly Item[]) => items[random.below(items.length)] as Item;
    const partners = Object.keys(COUNTRIES);
    for (let count = 0; count < 60; count += 1)
      await register('cervia', one(partners), one(GENDERS), one(AGES));
    for (let count = 0; count < 20; count += 1)
      await register('linz', one(partners), one([null, 'MALE']), null);
    await register('linz', 'skovde', 'FEMALE', 'FROM_65');
  });
  afterAll(() => tavola.stop());

  const ofMeeting = async (who: GraphqlClient, slug: string, by: readonly string[]): Promise<Figures> =>
    (await who.ask(OF_MEETING, { id: meetingIds[slug], by })).meeting.attendance;
  const ofProject = async (who: GraphqlClient, by: readonly string[]): Promise<Figures> =>
    (await who.ask(OF_PROJECT, { by })).project.attendance;

  /** All that can be asked, of each meeting and of both, by up to three dimensions. */
  async function learned(who: GraphqlClient): Promise<Sums> {
    const sums = new Sums();
    const learn = ({ rows, total }: Figures, within: Values) => {
      sums.learn(cellsOf(within), total.registered);
      for (const { key, isMerged, registered } of rows) {
        const values = Object.fromEntries(key.map(({ dimension, value }) => [dimension, value]));
        if (!isMerged) sums.learn(cellsOf({ ...within, ...values }), registered);
      }
    };
    const some = (names: readonly string[]) =>
      choices(names).filter(({ length }) => length > 0 && length < 4);
    const names = ['PARTNER', 'COUNTRY', 'GENDER', 'AGE_BAND'];
    for (const MEETING of MEETINGS)
      for (const by of some(names)) learn(await ofMeeting(who, MEETING, by), { MEETING });
    for (const by of some([...names, 'MEETING'])) learn(await ofProject(who, by), {});
    return sums;
  }

  /** Small groups by gender or age of which the size follows. */
  async function found(who: GraphqlClient): Promise<string[]> {
    const sums = await learned(who);
    const groups = choices(['MEETING', 'PARTNER', 'COUNTRY', 'GENDER', 'AGE_BAND'])
      .filter((names) => names.includes('GENDER') || names.includes('AGE_BAND'))
      .flatMap((names) =>
        CELLS.map((cell) => Object.fromEntries(names.map((name) => [name, cell[name] ?? null]))),
      );
    const distinct = [...new Set(groups.map((group) => JSON.stringify(group)))];
    return distinct.filter((group) => {
      const size = sums.tells(cellsOf(JSON.parse(group) as Values));
      return size !== null && size > 0 && size < SMALLEST;
    });
  }

  it('find none by taking figures from one another', async () => {
    expect(await found(delegate)).toEqual([]);
    // The control: whoever sees them finds them, by the same sums.
    expect((await found(of.lead)).length).toBeGreaterThan(10);
  });

  it('see the larger ones of one meeting, and all others as one', async () => {
    const seen = ({ rows }: Figures) =>
      rows.map(({ key, isMerged, registered }) => [...key.map(({ value }) => value), isMerged, registered]);
    const cervia = seen(await ofMeeting(delegate, 'cervia', ['GENDER']));
    expect(cervia.map(([value, isMerged]) => [value, isMerged])).toEqual([
      ['FEMALE', false],
      ['MALE', false],
      [null, false],
    ]);
    // One woman would follow from the rest, so she and the next larger group are one.
    expect(seen(await ofMeeting(of.lead, 'linz', ['GENDER']))).toContainEqual(['FEMALE', false, 1]);
    const linz = seen(await ofMeeting(delegate, 'linz', ['GENDER']));
    expect(linz.map(([value, isMerged]) => [value, isMerged])).toEqual([
      [expect.anything(), false],
      [null, true],
    ]);
    expect(seen(await ofMeeting(delegate, 'cervia', ['COUNTRY', 'AGE_BAND']))).toEqual([
      [null, null, true, 60],
    ]);
    expect(seen(await ofProject(delegate, ['GENDER']))).toEqual([[null, true, 81]]);
    expect((await ofProject(of.lead, ['GENDER'])).rows.length).toBe(3);
  });

  it('ask for one dimension at least', async () => {
    await expect(ofMeeting(delegate, 'cervia', [])).rejects.toThrow(
      '`groupBy` names one dimension at least.',
    );
  });
});
