import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { sql } from '../database/sql.js';
import { bindSchema } from './bind-schema.js';
import { type ReadModel, column, many, one, readModel } from './read-model.js';
import type { Reader } from './reader.js';

const nobody = () => sql`false`;

const Hideable = readModel({
  type: 'Hideable',
  table: 'hideable',
  order: ['id'],
  visibleTo: nobody,
  fields: { id: column('id') },
});

const Planet: ReadModel = readModel({
  type: 'Planet',
  table: 'planet',
  order: ['id'],
  personal: ['secret'],
  fields: {
    id: column('id'),
    name: column('name', nobody),
    secret: column('secret'),
    moon: one(
      () => Hideable,
      () => sql`true`,
    ),
    moons: many(
      () => Hideable,
      9,
      () => sql`true`,
    ),
  },
});

const problemsOf = (planet: string): string[] => {
  const schema = buildSchema(
    `type Query { planet: Planet } type Hideable { id: ID! } type Planet { ${planet} }`,
  );
  try {
    bindSchema(schema, {} as Reader);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
};

const RIGHT = 'id: ID! name: String secret: String moon: Hideable moons: [Hideable!]!';

describe('a schema that does not fit its read models stops the start', () => {
  it('but one that fits does not', () => {
    expect(problemsOf(RIGHT)).toEqual([]);
    expect(Planet.type).toBe('Planet');
  });

  it.each([
    ['a schema field without a read field', `${RIGHT} age: Int`, ['Planet.age: no read field']],
    [
      'a read field without a schema field',
      RIGHT.replace('id: ID! ', ''),
      ['Planet.id: a read field without a schema field'],
    ],
    [
      'a list where there is one row',
      RIGHT.replace('moon: Hideable', 'moon: [Hideable!]'),
      ['Planet.moon: list and single row differ'],
    ],
    [
      'a hidden row that would null its parent',
      RIGHT.replace('moon: Hideable', 'moon: Hideable!'),
      ['Planet.moon: its target can be hidden, so it must be nullable'],
    ],
    [
      'a hidden field that would null its row',
      RIGHT.replace('name: String', 'name: String!'),
      ['Planet.name: it can be hidden, so it must be nullable'],
    ],
    [
      'a personal field that would null its row',
      RIGHT.replace('secret: String', 'secret: String!'),
      ['Planet.secret: it can be hidden, so it must be nullable'],
    ],
  ])('%s', (_what, planet, problems) => {
    expect(problemsOf(planet)).toEqual(problems);
  });
});
