import { openPromise } from 'yauzl';
import { verifyFile } from '../platform/storage/content-type.js';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import { zipLimits } from '../platform/storage/zip-inspection.js';
import { type Problem, quoted } from './problem.js';
import { LONGEST_CELL, SheetReading, localName, unescaped } from './sheet-reading.js';
import { MOST_LINES } from './source.js';
import type { Lines } from './table.js';
import { DAMAGED, WorkbookParts } from './workbook-parts.js';

/** What a workbook with one agenda needs, many times over: a full cell has about ten marks, a full agenda 200,000. */
export const LIMITS = {
  ...zipLimits,
  entries: 1_000,
  inflatedBytes: 50_000_000,
  ratioFrom: 1_000_000,
  marks: 400_000,
};

/** Of all texts of a workbook, in characters. */
const MOST_TEXT = 5_000_000;

/** Between the days that are 0 where days are counted from 1904 on, as old workbooks do, and elsewhere. */
const DAYS_OF_1904 = 1_462;

/** Of the name of a part, in characters; no zip of ours has a longer one. */
const LONGEST_NAME = 1_024;

/**
 * The first sheet that is shown and has lines of a workbook (ECMA-376 part 1, section 18); others are told of. No formula is
 * computed, and what it last gave is not taken; no entity is expanded, since the parser knows none but those of XML itself.
 * @throws RejectedFile for what is no workbook, has macros, or unpacks to too much
 */
export async function readXlsx(path: string, fileName: string, limits = LIMITS): Promise<Lines> {
  await verifyFile(path, fileName, limits);
  const zip = await openPromise(path, { autoClose: false });
  zip.on('error', () => undefined);
  try {
    return await readWorkbook(await WorkbookParts.of(zip, limits.marks));
  } finally {
    zip.close();
  }
}

async function readWorkbook(parts: WorkbookParts): Promise<Lines> {
  const [main] = (await relations(parts, '')).filter(({ type }) => type.endsWith('/officeDocument'));
  if (!main) throw DAMAGED();
  const { shown, is1904 } = await sheetsOf(parts, main.target);
  const related = await relations(parts, main.target);
  const sheets = shown.flatMap(({ id, name }) => {
    const found = related.find((relation) => relation.id === id && relation.type.endsWith('/worksheet'));
    return found ? [{ name, target: found.target }] : [];
  });
  if (sheets.length === 0) throw DAMAGED();
  const strings = related.find(({ type }) => type.endsWith('/sharedStrings'))?.target;
  const texts = strings === undefined ? [] : await sharedTexts(parts, strings);
  const { chosen, others } = await chosenOf(parts, sheets, texts);
  const { lines, isFull, faultyRow } = chosen.reading;
  const problems: Problem[] = [];
  if (isFull) problems.push({ ...OF_ALL, code: 'TOO_MANY_LINES', values: { most: MOST_LINES } });
  if (faultyRow !== null) problems.push({ ...OF_ALL, code: 'UNREADABLE', values: { line: faultyRow } });
  if (others.length > 0)
    problems.push({
      ...OF_ALL,
      code: 'OTHER_SHEETS',
      values: { sheet: quoted(chosen.name), others: named(others), count: others.length },
    });
  return { format: 'xlsx', lines, problems, daysLater: is1904 ? DAYS_OF_1904 : 0 };
}

const OF_ALL = { row: null, column: null };

/** Of more nobody reads the names. */
const MOST_NAMED = 5;

const named = (others: readonly string[]): string =>
  [
    ...others.slice(0, MOST_NAMED).map((name) => `“${quoted(name)}”`),
    ...(others.length > MOST_NAMED ? ['…'] : []),
  ].join(', ');

interface Sheet {
  readonly name: string;
  readonly target: string;
}

/** Below its headings, or such that cannot be read. */
const hasLines = ({ reading }: { reading: SheetReading }): boolean =>
  reading.lines.length > 1 || reading.faultyRow !== null;

/** The first sheet with lines below its headings, or else the first with anything; and what else has something on it. */
async function chosenOf(
  parts: WorkbookParts,
  sheets: readonly Sheet[],
  texts: readonly string[],
): Promise<{ chosen: Sheet & { reading: SheetReading }; others: string[] }> {
  const read: (Sheet & { reading: SheetReading })[] = [];
  let isFound = false;
  for (const sheet of sheets) {
    const reading = new SheetReading(texts);
    await parts.parse(sheet.target, reading, () => reading.isEnough || (isFound && reading.lines.length > 0));
    read.push({ ...sheet, reading });
    isFound ||= hasLines({ reading });
  }
  const filled = read.filter(({ reading }) => reading.lines.length > 0 || reading.faultyRow !== null);
  const chosen = read.find(hasLines) ?? filled[0] ?? read[0];
  if (!chosen) throw DAMAGED();
  return { chosen, others: filled.filter((each) => each !== chosen).map(({ name }) => name) };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  /** Name of a part. */
  readonly target: string;
}

/** What a part refers to (ECMA-376 part 2, section 9.3); of the package itself, whose name is empty. */
async function relations(parts: WorkbookParts, of: string): Promise<Relation[]> {
  const folder = of.slice(0, of.lastIndexOf('/') + 1);
  const found: Relation[] = [];
  const name = `${folder}_rels/${of.slice(folder.length)}.rels`;
  if (!parts.has(name)) return found;
  await parts.parse(name, {
    open: (tag) => {
      if (localName(tag) !== 'Relationship') return;
      const { Id: id = '', Type: type = '', Target: target = '' } = tag.attributes;
      if (target.length <= LONGEST_NAME) found.push({ id, type, target: resolved(folder, target) });
    },
  });
  return found;
}

function resolved(folder: string, target: string): string {
  const segments: string[] = [];
  for (const segment of (target.startsWith('/') ? target : `${folder}${target}`).split('/'))
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  return segments.join('/');
}

/** Those that are not hidden, in their order, and whether days are counted from 1904 on. */
async function sheetsOf(
  parts: WorkbookParts,
  workbook: string,
): Promise<{ shown: { id: string; name: string }[]; is1904: boolean }> {
  const shown: { id: string; name: string }[] = [];
  let is1904 = false;
  await parts.parse(workbook, {
    open: (tag) => {
      const { attributes } = tag;
      if (localName(tag) === 'workbookPr') is1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (localName(tag) !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
      if (id !== undefined) shown.push({ id, name: attributes['name'] ?? id });
    },
  });
  return { shown, is1904 };
}

/** Texts that cells refer to by their number, without how they are pronounced. */
async function sharedTexts(parts: WorkbookParts, name: string): Promise<string[]> {
  const texts: string[] = [];
  let length = 0;
  let text = '';
  let isText = false;
  let isPhonetic = false;
  await parts.parse(name, {
    open: (tag) => {
      const tagName = localName(tag);
      if (tagName === 'si') text = '';
      if (tagName === 'rPh') isPhonetic = true;
      isText = tagName === 't' && !isPhonetic;
    },
    text: (part) => {
      if (isText && text.length <= LONGEST_CELL) text += part;
    },
    close: (tag) => {
      const tagName = localName(tag);
      isText = false;
      if (tagName === 'rPh') isPhonetic = false;
      if (tagName !== 'si') return;
      // Here and not where they are used: any number of cells may refer to one.
      texts.push(unescaped(text.slice(0, LONGEST_CELL)));
      length += text.length + 1;
      if (length > MOST_TEXT) throw new RejectedFile('TOO_MUCH', { texts: texts.length });
    },
  });
  return texts;
}
