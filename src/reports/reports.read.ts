import { ofMeeting, organises, sees } from '../meetings/meeting.policy.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { ApiScope, type Viewer, hasScope } from '../platform/access/viewer.js';
import { type Sql, raw, sql } from '../platform/database/sql.js';
import { column, expression, extendRead, many, readModel } from '../platform/read/read-model.js';
import { type Fields, type Shape, columnsOf } from '../platform/read/shape.js';
import { ProjectRead } from '../projects/project.read.js';
import type { AttendanceDimension } from './attendance-dimensions.js';
import { attendanceFigures } from './attendance-figures.js';
import { MEASURES } from './attendance-measures.js';

const MOST_CLOSINGS = 50;
const MEETING = raw('m');

/** A token that may not read what is personal sees no small groups either, whoever made it. */
const forPersons = (viewer: Viewer, sees: Sql): Sql =>
  hasScope(viewer, ApiScope.READ_PERSONAL) ? sees : raw('false');
/** Attendance records of a meeting, and of a project, as they usually are. */
const RECORDS_OF_MEETING = 200;
const RECORDS_OF_PROJECT = 3_000;

extendRead(MeetingRead, {
  attendance: expression(
    ({ t, args, viewer, shape }) =>
      attendanceFigures({
        shape,
        meetings: sql`m.id = ${t}.id`,
        isOfOneMeeting: true,
        groupBy: args['groupBy'] as AttendanceDimension[],
        seesSmallGroups: forPersons(
          viewer,
          sql`(${organises(viewer, t)} or ${t}.project_id = any(${viewer.audits}::uuid[]))`,
        ),
        viewer,
      }),
    undefined,
    RECORDS_OF_MEETING,
  ),
  closings: many(
    () => ClosingRead,
    MOST_CLOSINGS,
    (meeting, closing) => sql`${closing}.meeting_id = ${meeting}.id`,
    { newest: true },
  ),
});

extendRead(ProjectRead, {
  attendance: expression(
    ({ t, args, viewer, shape }) =>
      attendanceFigures({
        shape,
        meetings: sql`m.project_id = ${t}.id and ${sees(viewer, MEETING)}`,
        isOfOneMeeting: false,
        groupBy: args['groupBy'] as AttendanceDimension[],
        seesSmallGroups: forPersons(
          viewer,
          sql`(${t}.id = any(${viewer.leads}::uuid[]) or ${t}.id = any(${viewer.audits}::uuid[]))`,
        ),
        viewer,
      }),
    undefined,
    RECORDS_OF_PROJECT,
  ),
});

/** Fields of JSON as it was kept. */
const written = (json: Sql, names: readonly string[]): Fields<Shape> =>
  Object.fromEntries(names.map((name) => [name, sql`${json} -> ${raw(`'${name}'`)}`]));

const statedIn = (list: Sql, shape: Shape): Sql =>
  shape.list(
    written(sql`s`, ['text', 'exact', 'atLeast', 'source', 'difference']),
    sql`jsonb_array_elements(${list}) s`,
  );

/** Every figure of a closing on a line of its own. */
const lines = (closing: Sql): Sql => sql`
  select null as dimension, null as value, null as label, e.key as measure, e.value as figure
  from jsonb_each(${closing}.figures -> 'total') e
  union all
  select g.key, f.row -> 'key' -> 0 ->> 'value', f.row -> 'key' -> 0 ->> 'label', e.key, e.value
  from jsonb_each(${closing}.figures -> 'groups') g, jsonb_array_elements(g.value) f (row), jsonb_each(f.row) e
  where jsonb_typeof(e.value) = 'number'`;

const ClosingRead = readModel({
  type: 'Closing',
  table: 'closing',
  order: ['version', 'id'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => sees(viewer, meeting)),
  fields: {
    id: column('id'),
    version: column('version'),
    closedAt: column('closed_at'),
    signatory: column('signatory'),
    reason: column('reason'),
    document: column('document'),
    sha256: column('sha256'),
    sealHash: column('seal_hash'),
    total: expression(({ t, shape }) => shape.object(written(sql`(${t}.figures -> 'total')`, MEASURES))),
    stated: expression(({ t, shape }) => statedIn(sql`${t}.figures -> 'stated'`, shape)),
    rows: expression(({ t, args, shape }) =>
      shape.list(
        {
          ...written(sql`r`, [...MEASURES, 'isMerged']),
          key: (key) =>
            key.list(
              written(sql`k`, ['dimension', 'value', 'label']),
              sql`jsonb_array_elements(r -> 'key') k`,
            ),
          stated: (stated) => statedIn(sql`r -> 'stated'`, stated),
        },
        sql`jsonb_array_elements(${t}.figures -> 'groups' -> ${args['groupBy']}::text) r`,
      ),
    ),
    differences: expression(({ t, shape }) =>
      shape.list(
        columnsOf('d', ['dimension', 'label', 'measure', 'before', 'after']),
        sql`closing p, lateral (
          select coalesce(a.dimension, b.dimension) as dimension, coalesce(a.label, b.label) as label,
            coalesce(a.measure, b.measure) as measure, b.figure as before, a.figure as after
          from (${lines(raw('p'))}) b full join (${lines(t)}) a on coalesce(a.dimension, '') = coalesce(b.dimension, '')
            and coalesce(a.value, '') = coalesce(b.value, '') and a.measure = b.measure
          where a.figure is distinct from b.figure) d
        where p.meeting_id = ${t}.meeting_id and p.version = ${t}.version - 1
        order by d.dimension nulls first, d.label, d.measure`,
      ),
    ),
  },
});
