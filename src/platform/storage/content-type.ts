import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';

import { hashOf } from './hashed.js';
import { RejectedFile } from './rejected-file.js';
import { inspectZip, zipLimits } from './zip-inspection.js';

export { RejectedFile } from './rejected-file.js';

export interface VerifiedFile {
  /** Media type, from our own table and never from the client. */
  type: string;
  /** Lower case, without a dot; one of `allowedExtensions`. */
  extension: string;
  /** In bytes. */
  size: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

interface Format {
  type: string;
  /** Content type of the main part of an Office Open XML package (ECMA-376 part 1, sections 11 to 13). */
  mainPart?: string;
}

const OOXML = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument';

/** The older binary formats (ppt, doc, xls) are left out: whether they carry macros cannot be told safely. */
const FORMATS: Record<string, Format> = {
  pdf: { type: 'application/pdf' },
  pptx: office('presentationml.presentation'),
  docx: office('wordprocessingml.document'),
  xlsx: office('spreadsheetml.sheet'),
  odp: { type: `${ODF}.presentation` },
  odt: { type: `${ODF}.text` },
  ods: { type: `${ODF}.spreadsheet` },
  jpg: { type: 'image/jpeg' },
  png: { type: 'image/png' },
};

/** Lower case, without dots. */
export const allowedExtensions: readonly string[] = Object.keys(FORMATS);

/** Where to look for the mark at the end of a file; 1,024 bytes is what Acrobat does for `%%EOF`. */
const TAIL_BYTES = 1024;
const PNG_END = Buffer.from('49454e44ae426082', 'hex');

/**
 * The media type under which a stored file is handed out.
 *
 * @throws RangeError for an extension that is not in the table
 */
export function contentTypeOf(extension: string): string {
  const format = Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
  if (!format) throw new RangeError(`No such file type: ${extension}`);
  return format.type;
}

/**
 * Finds out what a file is by its content, checks that this agrees with the extension of its name, that it
 * is complete and that it carries neither macros nor a zip bomb, and hashes it. Reads the file twice at
 * most; memory stays flat.
 *
 * @param limits of what may be in a zip
 * @throws RejectedFile with the reason
 */
export async function verifyFile(
  path: string,
  declaredName: string,
  limits = zipLimits,
): Promise<VerifiedFile> {
  const declared = extensionOf(declaredName);
  if (!allowedExtensions.includes(declared)) throw new RejectedFile('TYPE', { declared });
  const { head, tail, size } = await readEnds(path);
  if (size === 0) throw new RejectedFile('EMPTY');
  const found = await detect(path, limits, head, tail);
  if (found !== declared) throw new RejectedFile('TYPE', { declared, found });
  const { sha256 } = await hashOf(createReadStream(path));
  return { type: contentTypeOf(found), extension: found, size, sha256 };
}

function office(kind: string): Format {
  return { type: `${OOXML}.${kind}`, mainPart: `${OOXML}.${kind}.main+xml` };
}

/** Of a file name, in lower case and without the dot; `jpeg` counts as `jpg`. */
export function extensionOf(name: string): string {
  const extension = extname(name).slice(1).toLowerCase();
  return extension === 'jpeg' ? 'jpg' : extension;
}

/** Signatures count at offset 0 only: files that are two things at once (a PDF behind HTML) are refused. */
async function detect(path: string, limits: typeof zipLimits, head: Buffer, tail: Buffer): Promise<string> {
  if (startsWith(head, '%PDF-')) return complete('pdf', tail.includes('%%EOF'));
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return complete('png', tail.includes(PNG_END));
  if (startsWith(head, '\xff\xd8\xff')) return 'jpg';
  if (startsWith(head, 'PK\x03\x04')) return detectZipped(path, limits);
  return 'unknown';
}

function complete(extension: string, hasEnd: boolean): string {
  if (!hasEnd) throw new RejectedFile('DAMAGED', { problem: 'incomplete' });
  return extension;
}

async function detectZipped(path: string, limits: typeof zipLimits): Promise<string> {
  const { contentTypes, mimetype } = await inspectZip(path, limits);
  // A package that is both would be one thing to us and another to the program that opens it.
  if (contentTypes !== null && mimetype !== null) return 'zip';
  if (mimetype !== null) return allowedExtensions.find((each) => FORMATS[each]?.type === mimetype) ?? 'zip';
  if (contentTypes !== null) return detectOffice(contentTypes);
  return 'zip';
}

/** Searched, not parsed: an XML parser is what its entities attack, and no honest package has any. */
function detectOffice(contentTypes: string): string {
  if (/<!|&#/.test(contentTypes.replace(/<!--.*?-->/gs, ''))) {
    throw new RejectedFile('DAMAGED', { problem: 'unusual content types' });
  }
  const types = Array.from(contentTypes.matchAll(/\bContentType\s*=\s*(["'])(.*?)\1/gs), ([, , type]) =>
    String(type).trim().toLowerCase(),
  );
  if (types.some((type) => /macroenabled|vbaproject|activex/.test(type))) throw new RejectedFile('MACROS');
  const kinds = allowedExtensions.filter((each) =>
    types.includes(FORMATS[each]?.mainPart?.toLowerCase() ?? ''),
  );
  return kinds.length === 1 ? String(kinds[0]) : 'zip';
}

function startsWith(head: Buffer, signature: string): boolean {
  return head.subarray(0, signature.length).equals(Buffer.from(signature, 'latin1'));
}

async function readEnds(path: string) {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (position: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, position);
      return buffer.subarray(0, bytesRead);
    };
    return { size, head: await read(0), tail: await read(Math.max(0, size - TAIL_BYTES)) };
  } finally {
    await file.close();
  }
}
