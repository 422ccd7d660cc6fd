import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLScalarType } from 'graphql';
import { fieldsInMatrix } from './expectations.js';
import { QUERIES, TYPES } from './matrix.js';
import { PARTS } from './parts.js';
import { MUTATIONS } from './may.js';
import { type Walked, gather, walk } from './walk.js';
import { BuiltWorld } from './world.js';

const FEWEST_CHECKS = 10_000;
const FIVE_MINUTES = 600_000;

describe('who sees what, and who may do what', () => {
  let built: BuiltWorld;
  let walked: Walked;
  beforeAll(async () => {
    built = await BuiltWorld.build();
    walked = await walk(built, await gather(built));
    const { tally, seconds } = walked;
    process.stdout.write(
      `access: ${tally.checks} checks in ${seconds} s, ${tally.differences.length} differences\n`,
    );
  }, FIVE_MINUTES);
  afterAll(() => built.end());

  it('is as the matrix says', () => {
    expect(walked.tally.differences).toEqual([]);
    expect(walked.tally.checks).toBeGreaterThanOrEqual(FEWEST_CHECKS);
    expect(walked.seconds).toBeLessThan(300);
  });

  it('is said of every type, field, query and mutation, and of nothing else', () => {
    const inSchema = Object.values(walked.schema.getTypeMap()).flatMap((type) => {
      if (type.name.startsWith('__') || !(type instanceof GraphQLObjectType)) {
        const isKnown = [GraphQLEnumType, GraphQLInputObjectType, GraphQLScalarType, GraphQLObjectType];
        return isKnown.some((kind) => type instanceof kind)
          ? []
          : [`${type.name}: neither rows nor a part of them`];
      }
      return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
    });
    const rows = Object.keys(TYPES).flatMap((type) =>
      fieldsInMatrix(type).map((field) => `${type}.${field}`),
    );
    const parts = Object.entries(PARTS).flatMap(([type, fields]) =>
      fields.split(' ').map((field) => `${type}.${field}`),
    );
    const roots = [
      ...Object.keys(QUERIES).map((query) => `Query.${query}`),
      ...Object.keys(MUTATIONS).map((mutation) => `Mutation.${mutation}`),
    ];
    expect([...rows, ...parts, ...roots].toSorted()).toEqual(inSchema.toSorted());
  });

  it('was asked of every row and field, by those who see it and by those who do not', () => {
    const { reached, tried } = walked;
    const fields = Object.keys(TYPES).flatMap((type) =>
      fieldsInMatrix(type).map((field) => `${type}.${field}`),
    );
    const rows = Object.entries(TYPES).flatMap(([type, { rows: named }]) =>
      Object.entries(named).flatMap(([names, words]) =>
        names.split(', ').map((name) => ({ row: `${type} ${name}`, isForSomebody: words !== '' })),
      ),
    );
    const others = rows.filter(({ row }) => !OWN.test(row));
    const met = (how: string) => (row: string) => !reached.has(`${row} ${how}`);
    const [forSomebody, rooted] = [
      others.filter(({ isForSomebody }) => isForSomebody),
      others.filter(({ row }) => BY_ID.test(row)),
    ].map((some) => some.map(({ row }) => row));
    expect({
      empty: fields.filter((field) => !reached.has(field)),
      neverSeen: forSomebody?.filter(met('seen')),
      neverHidden: rooted?.filter(met('hidden')),
    }).toEqual(UNREACHED);
    expect([...tried].toSorted()).toEqual(Object.keys(MUTATIONS).toSorted());
  });

  it('tells small groups only to those who may see each person', () => {
    const { facts } = walked;
    const [meeting] = [built.world.objects['Meeting']?.['open']];
    const { values = {} } = facts.byKey.get(`Meeting:${meeting}`) ?? {};
    const isMerged = (figures: unknown) =>
      (figures as { rows: { isMerged: boolean }[] }).rows.map((row) => row.isMerged);
    expect(isMerged(values['byGender'])).toEqual([false, false]);
    expect(isMerged(facts.merged.get(`Meeting:${meeting}`))).toEqual([true]);
  });
});

/** Of which everybody sees his own alone; who sees those of whom is compared by their ids. */
const OWN = /^(Viewer|Session|ApiToken) /;

/** Rows that everybody can ask for by an id; others are hidden together with what leads to them. */
const BY_ID = /^(Project|Meeting|Registration|TravelLeg|MaterialRequest|Presentation|Outcome|DatePoll) /;

/** Lines of a draft are called so where they are met, and by their names where they are changed. */
const UNREACHED = {
  empty: [] as string[],
  neverSeen: ['AgendaItem draftOnly', 'AgendaItem ofDraft', 'AgendaItem ofAnnounced'],
  neverHidden: [] as string[],
};
