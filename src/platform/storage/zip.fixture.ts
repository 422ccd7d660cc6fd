import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  content: string | Buffer;
  /** Uncompressed, as the `mimetype` of OpenDocument must be. */
  isStored?: boolean;
  /** What the headers claim, where that is not the truth. */
  claims?: { size?: number; crc?: number; flags?: number };
}

/**
 * A zip as in PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16; honest unless a part claims
 * otherwise.
 */
export function makeZip(parts: ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isStored, claims } of parts) {
    const bytes = Buffer.from(content);
    const data = isStored ? bytes : deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(claims?.flags ?? 0x800, 2);
    fields.writeUInt16LE(isStored ? 0 : 8, 4);
    fields.writeUInt32LE(claims?.crc ?? crc32(bytes), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(claims?.size ?? bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data]);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), fields, position, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, index, end]);
}

export const PPTX_MAIN = 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml';

export function contentTypes(mainPart: string, more = ''): ZipPart {
  const main = `<Override PartName="/ppt/presentation.xml" ContentType="${mainPart}"/>`;
  const content = `<?xml version="1.0"?><Types><Default Extension="xml" ContentType="application/xml"/>${main}${more}</Types>`;
  return { name: '[Content_Types].xml', content };
}

/** The least that passes for a presentation, with further parts when wanted. */
export function makePptx(...more: ZipPart[]): Buffer {
  const presentation = { name: 'ppt/presentation.xml', content: '<p:presentation/>' };
  return makeZip([
    contentTypes(PPTX_MAIN),
    { name: '_rels/.rels', content: '<Relationships/>' },
    presentation,
    ...more,
  ]);
}

export function makeOpenDocument(mimetype: string, ...more: ZipPart[]): Buffer {
  const first = { name: 'mimetype', content: mimetype, isStored: true };
  return makeZip([first, { name: 'content.xml', content: '<office:document-content/>' }, ...more]);
}
