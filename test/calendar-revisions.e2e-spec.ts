import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { Actor } from './setup/actor.js';
import { Tavola } from './setup/tavola.js';

/** By the column that calendars show, of which table. */
const SHOWN: Readonly<Record<string, string>> = {
  'its first day': `update meeting set starts_on = '2017-12-10'`,
  'its last day': `update meeting set ends_on = '2017-12-14'`,
  'its zone': `update meeting set time_zone = 'Europe/Vienna'`,
  'its place': `update meeting set place = 'Elsewhere'`,
  'its country': `update meeting set country_code = 'SE'`,
  'its mode': `update meeting set mode = 'HYBRID'`,
  'its title': `update meeting set title = '{"en": "Another"}'`,
  'its number': 'update meeting set number = 77',
  'the name of a room': `update room set name = 'Small hall' where name = 'Hall'`,
  'the house of a room': `update room set house = 'Palazzo' where name = 'Small hall'`,
  'the title of a line': `update agenda_item set title = '{"en": "Another"}' where title ->> 'en' = 'Impact'`,
  'the description of a line': `update agenda_item set description = '{"en": "More"}' where title ->> 'en' = 'Another'`,
  'the name of the project': `update project set acronym = 'OTHER' where slug = 'evolaq'`,
  'the name of a partner': `update partner set name = 'Another' where slug = 'skovde'`,
  'its end': `update meeting set state = 'CANCELLED'`,
};
const DAYS = ['its first day', 'its last day', 'its zone'];
const SILENT: Readonly<Record<string, string>> = {
  'a version': 'update meeting set version = version + 1, agenda_version = agenda_version + 1',
  'its description': `update meeting set description = '{"en": "Inside"}'`,
  'a step of its life': `update meeting set state = 'ANNOUNCED'`,
  'the same once more': 'update meeting set starts_on = starts_on, title = title',
  'a room that no released line has': `update room set name = 'Other' where name = 'Cellar'`,
  'what a room holds': 'update room set capacity = 7',
  'a line of the draft': `update agenda_item set title = '{"en": "Draft"}' where title ->> 'en' = 'Not yet'`,
  'the time of a line in the draft': `update agenda_item set taken = taken where title ->> 'en' = 'Impact'`,
  'the town of a partner': `update partner set town = 'Elsewhere' where slug = 'skovde'`,
};

describe('the calendar revision of a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const lead = new Actor(of.lead);
    const { room } = await lead.does('addRoom', { meetingId, name: 'Hall' }, 'room { id }');
    await lead.does('addRoom', { meetingId, name: 'Cellar' }, 'room { id }');
    await agendaItem(of, meetingId, { title: 'Impact', roomId: room.id });
    await publish(of, meetingId);
    const later = { startsAtLocal: '2017-12-12T13:00', endsAtLocal: '2017-12-12T14:00' };
    await agendaItem(of, meetingId, { title: 'Not yet', ...later });
  });
  afterAll(() => tavola.stop());

  const revision = async () => {
    const [row] = await tavola.sql(
      'select calendar_revision as number, calendar_revised_at as at, calendar_days_revision as days from meeting where id = $1',
      [meetingId],
    );
    return row as { number: number; at: { getTime(): number }; days: number };
  };

  it('is one after the first release, and nothing else has raised it', async () => {
    expect(await revision()).toMatchObject({ number: 1, days: 0 });
  });

  it.each(Object.entries(SILENT))('stays when %s changes', async (_what, change) => {
    const before = await revision();
    await tavola.sql(change);
    expect(await revision()).toEqual(before);
  });

  it.each(Object.entries(SHOWN))('is raised by one, and later, when %s changes', async (what, change) => {
    const before = await revision();
    await tavola.sql(change);
    const after = await revision();
    expect(after.number).toBe(before.number + 1);
    expect(after.at.getTime()).toBeGreaterThanOrEqual(before.at.getTime());
    expect(after.days).toBe(DAYS.includes(what) ? after.number : before.days);
  });

  it('would stay without its trigger (control)', async () => {
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table meeting disable trigger meeting_is_in_calendars', [], owner);
    const before = await revision();
    await tavola.sql(`update meeting set place = 'Nowhere'`);
    expect(await revision()).toEqual(before);
    await tavola.sql('alter table meeting enable trigger meeting_is_in_calendars', [], owner);
  });

  it('is SEQUENCE of each line of the public calendar, and its time DTSTAMP', async () => {
    const { number } = await revision();
    const calendar = await (await fetch(`${tavola.url}/p/evolaq/cervia/agenda.ics`)).text();
    const stamp = /DTSTAMP:(\w+)/.exec(calendar)?.[1];
    expect(calendar).toContain(`SEQUENCE:${number}\r\n`);
    const { meeting } = await of.lead.ask(
      'query ($id: ID!) { meeting(id: $id) { calendarRevision calendarRevisedAt } }',
      { id: meetingId },
    );
    expect(meeting.calendarRevision).toBe(number);
    expect(meeting.calendarRevisedAt.slice(0, 19).replaceAll(/[-:]/g, '')).toBe(stamp?.slice(0, -1));
  });

  it('cannot be lost by two who change the meeting at once', async () => {
    const before = await revision();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => tavola.sql(`update meeting set place = 'Room ${n}'`)),
    );
    expect((await revision()).number).toBe(before.number + 20);
  });
});
