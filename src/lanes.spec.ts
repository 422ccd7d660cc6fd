import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { NEVER_SENT_AWAY, wayOf } from './lanes.js';

const REQUEST = { method: 'POST', ip: '198.51.100.7', headers: {} };
const way = (query: string, operationName?: string) => {
  const found = wayOf({ ...REQUEST, routeOptions: { url: '/graphql' }, body: { query, operationName } });
  return typeof found === 'object' && found !== null ? 'past' : found;
};

describe('the line in which a request waits', () => {
  it.each<[string, string, string]>([
    ['a query', '{ viewer { name } }', 'read'],
    ['a query that speaks of a mutation', '{ viewer { name } } # mutation', 'read'],
    ['a query with an alias like a mutation', 'query mutation { checkIn: viewer { name } }', 'read'],
    ['a mutation', 'mutation { signOut { ok } }', 'write'],
    ['a check-in', 'mutation { checkIn(input: {}) { record { id } } }', 'past'],
    ['a check-in under an alias', 'mutation { anna: checkIn(input: {}) { record { id } } }', 'past'],
    ['two check-ins', 'mutation { a: checkIn { record { id } } b: checkIn { record { id } } }', 'write'],
    ['a check-in that also asks for its type', 'mutation { __typename checkIn { record { id } } }', 'past'],
    [
      'a check-in in fragments',
      'mutation { ...A } fragment A on Mutation { ... { checkIn { record { id } } } }',
      'past',
    ],
    ['a mutation that speaks of a check-in', 'mutation { signOut { ok } } # checkIn', 'write'],
    [
      'a mutation with a text about it',
      'mutation { addPartner(input: { name: "checkIn" }) { id } }',
      'write',
    ],
    ['a mutation under its name', 'mutation checkIn { checkIn: signOut { ok } }', 'write'],
    ['a check-in with something else', 'mutation { checkIn { record { id } } signOut { ok } }', 'write'],
    [
      'something else in a fragment',
      'mutation { checkIn { record { id } } ...A } fragment A on Mutation { signOut { ok } ...A }',
      'write',
    ],
    ['nothing but the type', 'mutation { __typename }', 'write'],
    ['what cannot be read', 'mutation { checkIn', 'read'],
    ['more than is read', `mutation { checkIn ${'a '.repeat(1_000)} }`, 'read'],
  ])('%s', (_, query, expected) => expect(way(query)).toBe(expected));

  it('is that of the operation which is asked for', () => {
    const both =
      'mutation A { checkIn { record { id } } } mutation B { signOut { ok } } query C { viewer { name } }';
    expect(['A', 'B', 'C', 'D', undefined].map((name) => way(both, name))).toEqual([
      'past',
      'write',
      'read',
      'read',
      'read',
    ]);
  });

  it.each(['/health/ready', '/sign-in', '/files/uploads/:id', '/live/meetings/:id'])(
    'is none for %s',
    (url) => expect(wayOf({ ...REQUEST, method: 'GET', routeOptions: { url }, body: undefined })).toBeNull(),
  );

  it('is that of reads for what everybody may read', () => {
    const asked = { ...REQUEST, method: 'GET', body: undefined };
    expect(wayOf({ ...asked, routeOptions: { url: '/p/:project/:meeting/agenda.ics' } })).toBe('read');
  });

  it('is never asked about a mutation that does not exist', async () => {
    const schema = buildSchema(await readFile('schema.graphql', 'utf8'));
    const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(NEVER_SENT_AWAY.filter((name) => !fields.includes(name))).toEqual([]);
  });

  it('past the door is shared with whatever else comes with the same session or token, else from the same address', () => {
    const body = { query: 'mutation { checkIn { record { id } } }' };
    const of = (headers: Record<string, string>) =>
      wayOf({ ...REQUEST, headers, routeOptions: { url: '/graphql' }, body });
    expect([of({ authorization: 'Bearer a', cookie: 'b' }), of({ cookie: 'b' }), of({})]).toEqual([
      { requester: 'Bearer a' },
      { requester: 'b' },
      { requester: '198.51.100.7' },
    ]);
  });
});
