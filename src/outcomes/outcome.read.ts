import { AgendaItemRead, byCurrentItem } from '../agenda/agenda.read.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { type Sql, sql } from '../platform/database/sql.js';
import {
  byKey,
  column,
  extendRead,
  localized,
  many,
  one,
  readModel,
  translations,
} from '../platform/read/read-model.js';
import { PartnerRead, PersonRead, ProjectRead } from '../projects/project.read.js';
import { seesOutcome } from './outcome.policy.js';

const MOST_OUTCOMES = 500;
/** Fewer, since an agenda has hundreds of lines and the bounds along a path are multiplied. */
const MOST_OUTCOMES_OF_ITEM = 100;

export const OutcomeRead = readModel({
  type: 'Outcome',
  table: 'outcome',
  order: ['id'],
  visibleTo: seesOutcome,
  fields: {
    id: column('id'),
    version: column('version'),
    kind: column('kind'),
    title: localized('title'),
    text: localized('text'),
    translations: translations('title', 'text'),
    dueOn: column('due_on'),
    doneAt: column('done_at'),
    recordedAt: column('recorded_at'),
    project: one(() => ProjectRead, byKey('project_id')),
    partner: one(() => PartnerRead, byKey('partner_id')),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
    agendaItem: one(
      () => AgendaItemRead,
      byCurrentItem((outcome) => sql`${outcome}.agenda_item_id`),
    ),
    ownerPartner: one(() => PartnerRead, byKey('owner_partner_id')),
    owner: one(() => PersonRead, byKey('owner_person_id')),
  },
});

const ofKind = (outcome: Sql, { kind }: Readonly<Record<string, unknown>>): Sql =>
  kind === undefined || kind === null ? sql`true` : sql`${outcome}.kind = ${kind}::text`;

extendRead(ProjectRead, {
  outcomes: many(
    () => OutcomeRead,
    MOST_OUTCOMES,
    (project, outcome, { args }) => sql`${outcome}.project_id = ${project}.id and ${ofKind(outcome, args)}`,
    { newest: true },
  ),
});

extendRead(MeetingRead, {
  outcomes: many(
    () => OutcomeRead,
    MOST_OUTCOMES,
    (meeting, outcome, { args }) => sql`${outcome}.meeting_id = ${meeting}.id and ${ofKind(outcome, args)}`,
    { newest: true },
  ),
});

extendRead(AgendaItemRead, {
  outcomes: many(
    () => OutcomeRead,
    MOST_OUTCOMES_OF_ITEM,
    (item, outcome) => sql`${outcome}.agenda_item_id = ${item}.id`,
    { newest: true },
  ),
});

extendRead(PartnerRead, {
  outcomes: many(
    () => OutcomeRead,
    MOST_OUTCOMES,
    (partner, outcome) => sql`${outcome}.partner_id = ${partner}.id`,
    { newest: true },
  ),
});
