import { AgendaItemRead } from '../agenda/agenda.read.js';
import { UnscheduledItemRead } from '../agenda/unscheduled-item.read.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { RoomRead } from '../meetings/room.read.js';
import { OutcomeRead } from '../outcomes/outcome.read.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, identifier, join, sql } from '../platform/database/sql.js';
import { type ReadModel, column, one, readModel } from '../platform/read/read-model.js';
import { MaterialRequestRead, PresentationRead } from '../presentations/presentation.read.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { SearchKind } from './search.type.js';
import { SEARCHED, releaseOf, seenBy } from './searched.js';

/** What was found under this kind; the row is read with the permissions of its own type once more. */
const ofKind = (kind: SearchKind, model: () => ReadModel) =>
  one(model, (hit, row) => sql`${hit}.kind = ${kind}::text and ${row}.id = ${hit}.id`);

/** Its rows are made by `hits`; without them there is nothing to read. */
const SearchHitRead = readModel({
  type: 'SearchHit',
  table: 'search_document',
  order: ['rank'],
  visibleTo: () => sql`false`,
  fields: {
    id: column('id'),
    kind: column('kind'),
    rank: column('rank'),
    isSimilar: column('is_similar'),
    heading: column('heading'),
    snippet: column('snippet'),
    meeting: ofKind(SearchKind.MEETING, () => MeetingRead),
    agendaItem: one(
      () => AgendaItemRead,
      (hit, item) => sql`${hit}.kind = 'AGENDA_ITEM' and ${item}.id = ${hit}.id
        and ${item}.release_id is not distinct from ${hit}.release_id`,
    ),
    partner: ofKind(SearchKind.PARTNER, () => PartnerRead),
    person: ofKind(SearchKind.PERSON, () => PersonRead),
    materialRequest: ofKind(SearchKind.MATERIAL_REQUEST, () => MaterialRequestRead),
    presentation: ofKind(SearchKind.PRESENTATION, () => PresentationRead),
    outcome: ofKind(SearchKind.OUTCOME, () => OutcomeRead),
    room: ofKind(SearchKind.ROOM, () => RoomRead),
    unscheduledItem: ofKind(SearchKind.UNSCHEDULED_ITEM, () => UnscheduledItemRead),
  },
});

export interface Question {
  /** Slug. */
  readonly project: string;
  readonly text: string;
  readonly kinds: readonly SearchKind[];
  readonly first: number;
}

/** Hits as rows that the Reader can read. Who may see them is decided where they are found, and nowhere else. */
export const hitsFor = (viewer: Viewer, question: Question): ReadModel => ({
  ...SearchHitRead,
  visibleTo: undefined,
  from: sql`(${hits(viewer, question)})`,
});

/**
 * What fits the question and the viewer may see, the best first: where the words stand as they were typed, then where they
 * begin so or have the same stem, then where words are written alike. Nothing is counted, cut off or ranked before
 * permission has been asked, so that what is hidden makes no difference.
 */
const hits = (viewer: Viewer, { project, text, kinds, first }: Question): Sql => sql`
with asked as materialized (
  select q.*, (select j.id from project j where j.slug = ${project}::text) as project_id from search_asked(${text}::text) q),
candidate as materialized (
  select d.kind, d.subject_id, t.tier, case
    when t.tier > 0 then ts_rank('{0.1, 0.3, 0.5, 1}', d.words, a.loose)
    else (select min(word_similarity(w, d.plain)) from unnest(a.words) w) end as score
  from asked a cross join lateral search_fitting(a.project_id, a.words, a.loose) d
  cross join lateral (
    select case when d.words @@ a.exact then 2 when d.words @@ a.loose then 1 else 0 end as tier) t
  where d.kind = any(${kinds.map(wordsOf)}::text[])),
visible as (${join(
  kinds.map((kind) => visible(viewer, kind)),
  ' union all ',
)}),
best as (
  select *, row_number() over (order by tier desc, score desc, heading, subject_id, kind)::int as rank from visible
  order by rank limit ${first}::int)
select b.rank, b.kind, b.subject_id as id, b.tier = 0 as is_similar, b.heading, b.release_id,
  nullif(${snippet(viewer)}, b.heading) as snippet
from best b`;

/** Of which project, in the statement of `hits`. */
const PROJECT = sql`(select project_id from asked)`;

const wordsOf = (kind: SearchKind): SearchKind => SEARCHED[kind].words ?? kind;

/** Of words that are written alike all must be, as all must be there of the others. */
function visible(viewer: Viewer, kind: SearchKind): Sql {
  const searched = SEARCHED[kind];
  const { model, heading, texts, among, order } = searched;
  const t = sql`s`;
  const columns = join(
    texts.map((name) => sql`${t}.${identifier(name)}`),
    ', ',
  );
  return sql`select ${kind}::text as kind, c.subject_id, c.score, c.tier, v.* from candidate c cross join lateral (
    select ${heading(t, viewer.language)} as heading, array[${columns}]::jsonb[] as texts,
      ${releaseOf(searched, t)} as release_id
    from ${identifier(model.table)} ${t}
    where ${t}.id = c.subject_id and ${seenBy(viewer, model, t)}
      ${among ? sql`and ${among(viewer, t, PROJECT)}` : sql``}
    ${order ? sql`order by ${order(t)}` : sql``} limit 1) v
    where c.kind = ${wordsOf(kind)}::text
      and (c.tier > 0 or c.score >= current_setting('pg_trgm.word_similarity_threshold')::real)`;
}

const LONGEST_SNIPPET = 240;

/** A passage with the words, where one has them: from the language of the viewer rather than from another. */
const snippet = ({ language }: Viewer): Sql => sql`(
  select left(ts_headline('unaccented', e.value, a.marks, 'StartSel="", StopSel="", MaxWords=24, MinWords=8'), ${LONGEST_SNIPPET}::int)
  from asked a, unnest(b.texts) x (texts), jsonb_each_text(x.texts) e
  order by to_tsvector('unaccented', e.value) @@ a.marks desc, e.key = ${language}::text desc, e.key = 'en' desc
  limit 1)`;
