import type { Language } from '../platform/access/viewer.js';
import type { PublicAgenda, PublicItem } from './public-agenda.js';

/** The form of the answer; a change after which a reader would have to be changed has the next number. */
const FORMAT = 'tavola-agenda/1';

/** The public agenda as JSON, as docs/public-agenda.md describes it. */
export function agendaJson(agenda: PublicAgenda, language: Language, page: string): string {
  const { project, release, publishedAt, revision, revisedAt, items, tag: _known, ...meeting } = agenda;
  return JSON.stringify({
    format: FORMAT,
    language,
    page,
    release,
    publishedAt,
    revision,
    revisedAt,
    project,
    meeting: meeting,
    items: items.map(({ parent, ...item }: PublicItem) => ({ ...item, parentId: parent?.id ?? null })),
  });
}
