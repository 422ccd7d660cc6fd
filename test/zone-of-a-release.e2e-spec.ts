import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const UPDATE = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code field } } }`;

describe('a release of a meeting that moves to another time zone', () => {
  let tavola: Tavola;
  let of: Partnership;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const get = (path: string) =>
    fetch(`${tavola.url}/p/evolaq/${path}`, { headers: tavola.anonymous().headers });

  it('stays in the zone in which it was published, in all its forms, until the next release', async () => {
    const id = await openMeeting(of, { slug: 'moved' });
    await agendaItem(of, id);
    await publish(of, id);
    const { meeting: found } = await of.lead.ask(`query ($id: ID!) { meeting(id: $id) { version } }`, { id });
    const moved = { id, expectedVersion: found.version, timeZone: 'Europe/Helsinki' };
    expect((await of.lead.ask(UPDATE, { input: moved })).updateMeeting.userErrors).toEqual([]);

    /** Of each form: the zone, what the wall shows there, and when that is. */
    const forms = async () => {
      const page = await (await get('moved/agenda?lang=en')).text();
      const data = await (await get('moved/agenda.json')).json();
      const calendar = ICAL.Component.fromString(await (await get('moved/agenda.ics')).text());
      const start = calendar.getFirstSubcomponent('vevent')?.getFirstProperty('dtstart');
      const asked = `query ($id: ID!) { meeting(id: $id) { timeZone workshops { timeZone startsAtLocal }
        agenda { timeZone items { timeZone startsAt startsAtLocal } }
        draft: agenda(draft: true) { timeZone items { timeZone startsAt } } } }`;
      const { agenda, workshops, draft, timeZone } = (await of.lead.ask(asked, { id })).meeting;
      return {
        page: /\((Europe.\w+)\)/.exec(page)?.[1],
        hours: />(\d\d:\d\d)/.exec(page)?.[1],
        json: [data.meeting.timeZone, data.items[0].startsAtLocal, data.items[0].startsAt],
        calendar: [start?.getParameter('tzid'), start?.getFirstValue()?.toString()],
        agenda: [agenda.timeZone, agenda.items[0].timeZone, agenda.items[0].startsAt],
        workshops,
        draft: [draft.timeZone, draft.items[0].timeZone, draft.items[0].startsAt],
        meeting: timeZone,
      };
    };
    const wall = '2017-12-12T10:00:00';
    const inZone = (zone: string, startsAt: string) => ({
      page: zone,
      hours: '10:00',
      json: [zone, wall, startsAt],
      calendar: [zone, wall],
      agenda: [zone, zone, startsAt],
      workshops: [{ timeZone: zone, startsAtLocal: wall }],
      draft: ['Europe/Helsinki', 'Europe/Helsinki', '2017-12-12T08:00:00+00:00'],
      meeting: 'Europe/Helsinki',
    });
    expect(await forms()).toEqual(inZone('Europe/Rome', '2017-12-12T09:00:00+00:00'));
    // What its organisers are told of it stays true.
    const { meeting: told } = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { agenda { conflicts { code message } } } }`,
      { id },
    );
    expect(told.agenda.conflicts).toEqual([
      {
        code: 'OUTSIDE_MEETING',
        message:
          '“Recruiting volunteers” does not lie within the days of the meeting, or not in its time zone.',
      },
    ]);
    // The control: shown in the zone that the meeting has by now, the forms contradict each other.
    const setZone = (zone: string) =>
      tavola.sql(
        'update agenda_release set time_zone = $2 where meeting_id = $1',
        [id, zone],
        tavola.database.superuserUrl,
      );
    await setZone('Europe/Helsinki');
    expect(await forms()).toMatchObject({
      hours: '11:00',
      json: ['Europe/Helsinki', wall, '2017-12-12T09:00:00+00:00'],
    });
    await setZone('Europe/Rome');
    await publish(of, id);
    expect(await forms()).toEqual(inZone('Europe/Helsinki', '2017-12-12T08:00:00+00:00'));
  });

  it('is published again in the zone of the meeting where only the name of that is another', async () => {
    const id = await openMeeting(of, { slug: 'renamed', number: 10 });
    await agendaItem(of, id);
    await publish(of, id);
    const release = async () => {
      const asked = `query ($id: ID!) { meeting(id: $id) { version agenda { release timeZone } } }`;
      const { meeting: found } = await of.lead.ask(asked, { id });
      return found as { version: number; agenda: { release: number; timeZone: string } };
    };
    const { version } = await release();
    await of.lead.ask(UPDATE, { input: { id, expectedVersion: version, timeZone: 'Europe/Stockholm' } });
    for (let again = 0; again < 2; again += 1) {
      await publish(of, id);
      expect((await release()).agenda).toEqual({ release: 2, timeZone: 'Europe/Stockholm' });
    }
  });
});
