import { join } from 'node:path';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { ToTypeset, Typeset } from './pdf-renderer.js';

// What a process of its own does: one document after another, until its parent ends or lets go of it.

/** Where Typst may read files: nowhere. */
const NO_FOLDER = join(import.meta.dirname, 'no-folder');

/** ISO 14289-1, PDF/UA: whoever cannot see reads it as well. */
const FOR_EVERYBODY = 'ua-1';

let compiler: NodeCompiler | null = null;

process.on('message', (job: ToTypeset) => {
  void typeset(job).then((answer) => process.send?.(answer));
});

async function typeset({ source, inputs }: ToTypeset): Promise<Typeset> {
  try {
    compiler ??= await load();
  } catch (error) {
    return { outcome: 'missing', reason: messageOf(error) };
  }
  try {
    const { result, ...compiled } = resultOf(compiler, source, inputs);
    return result ? { outcome: 'done', pdf: printed(compiler, result) } : { outcome: 'failed', ...compiled };
  } catch (error) {
    return { outcome: 'failed', reason: messageOf(error) };
  } finally {
    // What it remembers of one document helps no other one.
    compiler.evictCache(0);
  }
}

async function load(): Promise<NodeCompiler> {
  const typst = await import('@myriaddreamin/typst-ts-node-compiler');
  return typst.NodeCompiler.create({ workspace: NO_FOLDER });
}

function resultOf(typst: NodeCompiler, mainFileContent: string, inputs: ToTypeset['inputs']) {
  const compiled = typst.compile({ mainFileContent, inputs });
  const { result } = compiled;
  if (result) return { result, reason: '' };
  const error = compiled.takeError();
  const diagnostics = error ? (typst.fetchDiagnostics(error) as { message: string }[]) : [];
  return { result: null, reason: diagnostics.map(({ message }) => message).join('; ') };
}

/**
 * The standard refuses a document with a letter that no font here has, such as in a name. That one name has a box
 * instead then, and the document its tags, but not the standard's mark.
 */
function printed(typst: NodeCompiler, document: Parameters<NodeCompiler['pdf']>[0]): Buffer {
  try {
    return typst.pdf(document, { pdfStandard: FOR_EVERYBODY });
  } catch {
    return typst.pdf(document);
  }
}

/** Typst's errors are no instances of Error everywhere. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'no Error');
