import { execFileSync } from 'node:child_process';
import { describe } from '@jest/globals';

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
  run('pdftotext', ['-enc', 'UTF-8', '-', '-'], pdf).toString().replaceAll(/\s+/g, ' ').trim();

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
