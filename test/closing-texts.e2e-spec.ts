import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const CLOSE = `mutation ($id: ID!, $text: String) { closeMeeting(id: $id, signatory: $text) {
  meeting { state closings { signatory } } userErrors { code field } } }`;
const AMEND = `mutation ($id: ID!, $text: String!) { amendMeeting(id: $id, reason: $text) {
  meeting { state } userErrors { code field } } }`;

describe('what stands under the figures of a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  let id: string;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-14T09:00:00Z') });
    of = await partnership(tavola);
    id = await openMeeting(of);
  });
  afterAll(() => tavola.stop());

  const events = () => tavola.sql('select count(*)::int from event');

  it('is a name of at most 200 characters', async () => {
    const before = await events();
    const { closeMeeting } = await of.lead.ask(CLOSE, { id, text: 'x'.repeat(201) });
    expect(closeMeeting).toEqual({ meeting: null, userErrors: [{ code: 'INVALID', field: ['signatory'] }] });
    expect(await events()).toEqual(before);
    const text = 'x'.repeat(200);
    expect((await of.lead.ask(CLOSE, { id, text })).closeMeeting).toEqual({
      meeting: { state: 'CLOSED', closings: [{ signatory: text }] },
      userErrors: [],
    });
  });

  it('is amended for a reason of at most 500 characters', async () => {
    const before = await events();
    for (const text of ['', '  ', 'x'.repeat(501)])
      expect((await of.lead.ask(AMEND, { id, text })).amendMeeting).toEqual({
        meeting: null,
        userErrors: [{ code: 'INVALID', field: ['reason'] }],
      });
    expect(await events()).toEqual(before);
    expect((await of.lead.ask(AMEND, { id, text: 'x'.repeat(500) })).amendMeeting.meeting).toEqual({
      state: 'AMENDING',
    });
  });
});
