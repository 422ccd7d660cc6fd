import { AgendaItemRead } from '../agenda/agenda.read.js';
import { UnscheduledItemRead } from '../agenda/unscheduled-item.read.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { RoomRead } from '../meetings/room.read.js';
import { OutcomeRead } from '../outcomes/outcome.read.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, identifier, raw, sql } from '../platform/database/sql.js';
import { type ReadModel, inLanguage } from '../platform/read/read-model.js';
import { MaterialRequestRead, PresentationRead } from '../presentations/presentation.read.js';
import { MembershipRead, PartnerRead, PersonRead } from '../projects/project.read.js';
import { RegistrationRead } from '../registrations/registration.read.js';
import { SearchKind } from './search.type.js';

/** How a kind is found: of which rows, and what is shown of them. */
export interface Searched {
  readonly model: ReadModel;
  /** Whose words are its own; left out: its kind has words of its own. */
  readonly words?: SearchKind;
  readonly heading: (t: Sql, language: string) => Sql;
  /** Columns of texts in which the words may stand, besides in the heading. */
  readonly texts: readonly string[];
  /** Which rows there are, for whom; beside what the read model says. */
  readonly among?: (viewer: Viewer, t: Sql, projectId: Sql) => Sql;
  /** Of several rows of one id, the first is what was found. */
  readonly order?: (t: Sql) => Sql;
}

const titled = (model: ReadModel, ...texts: string[]): Searched => ({
  model,
  texts: ['title', ...texts],
  // A meeting may have none; then it is known by its address.
  heading: (t, language) =>
    model === MeetingRead
      ? sql`coalesce(${inLanguage(sql`${t}.title`, language)}, ${t}.slug)`
      : inLanguage(sql`${t}.title`, language),
});

const named = (model: ReadModel, column: string): Searched => ({
  model,
  texts: [],
  heading: (t) => sql`${t}.${identifier(column)}`,
});

/** The rows of the read model that the viewer may see, by its own predicate. */
export const seenBy = (viewer: Viewer, { visibleTo }: ReadModel, t: Sql): Sql =>
  visibleTo ? sql`(${visibleTo(viewer, t)})` : sql`true`;

/** A person belongs to a project for whoever sees why: a membership, or a registration for one of its meetings. */
const inProject = (viewer: Viewer, person: Sql, projectId: Sql): Sql =>
  sql`(exists (select from membership sm where sm.person_id = ${person}.id and sm.project_id = ${projectId}
      and ${seenBy(viewer, MembershipRead, sql`sm`)})
    or exists (select from registration sr join meeting rm on rm.id = sr.meeting_id
      where sr.person_id = ${person}.id and rm.project_id = ${projectId}
        and ${seenBy(viewer, RegistrationRead, sql`sr`)}))`;

export const SEARCHED: Readonly<Record<SearchKind, Searched>> = {
  MEETING: titled(MeetingRead, 'description'),
  AGENDA_ITEM: {
    ...titled(AgendaItemRead, 'description'),
    among: (_viewer, t) => sql`(${t}.is_current or ${t}.release_id is null)`,
    order: (t) => sql`${t}.is_current desc`,
  },
  PARTNER: named(PartnerRead, 'name'),
  PERSON: { ...named(PersonRead, 'name'), among: inProject },
  MATERIAL_REQUEST: titled(MaterialRequestRead),
  PRESENTATION: named(PresentationRead, 'file_name'),
  OUTCOME: titled(OutcomeRead, 'text'),
  ROOM: { ...named(RoomRead, 'name'), among: (_viewer, t) => sql`${t}.removed_at is null` },
  UNSCHEDULED_ITEM: { ...titled(UnscheduledItemRead, 'description'), words: SearchKind.AGENDA_ITEM },
};

/** The release of a line; nothing else is in one. */
export const releaseOf = ({ model }: Searched, t: Sql): Sql =>
  model === AgendaItemRead ? sql`${t}.release_id` : raw('null::uuid');
