import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeetingMode } from '../../src/meetings/meeting.entity.js';
import { wallTime } from '../../src/imports/cell-values.js';
import { type Checked, type Target, check } from '../../src/imports/check.js';
import { readAgendaFile } from '../../src/imports/read-file.js';
import type { Source } from '../../src/imports/source.js';

/** The facts of thirteen real agendas, by the number of their source. */
export const AGENDA_FILES = ['01', '02', '03', '04', '07', '08', '11', '12', '13', '20', '22', '27', '28'];

export const agendaFile = (id: string): Promise<Buffer> =>
  readFile(new URL(`../agenda-files/${id}.json`, import.meta.url));

export const COUNTRIES = 'AT BE BG CY CZ DE ES FI FR GR HR HU IE IT LV NL NO PL PT RO RS SE SI SK'.split(' ');

/** Three days in Cervia, with two people, two partners and two rooms, one of them exclusive. */
export const CERVIA: Target = {
  meeting: {
    timeZone: 'Europe/Rome',
    startsOn: '2017-12-11',
    endsOn: '2017-12-13',
    mode: MeetingMode.ON_SITE,
    titles: ['Final meeting'],
    place: 'Cervia',
    countryCode: 'IT',
    hostPartnerId: 'cervia',
  },
  people: [
    { id: 'anna', names: ['Anna Ek'] },
    { id: 'eva', names: ['Eva Berg'] },
    { id: 'other-eva', names: ['Eva Berg'] },
  ],
  partners: [
    { id: 'cervia', names: ['Comune di Cervia', 'Cervia Town'], town: 'Cervia', countryCode: 'IT' },
    { id: 'skovde', names: ['Skövde kommun'], town: 'Skövde', countryCode: 'SE' },
  ],
  rooms: [
    { id: 'hall', names: ['Sala rossa'], isExclusive: true },
    { id: 'foyer', names: ['Foyer'], isExclusive: false },
  ],
  held: [],
  countries: COUNTRIES,
  lastItemMinutes: null,
};

/** The meeting that a file tells of, as somebody would have scheduled it before: a month at most. */
export async function meetingOf(id: string): Promise<Target['meeting']> {
  const facts = JSON.parse((await agendaFile(id)).toString());
  return {
    timeZone: facts.timeZone ?? 'Europe/Rome',
    startsOn: facts.start,
    endsOn: [
      facts.end ?? facts.items.at(-1).day,
      wallTime(facts.start, 30 * 24 * 60).slice(0, 10),
    ].toSorted()[0],
    mode: facts.country === null ? MeetingMode.ONLINE : MeetingMode.ON_SITE,
    titles: [],
    place: facts.place,
    countryCode: facts.country,
    hostPartnerId: 'nobody',
  };
}

/** As an upload that has come is read. */
export async function sourceIn(content: string | Buffer, fileName: string): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'tavola-'));
  try {
    const path = join(folder, 'staged');
    await writeFile(path, content);
    return await readAgendaFile(path, fileName);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const checked = async (
  content: string | Buffer,
  fileName: string,
  target: Partial<Target> = {},
): Promise<Checked> => check(await sourceIn(content, fileName), { ...CERVIA, ...target });

/** A table with these headings: `row column CODE` of each problem. */
export const problemsOf = ({ problems }: Checked): string[] =>
  problems.map(({ row, column, code }) => [row ?? '-', column ?? '-', code].join(' '));
