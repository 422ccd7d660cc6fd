import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStorage } from '../platform/storage/file-store.js';
import { hashOf } from '../platform/storage/hashed.js';
import { KEPT_FILES } from '../presentations/kept-files.js';
import { type Check, type Finding, NAMED, type Ward, counted, note, orOk, wrong } from './check.js';
import { isNotThere } from './disk.js';

const TO_DO = 'Restore the file from a backup (`STORAGE_DIR/blobs`, below the first two pairs of its name).';
const DISK_TO_DO = 'Do what is said of the disk below; if the folder is lost, restore it from a backup.';

/** Whether each file that the database speaks of is there, byte for byte. */
export const files: Check = {
  name: 'files',
  examine: async ({ app, storageDir }) => {
    const storage = new FileStorage(storageDir);
    const rows = await app.query<{ sha256: string }[]>(KEPT_FILES);
    const expected = new Set(rows.map(({ sha256 }) => sha256));
    if (expected.size > 0 && (await isGone(storageDir)))
      return [
        wrong(`${counted(expected.size, 'file is', 'files are')} missing with the folder.`, DISK_TO_DO),
      ];
    const findings: Finding[] = [];
    for (const sha256 of expected) {
      const actual = await actualHash(storage, sha256);
      if (actual === null) findings.push(wrong(`The file ${sha256} is missing.`, TO_DO));
      else if (actual !== sha256)
        findings.push(wrong(`The file ${sha256} was altered: its content has the hash ${actual}.`, TO_DO));
    }
    findings.push(
      ...unneeded(
        await orphans(storageDir, expected),
        'file that nothing refers to',
        'files that nothing refers to',
      ),
      ...unneeded(
        await staged(app, storageDir),
        'rest of an upload that has ended',
        'rests of uploads that have ended',
      ),
    );
    return orOk(findings, `${counted(expected.size, 'file')} as they were uploaded.`);
  },
};

const isGone = (storageDir: string): Promise<boolean> => stat(storageDir).then(() => false, isNotThere);

async function actualHash(storage: FileStorage, sha256: string): Promise<string | null> {
  if (!(await storage.has(sha256))) return null;
  return (await hashOf((await storage.open(sha256)).stream)).sha256;
}

const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const orphans = async (storageDir: string, expected: ReadonlySet<string>): Promise<string[]> =>
  (await filesBelow(join(storageDir, 'blobs'))).filter((name) => !expected.has(name));

/** Of uploads that are open there may be bytes; the daily sweep sees to them. */
async function staged(app: Ward['app'], storageDir: string): Promise<string[]> {
  const open = await app.query<{ id: string }[]>(`select id from presentation where state = 'OPEN'`);
  const known = new Set(open.map(({ id }) => id));
  return (await filesBelow(join(storageDir, 'uploads'))).filter((name) => !known.has(name));
}

function unneeded(names: readonly string[], one: string, many: string): Finding[] {
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ', ...' : '';
  return [note(`${counted(names.length, one, many)}: ${names.slice(0, NAMED).join(', ')}${more}`)];
}
