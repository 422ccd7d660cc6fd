import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownerDataSource } from '../src/data-source.js';
import { canonicalJson } from '../src/platform/events/merkle.js';
import { type Partnership, invite, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const CHECK_IN = `mutation ($input: AttendanceInput!) { checkIn(input: $input) { userErrors { code } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { registration { id } } }`;
const CLOSE = `mutation ($id: ID!, $signatory: String) { closeMeeting(id: $id, signatory: $signatory) {
  meeting { closings { version } } userErrors { code } } }`;
const CLOSINGS = `query ($id: ID!) { meeting(id: $id) { closings { document sha256 } } }`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

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

  const closings = async (): Promise<{ document: string; sha256: string }[]> =>
    (await of.lead.ask(CLOSINGS, { id: meetingId })).meeting.closings;

  describe('that are many', () => {
    const many = (count: number): string =>
      `{ project(slug: "evolaq") { ${Array.from(
        { length: count },
        (_, index) => `a${index}: attendance(groupBy: [MEETING, TOWN]) { total { people } }`,
      ).join(' ')} } }`;

    it('are refused before they run', async () => {
      const reply = await of.lead.send(many(31));
      expect(reply.errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
        ['QUERY_TOO_LARGE', 'A document has at most 30 aliases.'],
      ]);
      // The control: what is within the bound is answered.
      const { project } = await of.lead.ask(many(30));
      expect(Object.values(project)).toEqual(Array.from({ length: 30 }, () => ({ total: { people: 1 } })));
    });

    it('are counted once for each row of the lists around them', async () => {
      const within = (fields: string) => of.lead.send(`{ projects { meetings { ${fields} } } }`);
      const figures = 'attendance { total { people } }';
      expect(
        (await within(figures)).errors?.map(({ message, extensions }) => [extensions.code, message]),
      ).toEqual([
        [
          'QUERY_TOO_LARGE',
          'This query computes over too many rows (100000). Ask for fewer figures or long texts at once, and for none twice.',
        ],
      ]);
      expect((await within('slug')).data).toEqual({ projects: [{ meetings: [{ slug: 'cervia' }] }] });
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

  describe('that are closed', () => {
    beforeAll(async () => {
      // In Swedish, which must not be heard in what is signed.
      const lead = await of.as('lead@norrkoping.example', 'sv');
      await lead.ask(CLOSE, { id: meetingId, signatory: 'Åsa Öberg' });
    });

    it('can be checked by anybody who has the document', async () => {
      const [closing] = await closings();
      const { document = '', sha256: hash } = closing ?? {};
      expect(sha256(document)).toBe(hash);
      // The control: one other character, another hash.
      expect(sha256(document.replace('"people":1', '"people":2'))).not.toBe(hash);
      expect(canonicalJson(JSON.parse(document))).toBe(document);
    });

    it('say in it whose they are, who signs, and what was counted, in English', async () => {
      const [closing] = await closings();
      const { figures, ...rest } = JSON.parse(closing?.document ?? '');
      // There is none, unless the minute ended meanwhile.
      const [{ seal_hash: sealHash } = {}] = await tavola.sql('select seal_hash from closing');
      expect(rest).toEqual({
        project: 'evolaq',
        meeting: { slug: 'cervia', number: 9 },
        version: 1,
        closedAt: '2017-12-12T08:00:00.000Z',
        signatory: 'Åsa Öberg',
        reason: null,
        stated: [{ text: 'two or so', exact: 2, atLeast: null, source: 'brief', difference: -1 }],
        sealHash,
      });
      expect(figures.total).toEqual({
        invited: 0,
        registered: 1,
        confirmed: 1,
        people: 1,
        participations: 1,
        personDays: 1,
        signed: 1,
      });
      expect(Object.keys(figures.groups)).toEqual([
        'AGENDA_ITEM',
        'COUNTRY',
        'DAY',
        'KIND',
        'PARTNER',
        'TOWN',
      ]);
      expect(figures.groups.COUNTRY[0].key).toEqual([{ dimension: 'COUNTRY', value: 'SE', label: 'Sweden' }]);
    });

    it('have the hash of their document, or the database refuses them', async () => {
      const forge = `insert into closing (id, meeting_id, version, closed_at, closed_by_id, signatory, figures, document, sha256)
        select gen_random_uuid(), meeting_id, 2, closed_at, closed_by_id, signatory, figures, document || ' ', sha256 from closing`;
      await expect(tavola.sql(forge)).rejects.toThrow('closing_hash_is_of_document');
      // The control: without the check it goes in.
      const owner = tavola.database.ownerUrl;
      await tavola.sql('alter table closing drop constraint closing_hash_is_of_document', [], owner);
      await expect(tavola.sql(forge)).resolves.toEqual([]);
      await tavola.sql('delete from closing where version = 2', [], owner);
      await tavola.sql(
        `alter table closing add constraint closing_hash_is_of_document
         check (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex'))`,
        [],
        owner,
      );
    });

    it('from before the document was kept get one that their hash is of', async () => {
      const owner = await ownerDataSource(tavola.database.ownerUrl).initialize();
      const [before] = await closings();
      try {
        const isKept = async (): Promise<boolean> =>
          (
            await owner.query(`select from information_schema.columns
            where table_name = 'closing' and column_name = 'document'`)
          ).length > 0;
        while (await isKept()) await owner.undoLastMigration();
        await owner.runMigrations();
      } finally {
        await owner.destroy();
      }
      const [after] = await closings();
      expect(after?.sha256).toBe(sha256(after?.document ?? ''));
      expect(JSON.parse(after?.document ?? '')).toEqual(JSON.parse(before?.document ?? ''));
    });
  });
});
