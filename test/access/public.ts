import type { TypeRule } from './matrix.js';

/** What everybody may read, whoever he is; a part of the matrix. */
export const PUBLIC_TYPES: Readonly<Record<string, TypeRule>> = {
  Country: { rows: { every: 'everybody' }, fields: 'code name' },
  // What everybody may know of a meeting that was announced and has published, and does not keep it to itself.
  PublicAgenda: {
    rows: {
      'open, cancelled, other': 'everybody',
      // Not announced; announced without a release; with one that its organisers keep in the project.
      'draft, dropped, announced, closed, second, polled': '',
    },
    fields: `id tag slug number title place country timeZone startsOn endsOn mode isCancelled project host release publishedAt
      revision revisedAt items`,
  },
  PublicAgendaItem: {
    rows: {
      'session, part, workshop, visit, ofCancelled, other': 'everybody',
      'removed, draftOnly, ofDraft, ofAnnounced, ofSecond': '',
    },
    fields:
      'id kind title description startsAt endsAt startsAtLocal endsAtLocal endIsInferred room house place partners parent',
  },
};
