import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, invite, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const CHECK_IN = `mutation ($input: AttendanceInput!) { checkIn(input: $input) { userErrors { code } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { registration { id } } }`;

describe('figures', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-12T08:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of, { stated: [{ text: 'two or so', exact: 2, source: 'brief' }] });
    await invite(of, meetingId, 'skovde', 2);
    const delegate = await of.as('delegate@skovde.example');
    const { register } = await delegate.ask(REGISTER, { input: { meetingId } });
    await of.lead.ask(CHECK_IN, { input: { registrationId: register.registration.id, method: 'SHEET' } });
  });
  afterAll(() => tavola.stop());

  describe('that are many', () => {
    const many = (count: number): string =>
      `{ project(slug: "evolaq") { ${Array.from(
        { length: count },
        (_, index) => `a${index}: attendance(groupBy: [MEETING, TOWN]) { total { people } }`,
      ).join(' ')} } }`;

    it('are refused before they run', async () => {
      const reply = await of.lead.send(many(40));
      expect(reply.errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
        [
          'QUERY_TOO_LARGE',
          'This query computes over too many rows (100000). Ask for fewer figures at once.',
        ],
      ]);
      // The control: what is within the bound is answered.
      const { project } = await of.lead.ask(many(33));
      expect(Object.values(project)).toEqual(Array.from({ length: 33 }, () => ({ total: { people: 1 } })));
    });

    it('are counted once for each row of the lists around them', async () => {
      const within = (fields: string) => of.lead.send(`{ projects { meetings { ${fields} } } }`);
      const figures = 'attendance { total { people } }';
      expect((await within(figures)).errors?.[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
      expect(await within('slug')).toEqual({ data: { projects: [{ meetings: [{ slug: 'cervia' }] }] } });
      const one = `{ project(slug: "evolaq") { meetings { ${figures} } } }`;
      expect(await of.lead.ask(one)).toEqual({
        project: { meetings: [{ attendance: { total: { people: 1 } } }] },
      });
    });

    it('are stopped when they take too long all the same, in words that help', async () => {
      const owner = tavola.database.ownerUrl;
      await tavola.sql('alter table country rename to real_country', [], owner);
      await tavola.sql(
        `create view country as select c.* from real_country c, (select pg_sleep(7)) s`,
        [],
        owner,
      );
      await tavola.sql('grant select on country to tavola_app', [], owner);
      try {
        const { errors } = await of.lead.send('{ countries { code } }');
        expect(errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
          [
            'QUERY_TOO_LARGE',
            'This query takes too long and was stopped. Ask for fewer or smaller lists at once.',
          ],
        ]);
      } finally {
        await tavola.sql('drop view country', [], owner);
        await tavola.sql('alter table real_country rename to country', [], owner);
      }
    }, 20_000);
  });
});
