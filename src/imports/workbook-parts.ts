import { type Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { type Entry, type ZipFile } from 'yauzl';
import { RejectedFile } from '../platform/storage/rejected-file.js';

export const DAMAGED = () => new RejectedFile('DAMAGED', { problem: 'not a workbook' });

/** With each of these a parser begins something new, for which it takes time and room: a tag, an attribute, a piece of text. */
const MARK = /[<=&\r\u0085\u2028]/g;

/** The parts of a package, by their names, in which case does not matter. */
export class WorkbookParts {
  private marks = 0;

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
      const text = decoded(decoder, chunk);
      // Before it is parsed: few bytes of a zip can be millions of tags, each of them small.
      this.marks += text.match(MARK)?.length ?? 0;
      if (this.marks > this.mostMarks) throw new RejectedFile('TOO_MUCH', { marks: this.mostMarks });
      parser.write(text);
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
