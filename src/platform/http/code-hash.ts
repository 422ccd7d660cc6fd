import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

let known: Promise<string> | undefined;

/**
 * A hash over the code that runs, the sentences that it says and the versions of what it stands on: the same in all
 * processes of an installation, and another one after each update. Made once, of some megabytes.
 */
export const codeHash = (): Promise<string> => (known ??= hashed());

async function hashed(): Promise<string> {
  const code = join(import.meta.dirname, '../..');
  const top = topOf(code);
  const files = [
    ...(await filesOf(code, /\.[jt]s$/)),
    ...(await filesOf(join(top, 'locales'), /\.json$/)),
    join(top, 'package.json'),
  ];
  const hash = createHash('sha256').update(process.version);
  for (const file of files.toSorted()) hash.update(await readFile(file));
  return hash.digest('base64url');
}

const topOf = (folder: string): string =>
  existsSync(join(folder, 'locales', 'en.json')) ? folder : topOf(dirname(folder));

async function filesOf(folder: string, isMeant: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && isMeant.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
}
