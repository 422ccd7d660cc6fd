import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { allowedExtensions, contentTypeOf, RejectedFile, verifyFile } from './content-type.js';
import { contentTypes, makeOpenDocument, makePptx, makeZip, PPTX_MAIN } from './zip.fixture.js';
import type { ZipPart } from './zip.fixture.js';
import { inspectZip, zipLimits } from './zip-inspection.js';

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3000), Buffer.from('\n%%EOF\n')]);
const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000000049454e44ae426082', 'hex');
const ODP = 'application/vnd.oasis.opendocument.presentation';
const OOXML = 'application/vnd.openxmlformats-officedocument';
const part = (name: string, content: string | Buffer = 'x'): ZipPart => ({ name, content });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tavola-types-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function saved(content: string | Buffer): Promise<string> {
  const path = join(folder, randomBytes(8).toString('hex'));
  await writeFile(path, content);
  return path;
}

/** "accepted", or the reason why not. */
async function verdict(content: string | Buffer, name: string): Promise<string> {
  try {
    await verifyFile(await saved(content), name);
    return 'accepted';
  } catch (error) {
    if (error instanceof RejectedFile) return error.reason;
    throw error;
  }
}

describe('verifyFile', () => {
  it('tells type, size and SHA-256 of an honest presentation', async () => {
    const content = makePptx(part('ppt/media/image1.bin', randomBytes(200_000)));
    await expect(verifyFile(await saved(content), 'Überblick.final.PPTX')).resolves.toEqual({
      type: `${OOXML}.presentationml.presentation`,
      extension: 'pptx',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });

  it.each<[string, Buffer]>([
    ['a.pdf', PDF],
    ['a.png', PNG],
    ['a.jpg', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['a.jpeg', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['a.docx', makeZip([contentTypes(`${OOXML}.wordprocessingml.document.main+xml`)])],
    ['a.xlsx', makeZip([contentTypes(`${OOXML}.spreadsheetml.sheet.main+xml`)])],
    ['a.pptx', makePptx(part('ppt/embeddings/Microsoft_Excel_Sheet1.xlsx'), part('customXml/'))],
    ['a.odp', makeOpenDocument(ODP, part('Configurations2/accelerator/current.xml'))],
    ['a.odt', makeOpenDocument('application/vnd.oasis.opendocument.text')],
    ['a.ods', makeOpenDocument('application/vnd.oasis.opendocument.spreadsheet\n')],
  ])('accepts %s', async (name, content) => {
    await expect(verdict(content, name)).resolves.toBe('accepted');
  });

  it.each<[string, string, string | Buffer]>([
    ['a page', 'a.pptx', '<!DOCTYPE html><script>alert(1)</script>'],
    ['a program', 'a.pdf', Buffer.from('4d5a9000', 'hex')],
    ['a PDF', 'a.pptx', PDF],
    ['a presentation', 'a.docx', makePptx()],
    ['a presentation', 'a.zip', makePptx()],
    ['a presentation', 'constructor', makePptx()],
    ['a presentation with macros', 'a.pptm', makePptx()],
    ['an older presentation', 'a.ppt', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a bare zip', 'a.pptx', makeZip([part('readme.txt')])],
    ['an empty zip', 'a.pptx', makeZip([])],
    ['a drawing', 'a.odp', makeOpenDocument('application/vnd.oasis.opendocument.graphics')],
    ['both kinds at once', 'a.pptx', makePptx(part('mimetype', ODP))],
    [
      'two main parts',
      'a.pptx',
      makeZip([
        contentTypes(
          PPTX_MAIN,
          contentTypes(
            PPTX_MAIN.replace('presentationml.presentation', 'spreadsheetml.sheet'),
          ).content.toString(),
        ),
      ]),
    ],
    ['a page before a PDF', 'a.pdf', Buffer.concat([Buffer.from('<html>'), PDF])],
  ])('refuses %s as %s: TYPE', async (_what, name, content) => {
    await expect(verdict(content, name)).resolves.toBe('TYPE');
  });

  it.each<[string, Buffer]>([
    ['the macro project', makePptx(part('ppt/vbaProject.bin'))],
    ['the macro project behind a backslash', makePptx(part('ppt\\VBAPROJECT.BIN'))],
    [
      'a macro content type',
      makeZip([contentTypes('application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml')]),
    ],
    [
      'a macro project of another name',
      makeZip([
        contentTypes(
          PPTX_MAIN,
          '<Override PartName="/a.bin" ContentType=\'application/vnd.ms-office.vbaProject\'/>',
        ),
      ]),
    ],
    [
      'a macro content type in UTF-16',
      makeZip([
        {
          name: '[Content_Types].xml',
          content: Buffer.from(
            `\ufeff<Types><Default ContentType="application/vnd.ms-office.vbaProject"/></Types>`,
            'utf16le',
          ),
        },
      ]),
    ],
    ['an embedded workbook with macros', makePptx(part('ppt/embeddings/sheet.xlsm'))],
    ['ActiveX', makePptx(part('ppt/activeX/activeX1.bin'))],
    ['Basic in OpenDocument', makeOpenDocument(ODP, part('Basic/Standard/Module1.xml'))],
    ['scripts in OpenDocument', makeOpenDocument(ODP, part('Scripts/python/evil.py'))],
  ])('refuses %s: MACROS', async (_what, content) => {
    await expect(verdict(content, content.includes('mimetype') ? 'a.odp' : 'a.pptx')).resolves.toBe('MACROS');
  });

  it.each<[string, string, Buffer]>([
    ['a cut PDF', 'a.pdf', PDF.subarray(0, 2000)],
    ['a cut image', 'a.png', PNG.subarray(0, -4)],
    ['a cut presentation', 'a.pptx', makePptx().subarray(0, -40)],
    ['a wrong checksum', 'a.pptx', makePptx({ ...part('a.xml'), claims: { crc: 1 } })],
    [
      'a size of 0 that is none',
      'a.pptx',
      makePptx({ ...part('a.xml', Buffer.alloc(99_999)), claims: { size: 0 } }),
    ],
    ['an encrypted entry', 'a.pptx', makePptx({ ...part('a.xml'), claims: { flags: 1 } })],
    ['a name that climbs', 'a.pptx', makePptx(part('../../etc/passwd'))],
    ['a name that climbs backwards', 'a.pptx', makePptx(part('..\\..\\passwd'))],
    ['an absolute name', 'a.pptx', makePptx(part('/etc/passwd'))],
    ['a name twice', 'a.pptx', makePptx(contentTypes('application/xml'))],
    ['entities', 'a.pptx', makeZip([contentTypes(PPTX_MAIN, '<!DOCTYPE x [<!ENTITY a "b">]>')])],
    [
      'hidden letters',
      'a.pptx',
      makeZip([contentTypes(PPTX_MAIN, '<Default ContentType="&#109;acroEnabled"/>')]),
    ],
  ])('refuses %s: DAMAGED', async (_what, name, content) => {
    await expect(verdict(content, name)).resolves.toBe('DAMAGED');
  });

  it('refuses an empty file and a zip bomb', async () => {
    await expect(verdict('', 'a.pdf')).resolves.toBe('EMPTY');
    const zeros = part('ppt/media/a.bmp', Buffer.alloc(12_000_000));
    await expect(verdict(makePptx(zeros), 'a.pptx')).resolves.toBe('ZIP_BOMB');
  });

  it('accepts much repetition in a small entry, as slides have it', async () => {
    await expect(verdict(makePptx(part('a.xml', Buffer.alloc(9_000_000))), 'a.pptx')).resolves.toBe(
      'accepted',
    );
  });

  it('reports a file that is not there as an error, not as a bad file', async () => {
    await expect(verifyFile(join(folder, 'nothing'), 'a.pptx')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('inspectZip', () => {
  it('counts entries, and the bytes of all of them together', async () => {
    const three = await saved(makeZip([part('a', randomBytes(500)), part('b', randomBytes(500)), part('c')]));
    await expect(inspectZip(three, { ...zipLimits, entries: 2 })).rejects.toMatchObject({
      reason: 'ZIP_BOMB',
    });
    await expect(inspectZip(three, { ...zipLimits, inflatedBytes: 999 })).rejects.toMatchObject({
      reason: 'ZIP_BOMB',
    });
    await expect(inspectZip(three, { ...zipLimits, entries: 3, inflatedBytes: 1001 })).resolves.toBeDefined();
  });
});

describe('contentTypeOf', () => {
  it('knows every allowed extension and nothing else', () => {
    expect(allowedExtensions.map(contentTypeOf)).toHaveLength(9);
    expect(() => contentTypeOf('html')).toThrow(RangeError);
    expect(() => contentTypeOf('constructor')).toThrow(RangeError);
  });
});
