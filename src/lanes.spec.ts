import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { NEVER_SENT_AWAY, laneOf } from './lanes.js';

const lane = (query: string, operationName?: string) =>
  laneOf({ method: 'POST', routeOptions: { url: '/graphql' }, body: { query, operationName } });

describe('the line in which a request waits', () => {
  it.each<[string, string, string | null]>([
    ['a query', '{ viewer { name } }', 'read'],
    ['a query that speaks of a mutation', '{ viewer { name } } # mutation', 'read'],
    ['a query with an alias like a mutation', 'query mutation { checkIn: viewer { name } }', 'read'],
    ['a mutation', 'mutation { signOut { ok } }', 'write'],
    ['a check-in', 'mutation { checkIn(input: {}) { record { id } } }', null],
    ['a check-in under an alias', 'mutation { anna: checkIn(input: {}) { record { id } } }', null],
    ['a check-in that also asks for its type', 'mutation { __typename checkIn { record { id } } }', null],
    [
      'a check-in in fragments',
      'mutation { ...A } fragment A on Mutation { ... { checkIn { record { id } } } }',
      null,
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
  ])('%s', (_, query, expected) => expect(lane(query)).toBe(expected));

  it('is that of the operation which is asked for', () => {
    const both =
      'mutation A { checkIn { record { id } } } mutation B { signOut { ok } } query C { viewer { name } }';
    expect(['A', 'B', 'C', 'D', undefined].map((name) => lane(both, name))).toEqual([
      null,
      'write',
      'read',
      'read',
      'read',
    ]);
  });

  it.each(['/health/ready', '/sign-in', '/files/uploads/:id', '/live/meetings/:id'])(
    'is none for %s',
    (url) => expect(laneOf({ method: 'GET', routeOptions: { url }, body: undefined })).toBeNull(),
  );

  it('is never asked about a mutation that does not exist', async () => {
    const schema = buildSchema(await readFile('schema.graphql', 'utf8'));
    const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(NEVER_SENT_AWAY.filter((name) => !fields.includes(name))).toEqual([]);
  });
});
