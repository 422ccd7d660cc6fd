import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { ASTNode } from 'graphql';
import { DateTime } from 'luxon';

/** ISO 8601 as RFC 3339 section 5.6 narrows it, with the seconds optional; offsets as far as any zone has them. */
const INSTANT =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

const LOCAL_DATE = /^\d{4}-\d\d-\d\d$/;
const LOCAL_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/;

/** Longer than the longest name of the IANA database, and the width of the column. */
const TIME_ZONE_LENGTH = 64;

interface TextScalar<Internal> {
  name: string;
  description: string;
  specifiedByURL?: string;
  /** What it looks like, for the refusal of anything but a string. */
  form: string;
  /** Throws {@link Refused} with the reason. */
  parse: (text: string) => Internal;
  /** For what is not a string already, which passes as it is; undefined for what cannot be answered. */
  serialize?: (value: unknown) => string | undefined;
}

/** The reason why a value is not accepted, as a sentence for who sent it. */
class Refused extends Error {}

/** A scalar that travels as a string. Refusals are GraphQL errors at the place where the value stands. */
function textScalar<Internal>(scalar: TextScalar<Internal>): GraphQLScalarType<Internal, string> {
  const { name, description, specifiedByURL, form } = scalar;
  const parse = (value: unknown, node?: ASTNode): Internal => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} is a string: ${form}.`, { nodes: node });
    try {
      return scalar.parse(value);
    } catch (error) {
      throw error instanceof Refused ? new GraphQLError(error.message, { nodes: node }) : error;
    }
  };
  return new GraphQLScalarType<Internal, string>({
    name,
    description,
    specifiedByURL,
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined, node),
    serialize: (value) => {
      const text = typeof value === 'string' ? value : scalar.serialize?.(value);
      if (text === undefined) throw new GraphQLError(`${name} cannot be made of this value.`);
      return text;
    },
  });
}

/** An instant. Read as a luxon DateTime in UTC; answered from one, or as the database's JSON text. */
export const DateTimeScalar = textScalar<DateTime<true>>({
  name: 'DateTime',
  description: 'An instant: ISO 8601 with an offset, such as `2017-12-11T09:00:00+01:00`. Answered in UTC.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  form: 'YYYY-MM-DDTHH:mm:ss with an offset such as +01:00 or Z',
  parse: (text) => {
    if (LOCAL_DATE_TIME.test(text)) {
      throw new Refused('DateTime needs an offset such as +01:00, or Z: without one it is not an instant.');
    }
    if (!INSTANT.test(text)) {
      throw new Refused('DateTime is YYYY-MM-DDTHH:mm:ss with an offset such as +01:00 or Z.');
    }
    const instant = DateTime.fromISO(text, { zone: 'utc' });
    if (!instant.isValid) throw new Refused('DateTime names a day that the calendar does not have.');
    // The offset can carry it over, and PostgreSQL reads neither year 0 nor five digits.
    if (instant.year < 1 || instant.year > 9999) {
      throw new Refused('DateTime lies outside the years 0001 to 9999.');
    }
    return instant;
  },
  serialize: (value) =>
    DateTime.isDateTime(value)
      ? (value.toUTC().toISO({ suppressMilliseconds: true }) ?? undefined)
      : undefined,
});

/** A day, in no zone; a string inside as well. Whether the calendar has it is for the inputs (`CalendarDay`), so that a wrong one is a user error. */
export const LocalDateScalar = textScalar<string>({
  name: 'LocalDate',
  description: 'A day of the calendar, such as `2017-12-11`.',
  form: 'YYYY-MM-DD',
  parse: (text) => {
    if (!LOCAL_DATE.test(text)) throw new Refused('LocalDate is YYYY-MM-DD.');
    return text;
  },
});

/** Wall time in a zone that is told elsewhere; a string inside as well, for `instantOf`. Whether clocks show it is for the inputs (`WallTime`). */
export const LocalDateTimeScalar = textScalar<string>({
  name: 'LocalDateTime',
  description:
    'What a clock shows at a place, such as `2017-12-11T09:00` or `2017-12-11T09:00:00`; no offset.',
  form: 'YYYY-MM-DDTHH:mm or YYYY-MM-DDTHH:mm:ss, without an offset',
  parse: (text) => {
    if (!LOCAL_DATE_TIME.test(text)) {
      throw new Refused('LocalDateTime is YYYY-MM-DDTHH:mm or YYYY-MM-DDTHH:mm:ss, without an offset.');
    }
    return text;
  },
});

/** A zone's name. Whether it exists is for the services (`isTimeZone`), so that a wrong one is a user error. */
export const TimeZoneScalar = textScalar<string>({
  name: 'TimeZone',
  description: 'The name of a time zone in the IANA database, such as `Europe/Rome`.',
  form: 'a name such as Europe/Rome',
  parse: (text) => {
    if (text.length > TIME_ZONE_LENGTH) throw new Refused('TimeZone has at most 64 characters.');
    return text;
  },
});
