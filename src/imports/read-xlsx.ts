import { type SaxesTagPlain } from 'saxes';
import { openPromise } from 'yauzl';
import { verifyFile } from '../platform/storage/content-type.js';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import { zipLimits } from '../platform/storage/zip-inspection.js';
import type { Problem } from './problem.js';
import { readTable } from './read-table.js';
import { LONGEST_CELL, SheetReading, localName, unescaped } from './sheet-reading.js';
import { MOST_LINES, type Source } from './source.js';
import { DAMAGED, WorkbookParts } from './workbook-parts.js';

/** What a workbook with one agenda needs, many times over: a full cell has about ten marks. */
export const LIMITS = {
  ...zipLimits,
  entries: 1_000,
  inflatedBytes: 50_000_000,
  ratioFrom: 1_000_000,
  marks: 1_000_000,
};

/** Of all texts of a workbook, in characters. */
const MOST_TEXT = 5_000_000;

/** Between the days that are 0 where days are counted from 1904 on, as old workbooks do, and elsewhere. */
const DAYS_OF_1904 = 1_462;

/** Of the name of a part, in characters; no zip of ours has a longer one. */
const LONGEST_NAME = 1_024;

/**
 * The first sheet that is shown of a workbook (ECMA-376 part 1, section 18). No formula is computed, and what it last gave
 * is not taken; no entity is expanded, since the parser knows none but those of XML itself.
 * @throws RejectedFile for what is no workbook, has macros, or unpacks to too much
 */
export async function readXlsx(path: string, fileName: string, limits = LIMITS): Promise<Source> {
  await verifyFile(path, fileName, limits);
  const zip = await openPromise(path, { autoClose: false });
  zip.on('error', () => undefined);
  try {
    return await readWorkbook(await WorkbookParts.of(zip, limits.marks));
  } finally {
    zip.close();
  }
}

async function readWorkbook(parts: WorkbookParts): Promise<Source> {
  const [main] = (await relations(parts, '')).filter(({ type }) => type.endsWith('/officeDocument'));
  if (!main) throw DAMAGED();
  const { sheet, is1904 } = await firstSheet(parts, main.target);
  const related = await relations(parts, main.target);
  const target = related.find(({ id, type }) => id === sheet && type.endsWith('/worksheet'))?.target;
  if (target === undefined) throw DAMAGED();
  const strings = related.find(({ type }) => type.endsWith('/sharedStrings'))?.target;
  const texts = strings === undefined ? [] : await sharedTexts(parts, strings);
  const reading = new SheetReading(texts);
  await parts.parse(
    target,
    (parser) => reading.listen(parser),
    () => reading.isEnough,
  );
  const { lines, isFull, faultyRow } = reading;
  const whole = { row: null, column: null } as const;
  const problems: Problem[] = [];
  if (isFull) problems.push({ ...whole, code: 'TOO_MANY_LINES', values: { most: MOST_LINES } });
  if (faultyRow !== null) problems.push({ ...whole, code: 'UNREADABLE', values: { line: faultyRow } });
  return readTable(lines, {
    format: 'xlsx',
    problems,
    daysLater: is1904 ? DAYS_OF_1904 : 0,
  });
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
  await parts.parse(name, (parser) => {
    parser.on('opentag', (tag: SaxesTagPlain) => {
      if (localName(tag) !== 'Relationship') return;
      const { Id: id = '', Type: type = '', Target: target = '' } = tag.attributes;
      if (target.length <= LONGEST_NAME) found.push({ id, type, target: resolved(folder, target) });
    });
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

async function firstSheet(
  parts: WorkbookParts,
  workbook: string,
): Promise<{ sheet: string; is1904: boolean }> {
  const shown: string[] = [];
  let is1904 = false;
  await parts.parse(workbook, (parser) => {
    parser.on('opentag', (tag: SaxesTagPlain) => {
      const { attributes } = tag;
      if (localName(tag) === 'workbookPr') is1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (localName(tag) !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
      if (id !== undefined) shown.push(id);
    });
  });
  const [sheet] = shown;
  if (sheet === undefined) throw DAMAGED();
  return { sheet, is1904 };
}

/** Texts that cells refer to by their number, without how they are pronounced. */
async function sharedTexts(parts: WorkbookParts, name: string): Promise<string[]> {
  const texts: string[] = [];
  let length = 0;
  let text = '';
  let isText = false;
  let isPhonetic = false;
  await parts.parse(name, (parser) => {
    parser.on('opentag', (tag: SaxesTagPlain) => {
      const tagName = localName(tag);
      if (tagName === 'si') text = '';
      if (tagName === 'rPh') isPhonetic = true;
      isText = tagName === 't' && !isPhonetic;
    });
    const take = (part: string): void => {
      if (isText && text.length <= LONGEST_CELL) text += part;
    };
    parser.on('text', take);
    parser.on('cdata', take);
    parser.on('closetag', (tag: SaxesTagPlain) => {
      const tagName = localName(tag);
      isText = false;
      if (tagName === 'rPh') isPhonetic = false;
      if (tagName !== 'si') return;
      // Here and not where they are used: any number of cells may refer to one.
      texts.push(unescaped(text.slice(0, LONGEST_CELL)));
      length += text.length + 1;
      if (length > MOST_TEXT) throw new RejectedFile('TOO_MUCH', { texts: texts.length });
    });
  });
  return texts;
}
