import type { Language } from '../platform/access/viewer.js';
import { dayInWords, hoursInWords } from '../platform/i18n/days.js';
import type { Asked } from './paper.js';

export interface Line {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly startsAtLocal: string;
  readonly endIsInferred: boolean;
  readonly place: string | null;
  readonly room: { readonly name: string; readonly house: string | null } | null;
  readonly speakers: readonly { readonly name: string }[];
}

export interface Agenda {
  readonly timeZone: string;
  readonly items: readonly Line[];
}

const AGENDA = `query ($id: ID!) { meeting(id: $id) { agenda { timeZone items {
  id kind title startsAt endsAt startsAtLocal endIsInferred place room { name house } speakers { name } } } } }`;

/** The newest release, by time; null where there is none that he sees. */
export async function agendaFor(
  { ask, viewer }: Asked,
  language: Language,
  id: string,
): Promise<Agenda | null> {
  type Answer = { meeting: { agenda: Agenda | null } | null };
  return (await ask.as<Answer>({ ...viewer, language }, AGENDA, { id })).meeting?.agenda ?? null;
}

/** Room and house, or where it is that has neither; null: where the meeting is. */
export const whereOf = ({ room, place }: Line): string | null =>
  [room?.name, room?.house, place].filter(Boolean).join(', ') || null;

export const hoursOf = (
  { startsAt, endsAt, endIsInferred }: Line,
  zone: string,
  language: Language,
): string => hoursInWords(startsAt, endIsInferred ? null : endsAt, zone, language);

export const dayOf = ({ startsAtLocal }: Line, language: Language): string =>
  dayInWords(startsAtLocal.slice(0, 10), language);

export const whenOf = (line: Line, zone: string, language: Language): string =>
  `${dayOf(line, language)}, ${hoursOf(line, zone, language)}`;
