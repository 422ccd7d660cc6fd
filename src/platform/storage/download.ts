import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

import { contentTypeOf, extensionOf } from './content-type.js';
import type { ByteRange, FileStorage } from './file-store.js';

export interface StoredFile {
  sha256: string;
  /** As its uploader called it; made harmless here. */
  fileName: string;
  /** One of `allowedExtensions`. */
  extension: string;
  /** In bytes. */
  size: number;
}

const NAME_LENGTH = 150;

/**
 * Hands out a stored file as an attachment, whole or one range of it (RFC 9110 section 14), on GET and HEAD.
 * Nothing that an uploader has chosen decides how a browser treats it. The caller has checked the permission.
 *
 * @throws Error when the blob is missing or not of the recorded size
 */
export async function sendFile(
  reply: FastifyReply,
  storage: FileStorage,
  file: StoredFile,
  rangeHeader: string | undefined,
): Promise<FastifyReply> {
  const etag = `"${file.sha256}"`;
  const ifRange = reply.request.headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? parseRange(rangeHeader, file.size) : null;
  reply.headers(NOT_KEPT);
  if (range === 'UNSATISFIABLE') {
    return reply.code(416).header('Content-Range', `bytes */${file.size}`).send();
  }

  // HEAD opens the blob too: it must not promise what GET cannot keep.
  const opened = await storage.open(file.sha256, range ?? undefined);
  if (opened.size !== file.size) {
    opened.stream.destroy();
    throw new Error(`Blob ${file.sha256} has ${opened.size} bytes instead of ${file.size}`);
  }
  reply.code(range ? 206 : 200).headers({
    ...attached(file),
    'Accept-Ranges': 'bytes',
    'Content-Length': range ? range.end - range.start + 1 : file.size,
    ETag: etag,
  });
  if (range) reply.header('Content-Range', `bytes ${range.start}-${range.end}/${file.size}`);
  if (reply.request.method === 'HEAD') {
    opened.stream.destroy();
    // The HEAD route that Fastify adds to a GET route sets the length of an answer without a stream to 0.
    return reply.send(Readable.from([]));
  }
  return reply.send(opened.stream);
}

/** Hands out a file that was made for this one answer, likewise. The caller has checked the permission. */
export const sendMade = (
  reply: FastifyReply,
  { content, ...file }: { content: Buffer; fileName: string; extension: string },
): FastifyReply => reply.headers({ ...NOT_KEPT, ...attached(file) }).send(content);

const NOT_KEPT = { 'Cache-Control': 'private, no-store', 'X-Content-Type-Options': 'nosniff' };

const attached = ({ fileName, extension }: Pick<StoredFile, 'fileName' | 'extension'>) => ({
  'Content-Disposition': contentDisposition(fileName, extension),
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'Content-Type': contentTypeOf(extension),
});

/**
 * One range of `bytes`; null (the whole file) for several, other units and what cannot be read, as RFC 9110
 * section 14.2 allows.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'UNSATISFIABLE' | null {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || from + to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < start) return null;
  return start > end ? 'UNSATISFIABLE' : { start, end };
}

/** RFC 6266, with the name in full (RFC 8187) and in ASCII for those that do not read it. */
export function contentDisposition(fileName: string, extension: string): string {
  const name = safeName(fileName, extension);
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/**
 * Without control and direction characters (`\p{C}`), path separators and what Windows forbids; ends with
 * our extension.
 */
function safeName(fileName: string, extension: string): string {
  const cleaned = fileName
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{C}\u2028\u2029]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_');
  const stem = extensionOf(cleaned) === extension ? cleaned.slice(0, cleaned.lastIndexOf('.')) : cleaned;
  const trimmed = Array.from(stem)
    .slice(0, NAME_LENGTH)
    .join('')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return `${trimmed || 'file'}.${extension}`;
}
