import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { SeededRandom } from './setup/seeded-random.js';
import { Tavola } from './setup/tavola.js';

interface Row {
  readonly key: readonly { readonly dimension: string; readonly value: string | null }[];
  readonly isMerged: boolean;
  readonly registered: number;
}

const FIGURES = `query ($id: ID!, $by: [AttendanceDimension!]!) { meeting(id: $id) { attendance(groupBy: $by) {
  rows { key { dimension value } isMerged registered } } } }`;
const SMALLEST = 3;

describe('who may not see small groups', () => {
  let tavola: Tavola;
  let of: Partnership;
  let delegate: GraphqlClient;
  let meetingId: string;

  const rows = async (by: readonly string[]): Promise<Row[]> =>
    (await delegate.ask(FIGURES, { id: meetingId, by })).meeting.attendance.rows as Row[];

  const register = (partner: string, gender: string | null, age: string | null) =>
    tavola.sql(
      `with who as (insert into person (id, name, language) values (gen_random_uuid(), 'Somebody', 'sv') returning id)
       insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, gender, age_band, registered_at)
       select gen_random_uuid(), $1, id, $2, 'SPEAKER', 'CONFIRMED', 'SELF', $3, $4, now() from who`,
      [meetingId, of.partnerIds[partner], gender, age],
    );

  /** What is left of each group by fewer dimensions when the groups that are shown by more are taken away from it. */
  const left = (coarse: readonly Row[], fine: readonly Row[]): number[] => {
    const isWithin = (row: Row, group: Row) =>
      group.key.every(({ dimension, value }) =>
        row.key.some((key) => key.dimension === dimension && key.value === value),
      );
    return coarse
      .filter(({ isMerged, registered }) => !isMerged && registered >= SMALLEST)
      .map((group) => {
        const shown = fine.filter((row) => !row.isMerged && isWithin(row, group));
        return shown.reduce((rest, { registered }) => rest - registered, group.registered);
      });
  };

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    delegate = await of.as('delegate@skovde.example');
    const random = new SeededRandom(20171211);
    const partners = Object.keys(of.partnerIds);
    const one = <Item>(items: readonly Item[]) => items[random.below(items.length)] as Item;
    for (let count = 0; count < 60; count += 1)
      await register(one(partners), one(['FEMALE', 'MALE', null]), one(['UNDER_18', 'FROM_65', null]));
  });

  afterAll(() => tavola.stop());

  it.each([
    [['PARTNER'], ['PARTNER', 'GENDER']],
    [['GENDER'], ['PARTNER', 'GENDER']],
    [['GENDER'], ['GENDER', 'AGE_BAND']],
    [['AGE_BAND'], ['GENDER', 'AGE_BAND']],
    [
      ['PARTNER', 'GENDER'],
      ['PARTNER', 'GENDER', 'AGE_BAND'],
    ],
    [
      ['GENDER', 'AGE_BAND'],
      ['PARTNER', 'GENDER', 'AGE_BAND'],
    ],
  ])('finds none by taking those by %s and %s from one another', async (few, many) => {
    const rests = left(await rows(few), await rows(many));
    expect(rests.length).toBeGreaterThan(0);
    expect(rests.filter((rest) => rest > 0 && rest < SMALLEST)).toEqual([]);
  });

  it('could find one, were groups merged by their own size alone', () => {
    const row = (value: string, registered: number, ...others: string[]): Row => ({
      key: [value, ...others].map((each) => ({ dimension: each[0] as string, value: each })),
      isMerged: false,
      registered,
    });
    expect(left([row('P', 4)], [row('P', 3, 'FEMALE')])).toEqual([1]);
  });

  it('are asked for one dimension at least, and with gender or age for four at most', async () => {
    await expect(rows([])).rejects.toThrow('`groupBy` names one dimension at least.');
    await expect(rows(['PARTNER', 'TOWN', 'KIND', 'COUNTRY', 'GENDER'])).rejects.toThrow(
      'By gender or age attendance is grouped by 4 dimensions at most.',
    );
  });
});
