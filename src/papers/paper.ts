import { LANGUAGES, type Language, type Viewer } from '../platform/access/viewer.js';
import type { Secrets } from '../platform/access/secrets.js';
import type { Paper } from '../platform/documents/pdf-renderer.js';
import type { Ask } from '../platform/graphql/ask.js';
import type { Say } from '../platform/pages/site-pages.js';

/** Somebody asks for a paper. */
export interface Asked {
  readonly viewer: Viewer;
  /** In which language he wants it; null: he did not say. */
  readonly chosen: Language | null;
  /** Of which item alone, where he said; null: he did not. */
  readonly item: string | null;
  readonly ask: Ask;
  readonly secrets: Secrets;
  /** The sentences of a language. */
  readonly speaker: (language: Language) => Say;
}

export interface FiledPaper extends Paper {
  /** Without its extension. */
  readonly fileName: string;
}

/** Makes the paper, or null where there is none that he may have. */
export type PaperOf = (asked: Asked, id: string) => Promise<FiledPaper | null>;

/** What all papers of a meeting say of it, and what decides who may have them. */
export interface MeetingHead {
  readonly id: string;
  readonly slug: string;
  readonly number: number;
  readonly title: string | null;
  readonly place: string | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly hostPartner: { readonly id: string };
  readonly project: { readonly id: string; readonly acronym: string; readonly languages: readonly string[] };
}

/** The meeting, where he sees it. */
export async function meetingFor(asked: Asked, id: string): Promise<MeetingHead | null> {
  const { viewer, chosen, ask } = asked;
  const language = chosen ?? viewer.language;
  type Answer = { meeting: MeetingHead | null };
  return (await ask.as<Answer>({ ...viewer, language }, MEETING, { id })).meeting;
}

export const MEETING_HEAD =
  'id slug number title place startsOn endsOn hostPartner { id } project { id acronym languages }';

const MEETING = `query ($id: ID!) { meeting(id: $id) { ${MEETING_HEAD} } }`;

/** What a meeting is called: its title, or else the how-manieth of its project it is. */
export const nameOf = ({ title, number, project }: MeetingHead): string =>
  title ?? `${project.acronym} ${number}`;

/** As the policies of meetings ask for it. */
export const placeOf = ({ id, hostPartner, project }: MeetingHead) => ({
  id,
  projectId: project.id,
  hostPartnerId: hostPartner.id,
});

/** In which people of several languages read it together: the one chosen, or the project's first. */
export const commonLanguage = ({ chosen, viewer }: Asked, { project }: MeetingHead): Language =>
  chosen ?? LANGUAGES.find((one) => one === project.languages[0]) ?? viewer.language;

/** In which one person reads it. */
export const ownLanguage = ({ chosen, viewer }: Asked): Language => chosen ?? viewer.language;

export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** All rows of a list, page after page. */
export async function allPages<Node>(page: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const all: Node[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { nodes, pageInfo }: Page<Node> = await page(after);
    all.push(...nodes);
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return all;
}

/** Somebody on a list, as the Reader tells of him. */
export interface Participant {
  readonly id: string;
  readonly kind: string;
  readonly residenceTown: string | null;
  readonly residenceCountry: { readonly name: string } | null;
  readonly person: { readonly name: string };
  readonly partner: {
    readonly name: string;
    readonly town: string;
    readonly country: { readonly name: string };
  } | null;
}

export const PARTICIPANT = `id kind residenceTown residenceCountry { name } person { name }
  partner { name town country { name } }`;

/** Where he comes from: the seat of whoever sends him, else where he lives; null where nobody told. */
export function homeOf({ partner, residenceTown, residenceCountry }: Participant): string | null {
  const parts = partner ? [partner.town, partner.country.name] : [residenceTown, residenceCountry?.name];
  return parts.filter(Boolean).join(', ') || null;
}

/** By partner, and within it by name, as the language sorts; who is of none comes last. */
export function sorted<Row extends Participant>(rows: readonly Row[], language: Language): Row[] {
  const { compare } = new Intl.Collator(language);
  return rows.toSorted(
    (a, b) =>
      Number(a.partner === null) - Number(b.partner === null) ||
      compare(a.partner?.name ?? '', b.partner?.name ?? '') ||
      compare(a.person.name, b.person.name) ||
      compare(a.id, b.id),
  );
}
