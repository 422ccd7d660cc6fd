import type { Say } from '../platform/pages/site-pages.js';
import { daysInWords } from '../platform/i18n/days.js';
import type { Language } from '../platform/access/viewer.js';
import { listTyp } from './list.typ.js';
import { type FiledPaper, type MeetingHead, nameOf } from './paper.js';

/** Names of columns, and how wide they are against each other; 0: as wide as what stands there. */
type Columns = readonly (readonly [name: string, width: number])[];

export interface Section {
  /** A heading above several sections; null where the one before goes on. */
  readonly group?: string | null;
  readonly title?: string | null;
  readonly note?: string | null;
  readonly columns: Columns;
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly ownPage?: boolean;
}

interface List {
  readonly meeting: MeetingHead;
  readonly language: Language;
  readonly say: Say;
  /** Which of the lists: `paper.<kind>.title` is its heading, and its file's name. */
  readonly kind: 'participants' | 'rooms' | 'places' | 'catering';
  readonly sections: readonly Section[];
}

/** A list of a meeting, with its project, its days and its place above. */
export function listPaper({ meeting, language, say, kind, sections }: List): FiledPaper {
  const days = daysInWords(meeting.startsOn, meeting.endsOn, language);
  const title = say(`paper.${kind}.title`, { meeting: nameOf(meeting) });
  const data = {
    heading: title,
    line: [meeting.project.acronym, days, meeting.place].filter(Boolean).join(' · '),
    grouped: sections.some(({ group }) => group),
    sections: sections.map(({ group, title, note, columns, rows, ownPage }) => ({
      group: group ?? null,
      title: title ?? null,
      note: note ?? null,
      columns: columns.map(([name]) => name),
      widths: columns.map(([, width]) => width),
      rows: rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))),
      ownPage: ownPage ?? false,
    })),
  };
  const fileName = [meeting.project.acronym, meeting.slug, kind].join('-').toLowerCase();
  return { template: listTyp, title, language, data, fileName };
}
