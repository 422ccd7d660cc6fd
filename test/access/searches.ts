import type { Asking } from './asking.js';
import { Expectations, principals } from './expectations.js';
import type { Answer, Fact, Facts } from './facts.js';
import { QUERIES } from './matrix.js';
import { PRINCIPALS } from './people.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** The texts of each type that search looks at. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  Meeting: ['title', 'description', 'place'],
  AgendaItem: ['title', 'description', 'sourceKind'],
  Partner: ['name', 'aliases', 'town', 'kind'],
  Person: ['name'],
  MaterialRequest: ['title'],
  Presentation: ['fileName'],
  Outcome: ['title', 'text'],
  Room: ['name', 'house'],
  UnscheduledItem: ['title', 'description', 'sourceKind'],
};

/** Words of what some see and others do not, in each state. */
const WORDS =
  `draft open dropped about skovde cervia turku impact surprise nobody coffee called among published guest
  speaker delegate host hats stranger pdf action guideline recruiting room hall dinner municipality`.split(
    /\s+/,
  );

const KINDS = 'meeting agendaItem partner person materialRequest presentation outcome room unscheduledItem';
const HIT = `{ id heading isSimilar ${KINDS.split(' ')
  .map((kind) => `${kind} { id }`)
  .join(' ')} }`;

/** Something that search may find. */
interface Found {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  readonly words: readonly string[];
  /** Rows of which he must see one. */
  readonly rows: readonly (readonly [type: string, name: string])[];
}

/** Looks for words as everybody, in each project: hits are what the matrix says that he sees, and nothing else. */
export async function walkSearches(world: World, facts: Facts, asking: Asking, tally: Tally): Promise<void> {
  const expected = new Expectations();
  const all = everything(facts);
  for (const [project, projectId] of Object.entries(world.objects['Project'] ?? {}))
    for (const who of PRINCIPALS) {
      if (tally.isEnough) return;
      const isSeen = ({ rows }: Found) => rows.some(([type, name]) => expected.seesRow(who, type, name));
      const seen = all.filter((found) => found.projectId === projectId && isSeen(found));
      await Promise.all(
        WORDS.map(async (word) => {
          const at = `${who}: search ${project} ${word}`;
          const reply = await asking.as(
            who,
            `{ it: search(project: "${project}", text: "${word}", first: 50) ${HIT} }`,
          );
          if (!principals(QUERIES['search'] as string).has(who))
            return tally.check(
              at,
              reply.errors?.map(({ extensions }) => extensions.code),
              ['UNAUTHENTICATED'],
            );
          compare(at, reply.data.it, seen, word, tally);
        }),
      );
    }
}

function compare(
  at: string,
  hits: readonly Answer[],
  seen: readonly Found[],
  word: string,
  tally: Tally,
): void {
  const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id).toSorted();
  const fitting = seen.filter(({ words }) => words.some((one) => one.startsWith(word)));
  tally.check(at, ids(hits.filter((hit) => !hit.isSimilar)), [...new Set(ids(fitting))]);
  const known = new Set(ids(seen));
  tally.check(`${at}, similar`, ids(hits.filter((hit) => !known.has(hit.id))), []);
  // What was found is there to be read, in the field of its kind alone.
  for (const hit of hits) {
    const fields = KINDS.split(' ').filter((kind) => hit[kind] !== null);
    tally.check(
      `${at} ${hit.heading}`,
      fields.map((kind) => hit[kind].id),
      [hit.id],
    );
  }
}

function everything(facts: Facts): Found[] {
  const found: Found[] = [];
  for (const [key, fact] of facts.byKey) {
    const [type = '', rest = ''] = key.split(':');
    const [id = '', context] = rest.split('@');
    const texts = TEXTS[type];
    if (!texts || context === 'first') continue;
    const words = texts.flatMap((name) => [fact.values[name] ?? []].flat() as string[]).flatMap(wordsOf);
    for (const [projectId, rows] of placesOf(facts, type, key, fact))
      found.push({ id, type, projectId, words, rows });
  }
  return found;
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);

/** In which projects a row is, and what shows that to whoever sees it. */
function placesOf(facts: Facts, type: string, key: string, fact: Fact): [string, Found['rows']][] {
  if (type !== 'Person') return [[projectOf(facts, key, fact), [[type, facts.nameOf(key)]]]];
  const rows = new Map<string, [string, string][]>();
  for (const [other, { edges }] of facts.byKey) {
    const [kind = ''] = other.split(':');
    if (!['Membership', 'Registration'].includes(kind) || edges['person']?.[0] !== key) continue;
    const at =
      edges['project']?.[0] ?? facts.byKey.get(edges['meeting']?.[0] ?? '')?.edges['project']?.[0] ?? '';
    rows.set(at, [...(rows.get(at) ?? []), [kind, facts.nameOf(other)]]);
  }
  return [...rows].map(([project, shown]) => [project.replace('Project:', ''), shown]);
}

/** The project of a row, or that of the meeting or request which it is of. */
function projectOf(facts: Facts, key: string, { edges }: Fact): string {
  const own = edges['project']?.[0];
  if (own) return own.replace('Project:', '');
  const above = edges['meeting']?.[0] ?? edges['request']?.[0];
  const found = above && facts.byKey.get(above);
  if (found) return projectOf(facts, above, found);
  for (const [meeting, fact] of facts.byKey)
    if (meeting.startsWith('Meeting:') && fact.edges['unscheduledItems']?.includes(key))
      return projectOf(facts, meeting, fact);
  for (const [project, fact] of facts.byKey)
    if (project.startsWith('Project:') && fact.edges['partnership']?.includes(key))
      return project.replace('Project:', '');
  throw new Error(`${key} is in no project`);
}
