import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, meeting, partnership } from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';

const SCHEDULE = `mutation ($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) {
  meeting { id mode country { code } } userErrors { code field message } } }`;
const UPDATE = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
  meeting { mode country { code } } userErrors { code field } } }`;

describe('an online meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const inNoCountry = { code: 'ONLINE_COUNTRY', field: ['input', 'country'] };
  const update = async (input: object) => (await of.lead.ask(UPDATE, { input })).updateMeeting;

  it('lies in no country', async () => {
    const input = {
      projectId: of.projectId,
      hostPartnerId: of.partnerIds['cervia'],
      number: 2,
      slug: 'kick-off',
      timeZone: 'Europe/Rome',
      startsOn: '2017-12-11',
      endsOn: '2017-12-11',
      mode: 'ONLINE',
    };
    const { scheduleMeeting: refused } = await of.lead.ask(SCHEDULE, { input: { ...input, country: 'IT' } });
    const message =
      'An online meeting has no country. Leave the country out, or say that people meet on site as well.';
    expect(refused).toEqual({ meeting: null, userErrors: [{ ...inNoCountry, message }] });
    const { scheduleMeeting: made } = await of.lead.ask(SCHEDULE, { input });
    expect(made.meeting).toMatchObject({ mode: 'ONLINE', country: null });
  });

  it('leaves its country behind when it is taken to the screen, and finds one when it is not', async () => {
    const id = await meeting(of);
    expect(await update({ id, expectedVersion: 1, mode: 'ONLINE' })).toEqual({
      meeting: { mode: 'ONLINE', country: null },
      userErrors: [],
    });
    // Whoever looked at it before learns that the country went.
    const [late] = (await update({ id, expectedVersion: 1, country: 'HR' })).userErrors;
    expect(late.code).toBe('CONFLICT');
    const [event] = await tavola.sql(
      `select details->'fields' as fields from event where subject_id = $1 and kind = 'meeting.updated'`,
      [id],
    );
    expect(event).toEqual({ fields: ['mode', 'country'] });
    expect((await update({ id, expectedVersion: 2, country: 'IT' })).userErrors).toEqual([inNoCountry]);
    expect(await update({ id, expectedVersion: 2, mode: 'HYBRID', country: 'IT' })).toEqual({
      meeting: { mode: 'HYBRID', country: { code: 'IT' } },
      userErrors: [],
    });
  });
});
