import { access, chmod, cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Manifest, readManifest } from '../src/backup/manifest.js';
import { AppProcess } from './setup/app-process.js';
import { cli as runCli } from './setup/cli.js';

const TAKEN = expect.stringMatching(
  / shows the state of \S+: \d+ tables, 8 files\.\nSHA-256 of the whole: \S+\n$/,
);
/** What a restore changes on purpose, and what notes that a backup was taken. */
const CHANGED = ['session', 'api_token', 'mail_hold', 'event', 'unsealed_event', 'seal'];

/** As docs/operations.md tells whoever has nothing but `npm start`: no variable says which database. */
describe('a backup of the embedded installation', () => {
  let projectDir: string;
  let app: AppProcess | undefined;

  beforeAll(async () => {
    projectDir = await mkdtemp(join(tmpdir(), 'tavola-embedded-'));
    await chmod(projectDir, 0o755);
    // As scripts/prepare.mjs has made it, which npm runs before.
    await mkdir(join(projectDir, '.data'));
    for (const part of ['dist/src', 'dist/migrations', 'package.json'])
      await cp(part, join(projectDir, part), { recursive: true });
    for (const part of ['node_modules', 'locales', 'examples'])
      await symlink(resolve(part), join(projectDir, part));
  });
  afterAll(async () => {
    await app?.end();
    await rm(projectDir, { recursive: true, force: true });
  });

  const cli = (...values: string[]) => runCli({ projectDir }, ...values);
  const manifestOf = (name: string): Promise<Manifest> => readManifest(join(projectDir, name));
  const isThere = (path: string) =>
    access(join(projectDir, path)).then(
      () => true,
      () => false,
    );

  it('says that there is nothing before the first start', async () => {
    const refused = await cli('backup', 'nothing');
    expect([refused.code, refused.err]).toEqual([
      2,
      'There is nothing to back up: Tavola was not started on this database yet.\n',
    ]);
    expect(await isThere('nothing.unfinished')).toBe(false);
    expect(await isThere('.data/postgres/cluster')).toBe(true);
  });

  it('is taken while Tavola runs, and while it does not', async () => {
    app = await AppProcess.start({ projectDir, env: { SMTP_URL: '', SMTP_PORT: '0' } });
    expect(await cli('backup', 'running')).toEqual({ code: 0, out: TAKEN, err: '' });
    expect(await isThere('.data/postgres/cluster/postmaster.pid')).toBe(true);
    expect(await app.end()).toBe(0);
    expect(await cli('backup', 'stopped')).toEqual({ code: 0, out: TAKEN, err: '' });
    expect(await isThere('.data/postgres/cluster/postmaster.pid')).toBe(false);
    expect((await cli('verify', 'stopped')).code).toBe(0);
  }, 90_000);

  it('is restored once the data is moved away, and is what it was', async () => {
    const refused = await cli('restore', 'stopped');
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('The database is not empty')]);
    for (const part of ['postgres', 'files'])
      await rename(join(projectDir, '.data', part), join(projectDir, '.data', `${part}.old`));
    const restored = await cli('restore', 'stopped');
    expect([restored.code, restored.err]).toEqual([0, '']);
    expect((await cli('backup', 'again')).code).toBe(0);
    expect(partsOf(await manifestOf('again'))).toEqual(partsOf(await manifestOf('stopped')));
    const released = await cli('release-mail', '--yes');
    expect([released.code, released.out]).toEqual([0, expect.stringMatching(/^Mail is held since /)]);
  });
});

const partsOf = ({ tables, files }: Manifest) => ({
  tables: tables.filter(({ name }) => !CHANGED.includes(name)),
  files,
});
