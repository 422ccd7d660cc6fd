import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, join, raw, sql } from '../platform/database/sql.js';
import type { Shape } from '../platform/read/shape.js';
import { badInput } from '../platform/graphql/request-errors.js';
import { AttendanceDimension, DIMENSIONS, OF_PRESENCE, PERSONAL } from './attendance-dimensions.js';
import { MEASURED, MEASURES, Measures } from './attendance-measures.js';

interface Question {
  /** Of `AttendanceFigures`. */
  readonly shape: Shape;
  /** On `m`, a row of `meeting`: those that are counted. */
  readonly meetings: Sql;
  readonly groupBy: readonly AttendanceDimension[];
  /** Whether these are one meeting, and not those of a project. */
  readonly isOfOneMeeting: boolean;
  /** Whether whoever asks may see small groups by gender and age. */
  readonly seesSmallGroups: Sql;
  readonly viewer: Pick<Viewer, 'language'>;
}

/** Records that somebody was there, without those that were corrected. */
const COUNTS = `a.direction = 'IN' and a.corrects_id is null and a.id not in (
  select c.corrects_id from attendance_record c
  where c.meeting_id = any(array(select id from scope)) and c.corrects_id is not null)`;

const OF_PARTNER = raw('left join partners p on p.id = r.partner_id');

/** What a row would tell of a group: the smallest number in it, but for zeros, which tell of nobody. */
const SMALLEST_COUNT = raw(
  `coalesce(least(${['is_expected(state)', "state = 'CONFIRMED'", "origin = 'NAMED'", 'days > 0', 'signed']
    .map((which) => `nullif(count(distinct person_id) filter (where ${which}), 0)`)
    .join(', ')}), 0)`,
);

/** Groups of fewer people are merged for all but those who may see each person anyway. */
const SMALLEST_GROUP = raw('3');

/**
 * Each is computed from the records, never summed from rows: distinct people do not add up. First of each person in each
 * of his groups, so that nothing has to be sorted to find the distinct.
 *
 * Attendance in the shape that is asked for. STAFF and ACCOMPANYING are never counted, nor is a record
 * that was corrected. UNKNOWN is a row of its own, with null as its value. Rows are grouped by ids (`k0`, `k1`, ...);
 * what an id is called is looked up once for each group, not for each person.
 */
