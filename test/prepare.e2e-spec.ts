import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** Stands for npm: notes that it was called and installs what `prepare.mjs` runs afterwards. */
const FAKE_NPM = `const fs = require('node:fs');
fs.appendFileSync('installs', process.argv.slice(2).join(' ') + ' NODE_ENV=' + process.env.NODE_ENV + '\\n');
fs.mkdirSync('node_modules/node/bin', { recursive: true });
fs.mkdirSync('node_modules/typescript/bin', { recursive: true });
if (!process.env.BLOCK_SCRIPTS) {
  fs.rmSync('node_modules/node/bin/node', { force: true });
  fs.symlinkSync(process.execPath, 'node_modules/node/bin/node');
}
fs.copyFileSync('fake-tsc.cjs', 'node_modules/typescript/bin/tsc');`;

/** Stands for the compiler: copies src to dist, and fails where the source says so. */
const FAKE_COMPILER = `const fs = require('node:fs');
fs.cpSync('src', 'dist/src', { recursive: true });
if (fs.readFileSync('src/main.ts', 'utf8') === 'wrong') process.exit(2);`;

const INSTALLING = 'Installing what is missing (npm ci); the first time this takes about a minute.\n';
const BUILDING = 'Building.\n';

describe('scripts/prepare.mjs', () => {
  let project: string;

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'tavola-prepare-'));
    await mkdir(join(project, 'src'));
    await cp('scripts/prepare.mjs', join(project, 'scripts/prepare.mjs'));
    await write('npm-cli.cjs', FAKE_NPM);
    await write('fake-tsc.cjs', FAKE_COMPILER);
    await write('package-lock.json', '{}');
    await write('src/main.ts', 'one');
    await write('src/old.ts', 'old');
  });

  afterEach(() => rm(project, { recursive: true, force: true }));

  const write = (path: string, content: string) => writeFile(join(project, path), content);
  const read = (path: string) => readFile(join(project, path), 'utf8');

  async function prepare(env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, ['scripts/prepare.mjs'], {
      cwd: project,
      env: {
        PATH: process.env.PATH,
        npm_execpath: join(project, 'npm-cli.cjs'),
        NODE_ENV: 'production',
        ...env,
      },
    });
    const ended = once(child, 'exit');
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await ended) as [number];
    return { code, out, err };
  }

  it('installs with the development packages and builds, then has nothing to do or say', async () => {
    expect(await prepare()).toEqual({ code: 0, out: INSTALLING + BUILDING, err: '' });
    expect(await read('installs')).toMatch(/^ci --include=dev .*NODE_ENV=undefined\n$/);
    expect(await read('dist/src/main.ts')).toBe('one');

    expect(await prepare()).toEqual({ code: 0, out: '', err: '' });
  });

  it('builds again after a change, without what was deleted', async () => {
    await prepare();
    await write('src/main.ts', 'two');
    await rm(join(project, 'src/old.ts'));

    expect((await prepare()).out).toBe(BUILDING);
    expect(await read('dist/src/main.ts')).toBe('two');
    await expect(access(join(project, 'dist/src/old.ts'))).rejects.toThrow('ENOENT');
  });

  it('does not build for a spec', async () => {
    await prepare();
    await write('src/main.spec.ts', 'a spec');

    expect((await prepare()).out).toBe('');
  });

  it('installs and builds again for another lock file, unless told not to install', async () => {
    await prepare();
    await write('package-lock.json', '{"changed":true}');

    expect((await prepare({ SKIP_INSTALL: '1' })).out).toBe(BUILDING);
    expect((await prepare()).out).toBe(INSTALLING);
  });

  it('tries a failed build again', async () => {
    await write('src/main.ts', 'wrong');
    expect(await prepare()).toMatchObject({ code: 1, err: expect.stringContaining('The build failed') });

    expect(await prepare()).toMatchObject({ code: 1, out: BUILDING });
  });

  it('installs once when two commands start together', async () => {
    const both = await Promise.all([prepare(), prepare()]);

    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect((await read('installs')).trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['of a process that is gone', '4194303', 0],
    ['that nobody has touched for a minute', String(process.pid), 61],
  ])('breaks a lock %s', async (_, pid, ageInSeconds) => {
    const lock = join(project, '.data/prepare.lock');
    await mkdir(lock, { recursive: true });
    await writeFile(join(lock, 'pid'), pid);
    const touched = (performance.timeOrigin + performance.now()) / 1000 - ageInSeconds;
    await utimes(lock, touched, touched);

    expect((await prepare()).code).toBe(0);
    await expect(access(lock)).rejects.toThrow('ENOENT');
  });

  it('says what to do when npm blocked the install of Node 24', async () => {
    const { code, err } = await prepare({ BLOCK_SCRIPTS: '1' });

    expect(code).toBe(1);
    expect(err).toContain('npm rebuild node');
  });
});
