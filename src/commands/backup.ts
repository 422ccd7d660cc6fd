import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { backUp } from '../backup/back-up.js';
import { type Manifest, hashOfManifest, readManifest } from '../backup/manifest.js';
import { remember } from '../backup/remembered.js';
import { restore as restoreBackup } from '../backup/restore.js';
import { verify as verifyBackup } from '../backup/verify.js';
import { ownerDataSource } from '../data-source.js';
import { migrate } from '../platform/database/migrate.js';
import { SystemClock } from '../platform/time/clock.js';
import { type Terminal, command, withUrls } from './command.js';

/** What a backup holds is for whoever takes it, whatever the umask was. */
const PRIVATE = 0o077;

/** Copies database and files into a new folder. Ends with 1 where files were lost before. */
export const backup = command({
  usage: 'backup DIR',
  words: [1, 1],
  options: {},
  run: async ([name = ''], terminal) => {
    const directory = resolve(name);
    process.umask(PRIVATE);
    const application = await versionOf(terminal);
    const { storageDir } = terminal.config();
    const { manifest, forgotten } = await withUrls(terminal, async ({ ownerUrl }) => {
      const taken = await backUp({ ownerUrl, storageDir, directory, application });
      return { manifest: taken, forgotten: await whyForgotten(ownerUrl, taken) };
    });
    const { takenAt, tables, files, lost } = manifest;
    terminal.say(
      `${directory} shows the state of ${takenAt}: ${tables.length} tables, ${files.length} files.`,
    );
    terminal.say(`SHA-256 of the whole: ${hashOfManifest(manifest)}`);
    if (forgotten !== null)
      terminal.say(`The installation does not know of it, and doctor will miss it: ${forgotten}.`);
    for (const sha256 of lost)
      terminal.say(`The file ${sha256} was missing or altered already, and is not in it.`);
    return lost.length === 0 ? 0 : 1;
  },
});

/** The backup is whole also where nothing can be written, as on a standby; then the error's words, else null. */
async function whyForgotten(ownerUrl: string, manifest: Manifest): Promise<string | null> {
  const owner = ownerDataSource(ownerUrl);
  try {
    await owner.initialize();
    await remember(owner, new SystemClock().now(), manifest);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    if (owner.isInitialized) await owner.destroy();
  }
}

/** Reads a backup and compares all hashes, without any database. Ends with 1 where anything is missing or altered. */
export const verify = command({
  usage: 'verify DIR',
  words: [1, 1],
  options: {},
  run: async ([name = ''], { say }) => {
    const directory = resolve(name);
    const manifest = await readManifest(directory);
    const faults = await verifyBackup(directory, manifest);
    for (const fault of faults) say(fault);
    if (faults.length > 0) return 1;
    say(`${directory} is as it was written, and shows the state of ${manifest.takenAt}.`);
    say(`SHA-256 of the whole: ${hashOfManifest(manifest)}`);
    return 0;
  },
});

/** Puts a backup into an empty database and the storage; mail is held afterwards. */
export const restore = command({
  usage: 'restore DIR',
  words: [1, 1],
  options: {},
  run: async ([name = ''], terminal) => {
    const directory = resolve(name);
    const { storageDir } = terminal.config();
    const manifest = await withUrls(terminal, async ({ ownerUrl }) => {
      const clock = new SystemClock();
      const restored = await restoreBackup({
        owner: ownerDataSource(ownerUrl),
        storageDir,
        directory,
        clock,
      });
      await migrate(ownerDataSource(ownerUrl), ownerUrl);
      return restored;
    });
    terminal.say(
      `Restored: the state of ${manifest.takenAt}, every table and file compared with the backup.`,
    );
    for (const sha256 of manifest.lost)
      terminal.say(`The file ${sha256} was lost before the backup was taken, and is missing.`);
    terminal.say(
      'Everybody is signed out, API tokens are revoked, and no mail is sent, not even for signing in.',
    );
    terminal.say('To see what would go out, and let it out: npm run cli -- release-mail');
  },
});

async function versionOf({ projectDir }: Terminal): Promise<string> {
  const { version } = JSON.parse(await readFile(join(projectDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
