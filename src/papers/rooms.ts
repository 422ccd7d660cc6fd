import { agendaFor, dayOf, hoursOf, whereOf } from './agenda-read.js';
import { type Section, listPaper } from './list.js';
import { type Asked, type FiledPaper, meetingFor, ownLanguage } from './paper.js';

/** What is in which room when, day by day, as the newest release has it: for whoever may read that. */
export async function rooms(asked: Asked, id: string): Promise<FiledPaper | null> {
  const meeting = await meetingFor(asked, id);
  const language = ownLanguage(asked);
  const agenda = await agendaFor(asked, language, id);
  if (!meeting || !agenda) return null;
  const say = asked.speaker(language);
  const { compare } = new Intl.Collator(language, { numeric: true });
  const columns = [
    [say('paper.column.time'), 0],
    [say('paper.column.what'), 4],
    [say('paper.column.speakers'), 3],
  ] as const;
  const days = Map.groupBy(agenda.items, (line) => dayOf(line, language));
  const sections = [...days].flatMap(([day, lines]): Section[] => {
    const byRoom = Map.groupBy(lines, (line) => whereOf(line) ?? '');
    // Where nothing is said comes last.
    const inOrder = [...byRoom].toSorted(([a], [b]) => Number(a === '') - Number(b === '') || compare(a, b));
    return inOrder.map(([where, lines], index) => ({
      group: index === 0 ? day : null,
      title: where || say('paper.rooms.none'),
      columns,
      rows: lines.map((line) => [
        hoursOf(line, agenda.timeZone, language),
        line.title,
        line.speakers.map(({ name }) => name).join(', '),
      ]),
    }));
  });
  return listPaper({ meeting, language, say, kind: 'rooms', sections });
}
