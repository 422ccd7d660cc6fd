import { type Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Entry, type ZipFile } from 'yauzl';
import { RejectedFile } from '../platform/storage/rejected-file.js';

export const DAMAGED = () => new RejectedFile('DAMAGED', { problem: 'not a workbook' });

/** With each of these a parser begins something new, for which it takes time and room: a tag, an attribute, a piece of text. */
const MARK = /[<=&\r\u0085\u2028]/g;

/** Elements in one another: a parser keeps all that are open. A run of letters in a cell of a sheet is the eighth. */
const DEEPEST = 32;

/** Who is told what a part has. */
export interface Listener {
  open(tag: SaxesTagPlain): void;
  /** Whether it stands as it is or as CDATA. */
  text?(text: string): void;
  close?(tag: SaxesTagPlain): void;
}

/** A part takes time though it is empty, and a list of sheets may name one of them any number of times. */
const MARKS_OF_A_PART = 200;

/** Of all that is read, in characters; as much as a workbook may be unpacked. */
const MOST_CHARACTERS = 50_000_000;

/** The parts of a package, by their names, in which case does not matter. */
export class WorkbookParts {
  private marks = 0;
  private characters = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly mostMarks: number,
  ) {}

  /** @param mostMarks how many tags, attributes and pieces of text the parts that are read may have together */
  static async of(zip: ZipFile, mostMarks: number): Promise<WorkbookParts> {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
    return new WorkbookParts(zip, entries, mostMarks);
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /** @throws RejectedFile DAMAGED where it is missing or no well-formed XML, TOO_MUCH */
  async parse(name: string, listener: Listener, isEnough: () => boolean = () => false): Promise<void> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw DAMAGED();
    this.count(MARKS_OF_A_PART, 0);
    const parser = parserFor(listener);
    const content: Readable = await this.zip.openReadStreamPromise(entry);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of content as AsyncIterable<Buffer>) {
      const text = decoded(decoder, chunk);
      // Before it is parsed: few bytes of a zip can be millions of tags, each of them small.
      this.count(text.match(MARK)?.length ?? 0, text.length);
      parser.write(text);
      if (isEnough()) return;
    }
    parser.close();
  }

  private count(marks: number, characters: number): void {
    this.marks += marks;
    this.characters += characters;
    if (this.marks > this.mostMarks) throw new RejectedFile('TOO_MUCH', { marks: this.mostMarks });
    if (this.characters > MOST_CHARACTERS)
      throw new RejectedFile('TOO_MUCH', { characters: MOST_CHARACTERS });
  }
}

function parserFor(listener: Listener): SaxesParser {
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('error', () => {
    throw DAMAGED();
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > DEEPEST) throw new RejectedFile('TOO_MUCH', { depth: DEEPEST });
    listener.open(tag);
  });
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  parser.on('closetag', (tag) => {
    depth -= 1;
    listener.close?.(tag);
  });
  return parser;
}

function decoded(decoder: TextDecoder, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw DAMAGED();
  }
}
