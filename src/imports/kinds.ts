import { AgendaItemKind } from '../agenda/agenda-item.entity.js';

/** Words of agendas for what happens (docs/import.md has the same table). The source's own word is kept beside it. */
export const KINDS: Readonly<Record<Exclude<AgendaItemKind, AgendaItemKind.OTHER>, readonly string[]>> = {
  SESSION: ['plenary', 'working meeting', 'steering committee', 'parallel', 'parallel session', 'meeting'],
  PRESENTATION: ['reporting', 'report', 'lecture', 'keynote', 'talk'],
  WORKSHOP: ['group work', 'training'],
  SITE_VISIT: ['study visit', 'visit', 'field trip', 'guided tour'],
  DISCUSSION: ['debate', 'panel', 'round table', 'tour de table', 'questions'],
  CEREMONY: ['opening', 'welcome', 'award', 'signing'],
  REGISTRATION: ['check-in'],
  BREAK: ['coffee', 'coffee break', 'pause'],
  MEAL: ['breakfast', 'lunch', 'dinner'],
  SOCIAL: ['cultural', 'culture', 'social programme', 'concert', 'reception', 'party'],
  FREE_TIME: ['leisure'],
  TRAVEL: ['transfer', 'bus', 'coach'],
  ARRIVAL: [],
  DEPARTURE: [],
  CLOSING: ['end', 'conclusion'],
};

/** Words that say nothing more than "something else". */
const OTHERS = ['other', 'press'];

const bare = (word: string): string => word.toLowerCase().replaceAll(/[\s_-]/g, '');

const BY_WORD = new Map<string, AgendaItemKind>([
  ...Object.entries(KINDS).flatMap(([kind, words]) =>
    [kind, ...words].map((word) => [bare(word), kind as AgendaItemKind] as const),
  ),
  ...OTHERS.map((word) => [word, AgendaItemKind.OTHER] as const),
]);

/** The kind that a word means; undefined: none that is written down. */
export const kindOf = (word: string): AgendaItemKind | undefined => BY_WORD.get(bare(word));
