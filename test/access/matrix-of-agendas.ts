import type { TypeRule } from './matrix.js';

/** Of an item, whatever its edition. */
const OF_ORGANISERS = {
  'session, part, workshop, visit, removed, ofCancelled, ofSecond': 'organisers',
  'in a draft, draftOnly, ofDraft, ofAnnounced': 'organisers',
  'other, other in a draft': 'other',
};

/** The part of the matrix that tells of agendas and what they are made of. */
export const AGENDAS: Readonly<Record<string, TypeRule>> = {
  Room: {
    rows: { hall: 'project', 'of draft': 'organisers', other: 'other' },
    fields: 'id version name house capacity isExclusive transferMinutes meeting',
  },
  Agenda: {
    rows: { release: 'project', draft: 'organisers', 'other release, other draft': 'other' },
    fields: 'release publishedAt draftVersion timeZone items conflicts',
  },
  AgendaChange: {
    rows: { 'of a release': 'project', 'of a draft': 'organisers' },
    fields: 'itemId kinds before after',
  },
  UnscheduledItem: {
    rows: { 'waiting, waiting session, waiting part': 'organisers', 'other waiting': 'other' },
    fields: `id version kind sourceKind title description translations minutes place room capacity isMandatory speakers
      partners parent`,
  },
  CarriedOutAgenda: {
    rows: { open: 'project' },
    fields: 'release startedAt startedBy items',
  },
  CarriedOutItem: {
    rows: { 'done session, done part, done workshop, done visit, unplanned': 'project' },
    fields: `id version tookPlace planned changes kind title description translations startsAt endsAt startsAtLocal
      endsAtLocal place speakers partners`,
  },
  AgendaConflict: {
    rows: { 'of a release': 'organisers', 'of a draft': 'organisers' },
    fields: 'code severity message itemIds items person partner room',
  },
  AgendaItem: {
    rows: {
      'session, part, workshop, visit, removed, ofCancelled, ofSecond': 'project',
      'in a draft, draftOnly, ofDraft, ofAnnounced': 'organisers',
      'other, other in a draft': 'other',
    },
    fields: `id version kind sourceKind title description translations startsAt endsAt startsAtLocal endsAtLocal timeZone place capacity isMandatory endIsInferred
      room parent children speakers partners meeting places signUps presentations outcomes`,
    // Nobody asked those whom a file names.
    narrower: { unmatchedSpeakers: OF_ORGANISERS, unmatchedPartners: OF_ORGANISERS },
    personal: 'unmatchedSpeakers unmatchedPartners',
  },

  // As the draft, and its bytes are read by nobody any more.
  AgendaImport: {
    rows: { 'checked, opened, accepted, ofDraft': 'organisers', other: 'other' },
    fields: `id fileName size lastItemMinutes state requestedAt finishedAt acceptedAt requestedBy meeting problems items stated`,
  },
  // It has addresses that nobody has accepted: whoever has sent it, and the lead partner.
  DelegateImport: {
    rows: { 'checked, opened, accepted': 'coordinator lead', ofAll: 'lead', other: 'other' },
    fields:
      'id fileName size state requestedAt finishedAt acceptedAt requestedBy meeting partner problems delegates',
    personal: 'problems delegates',
  },
};
