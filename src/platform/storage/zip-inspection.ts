import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

import { RejectedFile } from './rejected-file.js';

/** What a zip tells about the document it carries; null where it has no such entry. */
export interface ZippedDocument {
  /** `[Content_Types].xml` of an Office Open XML package (ECMA-376 part 2). */
  contentTypes: string | null;
  /** The entry `mimetype` of an OpenDocument package (OpenDocument 1.3 part 2, section 3.3). */
  mimetype: string | null;
}

export const zipLimits = {
  entries: 10_000,
  inflatedBytes: 2 * 1024 ** 3,
  /** A single entry may inflate to this many times its size, once it is larger than `ratioFrom` bytes. */
  ratio: 200,
  ratioFrom: 10 * 1000 ** 2,
};

const NAME_BYTES = 1024;
const DESCRIPTION_BYTES = 4 * 1024 ** 2;

/** Where Office and LibreOffice keep code, and documents inside the document that may carry code. */
const MACRO_NAMES = [
  /(^|\/)vbaProject[^/]*\.bin$/i,
  /(^|\/)vbaData[^/]*\.xml$/i,
  /(^|\/)macrosheets\//i,
  /(^|\/)activeX\//i,
  /(^|\/)(Basic|Scripts)\//,
  /\.(xlsm|xltm|xlsb|xlam|docm|dotm|pptm|potm|ppsm|ppam|sldm)$/i,
];

/**
 * Reads a zip from end to end and unpacks every entry into nothing, since sizes that a zip declares about
 * itself prove nothing (adm-zip GHSA-rcw4-f5rp-g42v). Memory stays flat whatever the file.
 *
 * @throws RejectedFile ZIP_BOMB, MACROS, or DAMAGED (also when encrypted, or when two entries have one name)
 */
export async function inspectZip(path: string, limits = zipLimits): Promise<ZippedDocument> {
  const zip = await blamingTheFile(() => openPromise(path, { autoClose: false }));
  // After its last listener has gone, a late read error would otherwise end the process.
  zip.on('error', () => undefined);
  try {
    return await blamingTheFile(() => inspectEntries(zip, limits));
  } finally {
    zip.close();
  }
}

async function inspectEntries(zip: ZipFile, limits: typeof zipLimits): Promise<ZippedDocument> {
  if (zip.entryCount > limits.entries) throw new RejectedFile('ZIP_BOMB', { entries: zip.entryCount });
  const document: ZippedDocument = { contentTypes: null, mimetype: null };
  const names = new Set<string>();
  let left = limits.inflatedBytes;
  for await (const entry of zip.eachEntry()) {
    // Two entries of one name (part names ignore case) would be one thing to us and another to the program
    // that opens it.
    const name = entry.fileName.toLowerCase();
    if (names.has(name)) throw new RejectedFile('DAMAGED', { problem: 'two entries have the same name' });
    if (entry.fileNameLength > NAME_BYTES) throw new RejectedFile('DAMAGED', { problem: 'name too long' });
    names.add(name);
    if (MACRO_NAMES.some((pattern) => pattern.test(entry.fileName))) throw new RejectedFile('MACROS');

    const isDescription = name === '[content_types].xml' || name === 'mimetype';
    const { inflated, text } = await unpack(zip, entry, left, limits, isDescription);
    left -= inflated;
    if (name === 'mimetype') document.mimetype = text.trim();
    if (name === '[content_types].xml') document.contentTypes = text;
  }
  return document;
}

async function unpack(zip: ZipFile, entry: Entry, left: number, limits: typeof zipLimits, keep: boolean) {
  if (entry.isEncrypted()) throw new RejectedFile('DAMAGED', { problem: 'encrypted' });
  const allowed = Math.max(limits.ratioFrom, entry.compressedSize * limits.ratio);
  const kept: Buffer[] = [];
  let inflated = 0;
  let checksum = 0;
  const content: Readable = await zip.openReadStreamPromise(entry);
  for await (const chunk of content as AsyncIterable<Buffer>) {
    inflated += chunk.length;
    if (inflated > left || inflated > allowed) throw new RejectedFile('ZIP_BOMB', { inflated });
    checksum = crc32(chunk, checksum);
    if (keep && inflated > DESCRIPTION_BYTES) {
      throw new RejectedFile('DAMAGED', { problem: 'description too long' });
    }
    if (keep) kept.push(chunk);
  }
  if (checksum !== entry.crc32) throw new RejectedFile('DAMAGED', { problem: 'checksum' });
  return { inflated, text: decode(Buffer.concat(kept)) };
}

/**
 * Office also writes and reads XML parts as UTF-16, which would hide a content type from a search in
 * UTF-8.
 */
function decode(bytes: Buffer): string {
  const isUtf16BigEndian = bytes.length > 1 && (bytes[0] === 0xfe || bytes[0] === 0);
  const isUtf16 = isUtf16BigEndian || bytes[0] === 0xff || bytes[1] === 0;
  return new TextDecoder(isUtf16BigEndian ? 'utf-16be' : isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/**
 * Whatever the zip reader stumbles over is a fault of the file, unless the operating system says
 * otherwise.
 */
async function blamingTheFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RejectedFile) throw error;
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall) throw error;
    throw new RejectedFile('DAMAGED', { problem: message });
  }
}