export function attendanceFigures(question: Question): Sql {
  const { shape, meetings, isOfOneMeeting, groupBy, seesSmallGroups, viewer } = question;
  const names = [...new Set(groupBy)];
  ensureCountable(names);
  const dimensions = names.map((name, index) => ({ name, index, ...DIMENSIONS[name] }));
  const isOfPresence = dimensions.some(({ name }) => OF_PRESENCE.includes(name));
  const isPersonal = dimensions.some(({ name }) => PERSONAL.includes(name));
  // At each meeting a person has one registration only: there is nothing to gather.
  const isGatheredFirst = !isOfPresence && !isPersonal && !names.includes(AttendanceDimension.MEETING);
  const measures = new Measures(
    MEASURES.filter((measure) => shape.wants(measure)),
    isOfPresence,
  );
  const list = (of: (index: number) => string): Sql =>
    raw(dimensions.map(({ index }) => of(index)).join(', '));
  const keys = list((index) => `k${index}`);
  const group = isPersonal ? sql`${keys}, is_merged` : keys;
  const keysOf = raw(dimensions.map(({ key, index }) => `${key} as k${index}`).join(', '));
  const values = raw(dimensions.map(({ index, value }) => value(index)).join(', '));
  const named = raw(dimensions.map(({ index, join: of }) => of?.(index) ?? '').join(' '));
  const key = (of: Shape): Sql => {
    const parts = dimensions.map(({ name, index, value, label }) =>
      of.object({
        dimension: raw(`'${name}'`),
        value: raw(value(index)),
        label: label(index, viewer.language),
      }),
    );
    return sql`json_build_array(${join(parts, ', ')})`;
  };
  const rows = (of: Shape): Sql =>
    of.list(
      {
        ...MEASURED,
        key,
        isMerged: raw(isPersonal ? 'f.is_merged' : 'false'),
        stated: (stated) => statedOfRow(names, stated),
      },
      sql`rows f ${named} order by ${raw(isPersonal ? 'f.is_merged, ' : '')}${values}`,
    );
  const figures = shape.object({
    rows,
    total: (of) => of.object(MEASURED),
    stated: (of) => statements(of, sql`s.partner_id is null and s.town is null and ${OF_ONE_MEETING}`),
  });
  return sql`(with scope as materialized (select m.id, m.project_id from meeting m where ${meetings}),
    partners as (
      select p.id, p.town, p.country_code from partner p
      where p.project_id = any(array(select project_id from scope))),
    registrations as (
      select r.id, r.person_id, r.meeting_id, r.partner_id, r.kind, r.state, r.origin, r.gender, r.age_band,
        r.residence_town, r.residence_country_code, r.days_present as days, r.has_signed as signed
      from registration r
      where r.meeting_id = any(array(select id from scope)) and r.kind in ('DELEGATE', 'LOCAL', 'SPEAKER')),
    ${isGatheredFirst ? gatheredPeople() : peopleOfEach()},
    everybody as (
      select person_id, ${raw(isOfPresence ? measures.ofRegistrations : measures.summed)}
      from ${raw(isOfPresence ? 'registrations' : 'people')} g group by person_id),
    rows as (select ${group}, ${raw(measures.ofGroup)} from people h group by ${group}),
    whole as (select ${raw(measures.ofEverybody)} from everybody h)
    select ${figures} from whole f)`;

  /** What the table says alike of a person is one row before partners are joined: that is a few for each person. */
  function gatheredPeople(): Sql {
    const own = dimensions.flatMap(({ column }) => column ?? []);
    const columns = raw(['person_id', 'partner_id', ...own].join(', '));
    return sql`gathered as (
      select ${columns}, ${raw(measures.ofPerson)} from registrations g group by ${columns}),
    people as (
      select ${keysOf}, person_id, ${raw(measures.summed)} from gathered r ${OF_PARTNER} group by ${keys}, person_id)`;
  }

  function peopleOfEach(): Sql {
    return sql`present as (
      select a.registration_id, a.day, a.item_id, a.method = 'SHEET' as signed from attendance_record a
      where a.meeting_id = any(array(select id from scope)) and ${raw(COUNTS)}),
    keyed as (
      select r.id, r.person_id, r.state, r.origin, ${raw(isOfPresence ? 'x.day, x.signed' : 'r.days, r.signed')}, ${keysOf}
      from registrations r ${OF_PARTNER} ${raw(isOfPresence ? 'join present x on x.registration_id = r.id' : '')}),
    merged as (${isPersonal ? withoutSmallGroups() : raw('select * from keyed')}),
    g as (${
      isOfPresence
        ? sql`select id, person_id, ${group}, count(distinct day)::int as days, bool_or(signed) as signed
          from merged group by id, person_id, ${group}`
        : raw('select * from merged')
    }),
    people as (
      select ${group}, person_id, ${raw(measures.ofPerson)} from g group by ${group}, person_id)`;
  }

  /**
   * Whoever knows how many there are in all finds what was merged: so of that, too, it is nothing, or three people at
   * least. Figures by several dimensions, or of several meetings, could be taken from one another in more ways than can
   * be looked for: there, all is one row.
   */
  function withoutSmallGroups(): Sql {
    const columns = raw(
      `k.id, k.person_id, k.state, k.origin, ${isOfPresence ? 'k.day' : 'k.days'}, k.signed`,
    );
    if (dimensions.length > 1 || !isOfOneMeeting)
      return sql`
        select ${columns}, not s.sees as is_merged, ${list((index) => `case when s.sees then k.k${index} end as k${index}`)}
        from keyed k, (select ${seesSmallGroups} as sees) s`;
    return sql`
      select ${columns}, s.is_merged, case when s.is_merged then null else k.k0 end as k0
      from keyed k join (
        select k0, not ${seesSmallGroups} and (n < ${SMALLEST_GROUP}
          or coalesce(sum(n) over smaller, 0) between 1 and ${SMALLEST_GROUP} - 1) as is_merged
        from (select k0, ${SMALLEST_COUNT} as n from keyed group by k0) f
        window smaller as (order by n, k0 rows between unbounded preceding and 1 preceding)
      ) s on s.k0 is not distinct from k.k0`;
  }
}

/** @throws GraphQLError where there is none */
function ensureCountable(dimensions: readonly AttendanceDimension[]): void {
  if (dimensions.length === 0) throw badInput('`groupBy` names one dimension at least.');
}

const OF_ONE_MEETING = raw('s.meeting_id = (select (array_agg(id))[1] from scope having count(*) = 1)');

/** Sources state numbers by partner and by meeting; a row by anything else has none. */
function statedOfRow(groupBy: readonly AttendanceDimension[], shape: Shape): Sql {
  const [only, ...others] = groupBy;
  if (others.length === 0 && only === AttendanceDimension.PARTNER)
    return statements(shape, sql`s.partner_id = f.k0 and ${OF_ONE_MEETING}`);
  if (others.length === 0 && only === AttendanceDimension.MEETING)
    return statements(shape, raw('s.partner_id is null and s.town is null and s.meeting_id = f.k0'));
  return raw(`'[]'::json`);
}

/** What sources state of `f`, beside what was counted; the difference only where a source states a number. */
const statements = (shape: Shape, of: Sql): Sql =>
  shape.list(
    {
      text: raw('s.text'),
      exact: raw('s.exact'),
      atLeast: raw('s.at_least'),
      source: raw('s.source'),
      difference: raw('f.people - s.exact'),
    },
    sql`stated_count s where ${of} order by s.id`,
  );
