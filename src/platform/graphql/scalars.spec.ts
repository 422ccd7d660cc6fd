import { describe, expect, it } from '@jest/globals';
import {
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  graphql,
  parseValue,
  validateSchema,
} from 'graphql';
import type { GraphQLScalarType } from 'graphql';
import { DateTime } from 'luxon';

import { DateTimeScalar, LocalDateScalar, LocalDateTimeScalar, TimeZoneScalar } from './scalars.js';

/** What the scalar makes of a value as a variable and as a literal: both the same, or an array of the two. */
function read(scalar: GraphQLScalarType, value: unknown): unknown {
  const told = (attempt: () => unknown): unknown => {
    try {
      const result = attempt();
      return DateTime.isDateTime(result) ? `${result.zoneName} ${result.toISO()}` : result;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const variable = told(() => scalar.parseValue(value));
  const literal = told(() => scalar.parseLiteral(parseValue(JSON.stringify(value))));
  return variable === literal ? variable : [variable, literal];
}

const NO_OFFSET = 'DateTime needs an offset such as +01:00, or Z: without one it is not an instant.';
const DATE_TIME_FORM = 'DateTime is YYYY-MM-DDTHH:mm:ss with an offset such as +01:00 or Z.';

describe('DateTime', () => {
  it.each([
    ['2017-12-11T09:00:00+01:00', 'UTC 2017-12-11T08:00:00.000Z'],
    ['2017-12-11T09:00Z', 'UTC 2017-12-11T09:00:00.000Z'],
    ['2017-12-11T09:00:00.123456-03:30', 'UTC 2017-12-11T12:30:00.123Z'],
    ['2017-12-11T09:00:00', NO_OFFSET],
    ['2017-12-11T09:00', NO_OFFSET],
    ['2017-02-29T09:00:00Z', 'DateTime names a day that the calendar does not have.'],
    ['9999-12-31T23:59:59-01:00', 'DateTime lies outside the years 0001 to 9999.'],
    ['0001-01-01T00:00:00+01:00', 'DateTime lies outside the years 0001 to 9999.'],
    ['2017-12-11', DATE_TIME_FORM],
    ['2017-12-11T24:00:00Z', DATE_TIME_FORM],
    ['2017-12-11 09:00:00Z', DATE_TIME_FORM],
    ['2017-12-11T09:00:00+0100', DATE_TIME_FORM],
    ['2017-12-11T09:00:00Z\n', DATE_TIME_FORM],
    ['', DATE_TIME_FORM],
    [1512982800, 'DateTime is a string: YYYY-MM-DDTHH:mm:ss with an offset such as +01:00 or Z.'],
  ])('reads %j', (value, result) => {
    expect(read(DateTimeScalar, value)).toBe(result);
  });

  it('answers the text of the database as it is, and an instant in UTC', () => {
    expect(DateTimeScalar.serialize('2017-12-11T08:00:00+00:00')).toBe('2017-12-11T08:00:00+00:00');
    const instant = DateTime.fromISO('2017-12-11T09:00:00', { zone: 'Europe/Rome' });
    expect(DateTimeScalar.serialize(instant)).toBe('2017-12-11T08:00:00Z');
    expect(DateTimeScalar.serialize(instant.plus(5))).toBe('2017-12-11T08:00:00.005Z');
  });

  it.each([[1512982800], [{}], [DateTime.invalid('test')]])('does not answer %p', (value) => {
    expect(() => DateTimeScalar.serialize(value)).toThrow('DateTime cannot be made of this value.');
  });
});

describe('LocalDate', () => {
  it.each([
    ['2017-12-11', '2017-12-11'],
    ['2017-02-29', '2017-02-29'],
    ['2017-12-11T09:00', 'LocalDate is YYYY-MM-DD.'],
    [20171211, 'LocalDate is a string: YYYY-MM-DD.'],
  ])('reads %j', (value, result) => {
    expect(read(LocalDateScalar, value)).toBe(result);
  });

  it('answers text only', () => {
    expect(LocalDateScalar.serialize('2017-12-11')).toBe('2017-12-11');
    expect(() => LocalDateScalar.serialize(20171211)).toThrow('LocalDate cannot be made of this value.');
  });
});

describe('LocalDateTime', () => {
  const FORM = 'LocalDateTime is YYYY-MM-DDTHH:mm or YYYY-MM-DDTHH:mm:ss, without an offset.';
  it.each([
    ['2017-12-11T09:00', '2017-12-11T09:00'],
    ['2017-12-11T09:00:30', '2017-12-11T09:00:30'],
    ['2017-03-26T02:30', '2017-03-26T02:30'],
    ['2017-12-11T09:00Z', FORM],
    ['2017-12-11T09:00+01:00', FORM],
    ['2017-02-29T09:00', '2017-02-29T09:00'],
    ['2017-2-9T09:00', FORM],
    [null, 'LocalDateTime is a string: YYYY-MM-DDTHH:mm or YYYY-MM-DDTHH:mm:ss, without an offset.'],
  ])('reads %j', (value, result) => {
    expect(read(LocalDateTimeScalar, value)).toBe(result);
  });

  it('answers text only', () => {
    expect(LocalDateTimeScalar.serialize('2017-12-11T09:00:00')).toBe('2017-12-11T09:00:00');
    expect(() => LocalDateTimeScalar.serialize(9)).toThrow('LocalDateTime cannot be made of this value.');
  });
});

describe('TimeZone', () => {
  it.each([
    ['Europe/Rome', 'Europe/Rome'],
    ['Europe/Atlantis', 'Europe/Atlantis'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'TimeZone has at most 64 characters.'],
    [1, 'TimeZone is a string: a name such as Europe/Rome.'],
  ])('reads %j', (value, result) => {
    expect(read(TimeZoneScalar, value)).toBe(result);
  });
});

describe('in a schema', () => {
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        at: {
          type: DateTimeScalar,
          args: { at: { type: DateTimeScalar }, zone: { type: TimeZoneScalar } },
          resolve: (_source, args: { at?: DateTime }) => args.at,
        },
        day: { type: LocalDateScalar, args: { local: { type: LocalDateTimeScalar } } },
        text: { type: GraphQLString },
      },
    }),
  });

  it('are valid types', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it('read and answer', async () => {
    const { data } = await graphql({ schema, source: '{ at(at: "2017-12-11T09:00:00+01:00") }' });
    expect({ ...data }).toEqual({ at: '2017-12-11T08:00:00Z' });
  });

  it('say where a literal is wrong', async () => {
    const { errors } = await graphql({ schema, source: '{ at(at: "2017-12-11T09:00:00") }' });
    expect(errors?.map((error) => error.toJSON())).toEqual([
      { message: NO_OFFSET, locations: [{ line: 1, column: 10 }] },
    ]);
  });

  it('say which variable is wrong', async () => {
    const { errors } = await graphql({
      schema,
      source: 'query ($at: DateTime) { at(at: $at) }',
      variableValues: { at: '2017-12-11T09:00:00' },
    });
    expect(errors?.map((error) => error.message)).toEqual([
      `Variable "$at" got invalid value "2017-12-11T09:00:00"; ${NO_OFFSET}`,
    ]);
  });
});
