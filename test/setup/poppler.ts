import { execFileSync } from 'node:child_process';
import { describe } from '@jest/globals';
import jsQr from 'jsqr';

/** Of a package written for CommonJS: Node has the function there, its types say one deeper. */
const readQrCode = jsQr as unknown as typeof jsQr.default;

/** What others make of a PDF: the tools of poppler, which read it from their standard input. */
const run = (tool: string, options: readonly string[], pdf: Buffer): Buffer =>
  execFileSync(tool, options, { input: pdf, maxBuffer: 100_000_000, stdio: ['pipe', 'pipe', 'ignore'] });

const isThere = ['pdftotext', 'pdfinfo', 'pdftoppm'].every((tool) => {
  try {
    execFileSync(tool, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Tests that read PDFs; skipped where poppler is not installed, which `.ci/run` does. */
export const describeReadingPdfs = isThere || process.env['CI'] ? describe : describe.skip;

/** Its words as they come, with single spaces. */
export const wordsOf = (pdf: Buffer): string =>
  run('pdftotext', ['-raw', '-enc', 'UTF-8', '-', '-'], pdf).toString().replaceAll(/\s+/g, ' ').trim();

/** Its lines as somebody sees them, with what stands beside one another in one line. */
export const linesOf = (pdf: Buffer): string[] =>
  run('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], pdf)
    .toString()
    .split(/[\n\f]/)
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter(Boolean);

/** Such as `Title`, `Tagged`, `Pages`. */
export function factsOf(pdf: Buffer): Record<string, string> {
  const lines = run('pdfinfo', ['-'], pdf).toString().split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^([^:]+):\s+(.*)$/.exec(line) ?? [];
      return name && value !== undefined ? [[name, value]] : [];
    }),
  );
}

/** The language that it says it is in, and whether it says that it is PDF/UA-1 (ISO 14289-1). */
export function standingOf(pdf: Buffer): { language: string | undefined; universalAccess: boolean } {
  const text = pdf.toString('latin1');
  return {
    language: /\/Lang ?\(([\w-]+)\)/.exec(text)?.[1],
    universalAccess: text.includes('<pdfuaid:part>1</pdfuaid:part>'),
  };
}

/** What its tags hold, without white space: `H1 Document …`. */
export const tagsOf = (pdf: Buffer): string[] => [
  ...new Set(
    run('pdfinfo', ['-struct', '-'], pdf)
      .toString()
      .split('\n')
      .flatMap((line) => /^\s*([A-Z]\w*)/.exec(line)?.[1] ?? []),
  ),
];

/** What a scanner reads from its QR codes, page by page: each page has at most one. */
export function codesIn(pdf: Buffer): string[] {
  const pages = Number(factsOf(pdf)['Pages']);
  return Array.from({ length: pages }, (_, index) => {
    const page = String(index + 1);
    const picture = run('pdftoppm', ['-r', '150', '-f', page, '-l', page, '-'], pdf);
    const [header = '', width, height] =
      /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.subarray(0, 40).toString('latin1')) ?? [];
    const pixels = picture.subarray(header.length);
    const rgba = new Uint8ClampedArray((pixels.length / 3) * 4).fill(255);
    for (let pixel = 0; pixel * 3 < pixels.length; pixel += 1)
      rgba.set(pixels.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    return readQrCode(rgba, Number(width), Number(height))?.data ?? '';
  });
}
