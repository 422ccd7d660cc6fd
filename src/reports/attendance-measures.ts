import { columnsOf } from '../platform/read/shape.js';

/** What is computed of attendance: the fields of `AttendanceTotals`. */
export const MEASURES = [
  'invited',
  'registered',
  'confirmed',
  'people',
  'participations',
  'personDays',
  'signed',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Of a person: `g` has a row for each of his registrations. As int, since wider sums are slow. */
const OF_REGISTRATIONS: Partial<Record<Measure, string>> = {
  invited: "(count(*) filter (where g.origin = 'NAMED'))::int",
  registered: '(count(*) filter (where is_expected(g.state)))::int',
  confirmed: "(count(*) filter (where g.state = 'CONFIRMED'))::int",
};
const OF_DAYS: Partial<Record<Measure, string>> = {
  participations: '(count(*) filter (where g.days > 0))::int',
  personDays: 'sum(g.days)::int',
  signed: 'bool_or(g.signed)',
};
/** Of all people: `h` has a row for each. */
const OF_PEOPLE: Readonly<Record<Measure, string>> = {
  invited: 'coalesce(sum(h.invited), 0)',
  registered: 'coalesce(sum(h.registered), 0)',
  confirmed: 'coalesce(sum(h.confirmed), 0)',
  people: 'count(*) filter (where h.is_there)',
  participations: 'coalesce(sum(h.participations), 0)',
  personDays: 'coalesce(sum(h."personDays"), 0)',
  signed: 'count(*) filter (where h.signed)',
};

const list = (parts: readonly string[]): string => parts.join(', ');
const columns = (of: Partial<Record<Measure, string>>, measures: readonly Measure[]): string[] =>
  measures.flatMap((measure) => (of[measure] ? [`${of[measure]} as "${measure}"`] : []));

/**
 * SQL for what was asked for and nothing else, since each measure costs a pass over all registrations. By day and by item
 * only presence is counted; then what is of registrations is null.
 */
export class Measures {
  constructor(
    private readonly asked: readonly Measure[],
    private readonly isOfPresence: boolean,
  ) {}

  /** Columns of a person, from `g`: a row for each of his registrations in one of his groups. */
  get ofPerson(): string {
    const of = this.isOfPresence ? OF_DAYS : { ...OF_REGISTRATIONS, ...OF_DAYS };
    return list([...columns(of, this.asked), 'sum(g.days) > 0 as is_there']);
  }

  /** Columns of a person at all, from all his registrations. */
  get ofRegistrations(): string {
    return new Measures(this.asked, false).ofPerson;
  }

  /** The same columns, from rows that have them. */
  get summed(): string {
    const of = { ...OF_REGISTRATIONS, ...OF_DAYS };
    const sums = this.asked
      .filter((measure) => of[measure])
      .map((measure) =>
        measure === 'signed' ? 'bool_or(signed) as signed' : `sum("${measure}")::int as "${measure}"`,
      );
    return list([...sums, 'bool_or(is_there) as is_there']);
  }

  /** Columns of a group. People are counted whatever is asked, since what sources state is compared with them. */
  get ofGroup(): string {
    const isNull = (measure: Measure): boolean =>
      this.isOfPresence && OF_REGISTRATIONS[measure] !== undefined;
    const measures = [...new Set<Measure>(['people', ...this.asked])];
    return list(
      measures.map((measure) => `${isNull(measure) ? 'null::int' : OF_PEOPLE[measure]} as "${measure}"`),
    );
  }

  /** Columns of everybody. */
  get ofEverybody(): string {
    return new Measures(this.asked, false).ofGroup;
  }
}

/** The measures of `f` as fields. */
export const MEASURED = columnsOf('f', MEASURES);
