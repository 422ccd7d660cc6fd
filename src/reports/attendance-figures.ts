import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, join, raw, sql } from '../platform/database/sql.js';
import { AttendanceDimension, DIMENSIONS, OF_PRESENCE, PERSONAL } from './attendance-dimensions.js';

interface Question {
  /** On `m`, a row of `meeting`: those that are counted. */
  readonly meetings: Sql;
  readonly groupBy: readonly AttendanceDimension[];
  /** Whether whoever asks may see small groups by gender and age. */
  readonly seesSmallGroups: Sql;
  readonly viewer: Pick<Viewer, 'language'>;
}

/** Each is computed from the records, never summed from rows: distinct people do not add up. */
const OF_REGISTRATIONS = `
  'invited', count(distinct g.id) filter (where g.origin = 'NAMED'),
  'registered', count(distinct g.id) filter (where g.state in ('INVITED', 'CONFIRMED')),
  'confirmed', count(distinct g.id) filter (where g.state = 'CONFIRMED')`;
const OF_NOBODY = `'invited', null, 'registered', null, 'confirmed', null`;
const PEOPLE = 'count(distinct g.person_id) filter (where g.day is not null)';
const OF_PEOPLE = `
  'people', ${PEOPLE},
  'participations', count(distinct g.id) filter (where g.day is not null),
  'personDays', count(distinct (g.id, g.day)) filter (where g.day is not null),
  'signed', count(distinct g.person_id) filter (where g.signed)`;

/** Groups of fewer people are merged for all but those who may see each person anyway. */
const SMALLEST_GROUP = raw('3');

/**
 * Attendance as one JSON object `{ rows, total, stated }`. STAFF and ACCOMPANYING are never counted, nor is a record
 * that was corrected. UNKNOWN is a row of its own, with null as its value.
 */
export function attendanceFigures({ meetings, groupBy, seesSmallGroups, viewer }: Question): Sql {
  const dimensions = [...new Set(groupBy)].map((name, index) => ({ name, index, ...DIMENSIONS[name] }));
  const isOfPresence = dimensions.some(({ name }) => OF_PRESENCE.includes(name));
  const isPersonal = dimensions.some(({ name }) => PERSONAL.includes(name));
  const list = (of: (index: number) => string): Sql =>
    raw(dimensions.map(({ index }) => of(index)).join(', '));
  const values = list((index) => `v${index}`);
  const names = list((index) => `v${index}, l${index}`);
  const columns = join(
    dimensions.map(
      ({ index, value, label }) =>
        sql`${raw(value)} as ${raw(`v${index}`)}, ${label(viewer.language)} as ${raw(`l${index}`)}`,
    ),
    ', ',
  );
  const key = raw(
    dimensions
      .map(
        ({ name, index }) =>
          `jsonb_build_object('dimension', '${name}', 'value', v${index}, 'label', l${index})`,
      )
      .join(', '),
  );
  return sql`(with scope as (select m.id from meeting m where ${meetings}),
    present as (
      select a.registration_id, a.day, a.item_id, bool_or(a.method = 'SHEET') as signed from attendance_record a
      where a.meeting_id in (select id from scope) and a.direction = 'IN' and a.corrects_id is null
        and not exists (select from attendance_record c where c.corrects_id = a.id)
      group by a.registration_id, a.day, a.item_id),
    j as (
      select r.id, r.person_id, r.meeting_id, r.partner_id, r.kind, r.state, r.origin, r.gender, r.age_band,
        coalesce(r.residence_town, p.town) as town, coalesce(r.residence_country_code, p.country_code) as country_code,
        x.day, x.item_id, x.signed
      from registration r left join partner p on p.id = r.partner_id left join present x on x.registration_id = r.id
      where r.meeting_id in (select id from scope) and r.kind in ('DELEGATE', 'LOCAL', 'SPEAKER')),
    keyed as (
      select j.*, ${columns} from j ${raw(dimensions.map((dimension) => dimension.join ?? '').join(' '))}
      where ${raw(isOfPresence ? 'j.day is not null' : 'true')}),
    sizes as (select ${values}, count(distinct person_id) as n from keyed group by ${values}),
    small as (
      select *, ${isPersonal ? sql`not ${seesSmallGroups}` : raw('false')} and (n < ${SMALLEST_GROUP}
        or sum(n) over smaller between 1 and ${SMALLEST_GROUP} - 1) as is_merged
      from sizes window smaller as (order by n, ${values} rows between unbounded preceding and 1 preceding)),
    g as (
      select k.id, k.person_id, k.meeting_id, k.partner_id, k.state, k.origin, k.day, k.signed, small.is_merged,
        ${list(
          (index) => `case when small.is_merged then null else k.v${index} end as v${index},
          case when small.is_merged then null else k.l${index} end as l${index}`,
        )}
      from keyed k join small on ${raw(dimensions.map(({ index }) => `k.v${index} is not distinct from small.v${index}`).join(' and '))}),
    rows as (
      select ${names}, is_merged, ${raw(PEOPLE)} as people,
        (array_agg(g.partner_id))[1] as partner_id, (array_agg(g.meeting_id))[1] as meeting_id,
        jsonb_build_object('key', jsonb_build_array(${key}), 'isMerged', is_merged,
          ${raw(isOfPresence ? OF_NOBODY : OF_REGISTRATIONS)}, ${raw(OF_PEOPLE)}) as figures
      from g group by ${names}, is_merged),
    whole as (
      select ${raw(PEOPLE)} as people, (select case when count(*) = 1 then (array_agg(id))[1] end from scope) as meeting_id,
        jsonb_build_object(${raw(OF_REGISTRATIONS)}, ${raw(OF_PEOPLE)}) as figures
      from j g)
    select jsonb_build_object(
      'rows', (select coalesce(jsonb_agg(figures || jsonb_build_object('stated', ${statedOfRow(groupBy)})
        order by is_merged, ${values}), '[]') from rows f),
      'total', figures, 'stated', ${statements(raw('s.partner_id is null and s.meeting_id = f.meeting_id'))})
    from whole f)`;
}

/** Sources state numbers by partner and by meeting; a row by anything else has none. */
function statedOfRow(groupBy: readonly AttendanceDimension[]): Sql {
  const [only, ...others] = groupBy;
  const ofMeeting = 's.meeting_id = f.meeting_id';
  if (others.length === 0 && only === AttendanceDimension.PARTNER)
    return statements(
      raw(`s.partner_id = f.partner_id and ${ofMeeting} and (select count(*) from scope) = 1`),
    );
  if (others.length === 0 && only === AttendanceDimension.MEETING)
    return statements(raw(`s.partner_id is null and ${ofMeeting}`));
  return raw(`'[]'::jsonb`);
}

/** What sources state of `f`, beside what was counted; the difference only where a source states a number. */
const statements = (of: Sql): Sql =>
  sql`(select coalesce(jsonb_agg(jsonb_build_object('text', s.text, 'exact', s.exact, 'atLeast', s.at_least,
      'source', s.source, 'difference', f.people - s.exact) order by s.id), '[]')
    from stated_count s where ${of})`;
