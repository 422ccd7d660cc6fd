import { MeetingRead } from '../meetings/meeting.read.js';
import { type Sql, raw, sql } from '../platform/database/sql.js';
import { byKey, column, expression, inLanguage, one, readModel } from '../platform/read/read-model.js';
import { PersonRead } from '../projects/project.read.js';
import { seesImport } from './agenda-import.policy.js';
import { entries, number, problemsOf, text, yesOrNo } from './import-lists.js';
import { MOST_PROBLEMS } from './problem.js';

const list = (key: string): Sql => raw(`p.value -> '${key}'`);
/** Imports that were checked before there were such have none. */
const names = (key: string): Sql => raw(`coalesce(p.value -> '${key}', '[]')`);

export const AgendaImportRead = readModel({
  type: 'AgendaImport',
  table: 'agenda_import',
  order: ['requested_at', 'id'],
  visibleTo: seesImport,
  fields: {
    id: column('id'),
    fileName: column('file_name'),
    size: column('size'),
    lastItemMinutes: column('last_item_minutes'),
    state: column('state'),
    requestedAt: column('requested_at'),
    finishedAt: column('finished_at'),
    acceptedAt: column('accepted_at'),
    requestedBy: one(() => PersonRead, byKey('requested_by_id')),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
    problems: problemsOf,
    items: expression(
      ({ t, shape, viewer }) =>
        shape.list(
          {
            row: number('row'),
            parentRow: number('parentRow'),
            kind: text('kind'),
            sourceKind: text('sourceKind'),
            title: text('title'),
            description: inLanguage(raw(`(p.value -> 'description')`), viewer.language),
            startsAtLocal: text('startsAtLocal'),
            endsAtLocal: text('endsAtLocal'),
            endIsInferred: yesOrNo('endIsInferred'),
            place: text('place'),
            room: text('room'),
            capacity: number('capacity'),
            speakers: list('speakers'),
            partners: list('partners'),
            unmatchedSpeakers: names('unmatchedSpeakers'),
            unmatchedPartners: names('unmatchedPartners'),
          },
          entries(sql`${t}.items`),
        ),
      undefined,
      MOST_PROBLEMS,
    ),
    stated: expression(
      ({ t, shape }) =>
        shape.list(
          {
            text: text('text'),
            exact: number('exact'),
            atLeast: number('atLeast'),
            of: text('of'),
            country: text('country'),
          },
          entries(sql`${t}.stated`),
        ),
      undefined,
      MOST_PROBLEMS,
    ),
  },
});
