/** What the exits of the public agenda ask, and what they get. */
export interface PublicText {
  readonly text: string;
  readonly language: string;
}

interface Country {
  readonly code: string;
  readonly name: string;
}

export interface PublicPartner {
  readonly name: string;
  readonly town: string;
  readonly country: Country;
}

export interface PublicItem {
  readonly id: string;
  readonly kind: string;
  readonly title: PublicText;
  readonly description: PublicText | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly startsAtLocal: string;
  readonly endsAtLocal: string;
  readonly endIsInferred: boolean;
  readonly room: string | null;
  readonly house: string | null;
  readonly place: string | null;
  readonly partners: readonly PublicPartner[];
  readonly parent: { readonly id: string } | null;
}

export interface PublicAgenda {
  readonly id: string;
  readonly tag: string;
  readonly slug: string;
  readonly number: number;
  readonly title: PublicText | null;
  readonly place: string | null;
  readonly country: Country | null;
  readonly timeZone: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly mode: string;
  readonly isCancelled: boolean;
  readonly project: { readonly slug: string; readonly acronym: string; readonly title: PublicText };
  readonly host: PublicPartner;
  readonly release: number;
  readonly publishedAt: string;
  readonly revision: number;
  readonly revisedAt: string;
  readonly items: readonly PublicItem[];
}

const PARTNER = '{ name town country { code name } }';

export const PUBLIC_AGENDA = `query ($project: String!, $meeting: String!) {
  publicAgenda(project: $project, meeting: $meeting) {
    id tag slug number title { text language } place country { code name } timeZone startsOn endsOn mode isCancelled
    project { slug acronym title { text language } } host ${PARTNER} release publishedAt revision revisedAt
    items { id kind title { text language } description { text language } startsAt endsAt startsAtLocal endsAtLocal
      endIsInferred room house place partners ${PARTNER} parent { id } } } }`;

/** One small statement, whatever the agenda has. */
export const PUBLIC_TAG = `query ($project: String!, $meeting: String!) {
  publicAgenda(project: $project, meeting: $meeting) { tag } }`;

/** Parts of an address that are known; null where none is. */
const joined = (...parts: readonly (string | null | undefined)[]): string | null =>
  parts.filter(Boolean).join(', ') || null;

/** Room and house of a line, null where it is where the meeting is. */
export const whereOf = ({ room, house, place }: PublicItem): string | null => joined(room, house, place);

/** Town, house and country of the meeting, null where nothing is decided. */
export const seatOf = ({ place, country }: PublicAgenda): string | null => joined(place, country?.name);

/** Where somebody finds it who has nothing but this line: a room of no other house is where the meeting is. */
export const addressOf = (agenda: PublicAgenda, item: PublicItem): string | null =>
  joined(whereOf(item), item.room && !item.house ? seatOf(agenda) : null);

/** What a meeting is called: its title, or else the how-manieth of its project it is. */
export const titleOf = ({ title, project, number }: PublicAgenda): string =>
  title?.text ?? `${project.acronym} ${number}`;
