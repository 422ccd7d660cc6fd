import { type Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Entry, type ZipFile, openPromise } from 'yauzl';
import { verifyFile } from '../platform/storage/content-type.js';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import { zipLimits } from '../platform/storage/zip-inspection.js';
import type { Problem } from './problem.js';
import { type Line, readTable } from './read-table.js';
import { SheetReading, localName } from './sheet-reading.js';
import { MOST_LINES, type Source } from './source.js';

/** What a workbook with one agenda needs, many times over. */
const LIMITS = { ...zipLimits, entries: 1_000, inflatedBytes: 50_000_000, ratioFrom: 1_000_000 };

/** Of all texts of a workbook, in characters. */
const MOST_TEXT = 5_000_000;

/** Between the days that are 0 where days are counted from 1904 on, as old workbooks do, and elsewhere. */
const DAYS_OF_1904 = 1_462;

const DAMAGED = () => new RejectedFile('DAMAGED', { problem: 'not a workbook' });

/**
 * The first sheet that is shown of a workbook (ECMA-376 part 1, section 18). No formula is computed, and what it last gave
 * is not taken; no entity is expanded, since the parser knows none but those of XML itself.
 * @throws RejectedFile for what is no workbook, has macros, or unpacks to too much
 */
export async function readXlsx(path: string, fileName: string): Promise<Source> {
  await verifyFile(path, fileName, LIMITS);
  const zip = await openPromise(path, { autoClose: false });
  zip.on('error', () => undefined);
  try {
    return await readWorkbook(await Parts.of(zip));
  } finally {
    zip.close();
  }
}

async function readWorkbook(parts: Parts): Promise<Source> {
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
    () => reading.isFull,
  );
  const lines: readonly Line[] = reading.lines;
  const tooMany: Problem = { row: null, column: null, code: 'TOO_MANY_LINES', values: { most: MOST_LINES } };
  return readTable(lines, {
    format: 'xlsx',
    problems: reading.isFull ? [tooMany] : [],
    daysLater: is1904 ? DAYS_OF_1904 : 0,
  });
}

/** The parts of a package, by their names, in which case does not matter. */
class Parts {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  static async of(zip: ZipFile): Promise<Parts> {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
    return new Parts(zip, entries);
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /** @throws RejectedFile DAMAGED where it is missing or no well-formed XML */
  async parse(
    name: string,
    listen: (parser: SaxesParser) => void,
    isEnough: () => boolean = () => false,
  ): Promise<void> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw DAMAGED();
    const parser = new SaxesParser();
    parser.on('error', () => {
      throw DAMAGED();
    });
    listen(parser);
    const content: Readable = await this.zip.openReadStreamPromise(entry);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of content as AsyncIterable<Buffer>) {
      parser.write(decoded(decoder, chunk));
      if (isEnough()) return;
    }
    parser.close();
  }
}

function decoded(decoder: TextDecoder, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw DAMAGED();
  }
}

interface Relation {
  readonly id: string;
  readonly type: string;
  /** Name of a part. */
  readonly target: string;
}

/** What a part refers to (ECMA-376 part 2, section 9.3); of the package itself, whose name is empty. */
async function relations(parts: Parts, of: string): Promise<Relation[]> {
  const folder = of.slice(0, of.lastIndexOf('/') + 1);
  const found: Relation[] = [];
  const name = `${folder}_rels/${of.slice(folder.length)}.rels`;
  if (!parts.has(name)) return found;
  await parts.parse(name, (parser) => {
    parser.on('opentag', (tag: SaxesTagPlain) => {
      if (localName(tag) !== 'Relationship') return;
      const { Id: id = '', Type: type = '', Target: target = '' } = tag.attributes;
      found.push({ id, type, target: resolved(folder, target) });
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

async function firstSheet(parts: Parts, workbook: string): Promise<{ sheet: string; is1904: boolean }> {
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
async function sharedTexts(parts: Parts, name: string): Promise<string[]> {
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
    parser.on('text', (part) => {
      if (isText) text += part;
    });
    parser.on('closetag', (tag: SaxesTagPlain) => {
      const tagName = localName(tag);
      isText = false;
      if (tagName === 'rPh') isPhonetic = false;
      if (tagName !== 'si') return;
      texts.push(text);
      length += text.length + 1;
      if (length > MOST_TEXT) throw new RejectedFile('ZIP_BOMB', { texts: texts.length });
    });
  });
  return texts;
}
