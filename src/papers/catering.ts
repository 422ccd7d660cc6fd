import { canOrganise } from '../meetings/meeting.policy.js';
import { dayInWords, hoursInWords } from '../platform/i18n/days.js';
import type { Say } from '../platform/pages/site-pages.js';
import { type Section, listPaper } from './list.js';
import { type Asked, type FiledPaper, meetingFor, ownLanguage, placeOf } from './paper.js';

interface Total {
  readonly day: string;
  readonly title: string | null;
  readonly startsAtLocal: string | null;
  readonly endsAtLocal: string | null;
  readonly people: number;
  readonly unanswered: number;
  readonly plates: readonly { readonly diets: readonly string[]; readonly people: number }[];
  readonly dietsInWords: readonly { readonly text: string; readonly people: number }[];
}

const TOTALS = `query ($id: ID!) { meeting(id: $id) { catering { day title startsAtLocal endsAtLocal people unanswered
  plates { diets people } dietsInWords { text people } } } }`;

/** For how many there is to be food, day by day: what the host and the lead partner hand to a caterer, without names. */
export async function catering(asked: Asked, id: string): Promise<FiledPaper | null> {
  const { viewer, ask, speaker } = asked;
  const meeting = await meetingFor(asked, id);
  if (!meeting || !canOrganise(viewer, placeOf(meeting))) return null;
  const language = ownLanguage(asked);
  type Answer = { meeting: { catering: readonly Total[] | null } | null };
  const totals = (await ask.as<Answer>({ ...viewer, language }, TOTALS, { id })).meeting?.catering;
  // A token without READ_PERSONAL.
  if (!totals) return null;
  const say = speaker(language);
  const columns = [
    [say('paper.column.time'), 0],
    [say('paper.column.what'), 3],
    [say('paper.column.people'), 0],
    [say('paper.column.unanswered'), 0],
    [say('paper.column.food'), 4],
  ] as const;
  // Wall times, so in a zone that moves none of them.
  const hours = ({ startsAtLocal: from, endsAtLocal: to }: Total) =>
    from && to ? hoursInWords(`${from}Z`, `${to}Z`, 'UTC', language) : null;
  const sections = [...Map.groupBy(totals, ({ day }) => day)].map(([day, rows]): Section => {
    const group = dayInWords(day, language);
    return {
      group,
      columns,
      rows: rows.map((row) => [
        hours(row),
        row.title ?? say('paper.catering.day'),
        row.people,
        row.unanswered,
        foodOf(row, say),
      ]),
    };
  });
  return listPaper({ meeting, language, say, kind: 'catering', sections });
}

/** Everybody is in one of the plates; words follow, as they were written. */
const foodOf = ({ plates, dietsInWords }: Total, say: Say): string =>
  [
    ...plates.map(
      ({ diets, people }) =>
        `${diets.map((diet) => say(`diet.${diet}`)).join(' + ') || say('paper.catering.nothing')}: ${people}`,
    ),
    ...dietsInWords.map(({ text, people }) => `“${text.replaceAll(/\s+/g, ' ')}”: ${people}`),
  ].join('; ');
