import { LANGUAGES, type Language } from '../platform/access/viewer.js';
import type { Texts } from '../platform/database/columns.js';
import type { Messages } from '../platform/i18n/messages.js';
import type { RejectionReason } from '../platform/storage/rejected-file.js';
import type { Checked, CheckedItem, Target } from './check.js';
import { PROBLEMS, type Problem } from './problem.js';

/** A problem as it is kept and shown: with its sentence in each language. */
export interface ShownProblem extends Pick<Problem, 'row' | 'column' | 'code'> {
  readonly severity: 'ERROR' | 'WARNING';
  readonly message: Texts;
}

/** A check as it is kept with its import, so that everybody reads it in his language. */
export interface Outcome {
  readonly problems: ShownProblem[];
  readonly items: object[];
  readonly stated: object[];
}

export function shown({ items, stated, problems }: Checked, target: Target, messages: Messages): Outcome {
  const named = new Map(
    [...target.people, ...target.partners, ...target.rooms].map(({ id, names }) => [id, names[0] ?? '']),
  );
  const namesOf = (ids: readonly string[]): string[] => ids.map((id) => named.get(id) ?? '');
  return {
    problems: problems.map((problem) => inWords(problem, messages)),
    items: items.map((item) => {
      const { row, parentRow, kind, sourceKind, title, startsAtLocal, endsAtLocal, endIsInferred } = item;
      const { place, roomId, capacity } = item;
      const what = { row, parentRow, kind, sourceKind, title, place, capacity };
      return {
        ...what,
        startsAtLocal,
        endsAtLocal,
        endIsInferred,
        room: roomId && named.get(roomId),
        description: inAll((language) => described(item, language, messages)),
        speakers: namesOf(item.speakerIds),
        partners: namesOf(item.partnerIds),
        unmatchedSpeakers: item.otherSpeakers,
        unmatchedPartners: item.otherPartners,
      };
    }),
    stated: stated.map(({ text, exact, atLeast, partnerId, town, countryCode }) => ({
      text,
      exact,
      atLeast,
      of: partnerId ? (named.get(partnerId) ?? null) : town,
      country: countryCode,
    })),
  };
}

/** What is wrong with a file of which nothing is read. */
export const rejection = (reason: RejectionReason, messages: Messages): ShownProblem[] => [
  inWords({ row: null, column: null, code: 'REFUSED', values: { reason } }, messages),
];

/** As it is kept and shown. */
export function inWords({ row, column, code, values }: Problem, messages: Messages): ShownProblem {
  const message = inAll((language) => messages.say(language, `import.${code}`, values));
  return { row, column, code, severity: PROBLEMS[code], message: message ?? {} };
}

/** The description of a line, with the name of a room that the meeting does not have, so that it is not lost. */
export function described(
  { description, otherRoom }: CheckedItem,
  language: Language,
  messages: Messages,
): string | null {
  const room = otherRoom === null ? null : messages.say(language, 'import.kept.room', { names: otherRoom });
  const lines = [description, room].filter((line) => line !== null);
  return lines.length === 0 ? null : lines.join('\n');
}

/** In one language alone where it is the same in all: what is missing is read as English (docs/adr/0006). */
function inAll(say: (language: Language) => string | null): Texts | null {
  const texts = LANGUAGES.flatMap((language) => {
    const text = say(language);
    return text === null ? [] : [[language, text] as const];
  });
  const [first] = texts;
  if (!first) return null;
  return Object.fromEntries(texts.every(([, text]) => text === first[1]) ? [first] : texts);
}
