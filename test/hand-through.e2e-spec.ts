import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NeverNull } from '../src/platform/graphql/never-null.js';
import { JsonText } from '../src/platform/read/json-text.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { patched } from './setup/patched.js';
import { RandomDocuments } from './setup/random-documents.js';
import { SeededRandom } from './setup/seeded-random.js';
import { Tavola } from './setup/tavola.js';

const DOCUMENTS = 400;
const PARTNERS = '{ project(slug: "evolaq") { partners { name town } } }';

/** The same question, and one that only the plain executor can answer. */
const plainly = (document: string): string =>
  document.replace('{', '{ known: __schema { queryType { name } }');

describe('an answer that is handed through', () => {
  let tavola: Tavola;
  let lead: GraphqlClient;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ demo: true });
    lead = await tavola.signedIn('coordinator@norrkoping.example', 'it');
    delegate = await tavola.signedIn('delegate1@skovde.example');
  });
  afterAll(() => tavola.stop());

  const idsOf = async (table: string): Promise<string[]> => {
    const rows = await tavola.sql(`select id from ${table} order by id limit 5`);
    return [...rows.map(({ id }) => `id: "${String(id)}"`), 'id: "none"'];
  };
  /** What of an answer is to be the same: not the trace ids, nor where in the document a field stands. */
  const answerOf = async (client: GraphqlClient, document: string, variables: object): Promise<object> => {
    const { status, data, errors, ...rest } = await client.send(document, variables);
    if (data) delete data.known;
    const told = errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code }));
    return { status, data, errors: told, ...rest };
  };
  /** How many answers were taken apart while this was asked. */
  const taken = async (work: () => Promise<unknown>): Promise<number> => {
    let count = 0;
    await patched(
      JsonText.prototype,
      'read',
      (original) =>
        function (this: JsonText) {
          count += 1;
          return original.call(this as never);
        },
      work,
    );
    return count;
  };

  it(`is what the executor makes of it, for ${DOCUMENTS} queries that nobody would write`, async () => {
    const documents = new RandomDocuments(new SeededRandom(14), {
      'Query.meeting': [...(await idsOf('meeting')), 'project: "evolaq", slug: "cervia"'],
      'Query.project': ['slug: "evolaq"', 'slug: "none"'],
      'Query.registration': await idsOf('registration'),
      'Query.materialRequest': await idsOf('material_request'),
      'Query.presentation': await idsOf('presentation'),
      'Query.outcome': await idsOf('outcome'),
      'Project.meeting': ['slug: "cervia"', 'slug: "none"'],
      'Meeting.agenda': ['release: 1', 'draft: true', 'release: 99'],
      'Meeting.registrations': ['first: 3', 'first: 100', 'first: 0', 'after: "none"'],
      'Meeting.attendance': ['groupBy: [COUNTRY]', 'groupBy: [GENDER]'],
      'AgendaItem.signUps': ['first: 2'],
    });
    let [handed, refused] = [0, 0];
    for (let count = 0; count < DOCUMENTS; count += 1) {
      const client = [lead, delegate][count % 2] as GraphqlClient;
      const document = documents.next();
      const variables = count % 40 === 0 ? { yes: 'no boolean' } : { yes: true, no: count % 3 === 0 };
      let answer = {};
      const read = await taken(async () => {
        answer = await answerOf(client, document, variables);
      });
      if (read === 0 && !('errors' in answer && answer.errors)) handed += 1;
      if ('errors' in answer && answer.errors) refused += 1;
      expect({ document, answer }).toEqual({
        document,
        answer: await answerOf(client, plainly(document), variables),
      });
    }
    // Else nothing would have been compared.
    expect({ handed: handed > DOCUMENTS / 4, refused: refused > 20 }).toEqual({
      handed: true,
      refused: true,
    });
  });

  it('is not taken apart on its way', async () => {
    expect(await taken(() => lead.ask(PARTNERS))).toBe(0);
    expect(await taken(() => lead.ask(plainly(PARTNERS)))).toBe(1);
  });

  it('has whatever names it is asked for by, also those that statements use', async () => {
    const { project } =
      await lead.ask(`{ project(slug: "evolaq") { r: acronym t0: acronym x: acronym n: acronym
      partners { r: slug } meeting(slug: "cervia") { registrations(first: 1) {
        r: nodes { r: kind c0: kind } edges { r: cursor x: node { r: kind } } pageInfo { r: hasNextPage } } } } }`);
    expect(project).toMatchObject({ r: 'EVOLAQ', t0: 'EVOLAQ', x: 'EVOLAQ', n: 'EVOLAQ' });
    expect(project.partners).toContainEqual({ r: 'cervia' });
    const { r, edges, pageInfo } = project.meeting.registrations;
    const [{ x }] = edges;
    expect([r, x, pageInfo]).toEqual([[{ r: 'DELEGATE', c0: 'DELEGATE' }], { r: 'DELEGATE' }, { r: true }]);
  });

  it.each([
    ['none', undefined],
    ['another', 'C'],
  ])(
    'is a refusal where a document has several operations and %s is named',
    async (_which, operationName) => {
      const response = await fetch(`${tavola.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...lead.headers },
        body: JSON.stringify({
          query: 'query A { viewer { name } } query B { viewer { id } }',
          operationName,
        }),
      });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect([response.status, errors.map(({ extensions }) => extensions.code)]).toEqual([
        400,
        ['OPERATION_RESOLUTION_FAILURE'],
      ]);
    },
  );

  describe('where the database has a null that the schema does not allow', () => {
    const asOwner = (text: string) => tavola.sql(text, [], tavola.database.ownerUrl);
    beforeAll(async () => {
      await asOwner('alter table partner alter column town drop not null');
      await asOwner("update partner set town = null where slug = 'cervia'");
    });
    afterAll(async () => {
      await asOwner("update partner set town = 'Cervia' where slug = 'cervia'");
      await asOwner('alter table partner alter column town set not null');
    });

    it('is an error, as the executor makes it, of what was read once', async () => {
      const answer = await answerOf(lead, PARTNERS, {});
      expect(answer).toEqual(await answerOf(lead, plainly(PARTNERS), {}));
      expect(answer).toMatchObject({ data: { project: null }, errors: [{ code: 'INTERNAL_SERVER_ERROR' }] });
    });

    it('would be that null, if nobody looked', async () => {
      const { data, errors } = await patched(
        NeverNull.prototype,
        'isBrokenBy',
        () => () => false,
        () => lead.send(PARTNERS),
      );
      expect(errors).toBeUndefined();
      expect(data.project.partners).toContainEqual({ name: 'Comune di Cervia', town: null });
    });
  });
});
