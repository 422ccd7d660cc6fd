import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, cloneDatabase } from './setup/database.js';

describe('a process that is told to stop', () => {
  let database: TestDatabase;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database.drop();
  });

  const start = async (program: string, says: string): Promise<ChildProcess> => {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [`dist/src/${program}.js`], {
      env: {
        PATH,
        DATABASE_URL: database.url,
        DATABASE_OWNER_URL: database.ownerUrl,
        SMTP_URL: 'smtp://127.0.0.1:9',
        BASE_URL: 'https://tavola.example',
        MAIL_FROM: 'Tavola <tavola@norrkoping.example>',
        SECRET_KEY: 'a key for tests, of at least 32 characters',
        PORT: String(await freePort()),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const output = createInterface(child.stdout);
    for await (const line of output) if (line.startsWith(says)) return child;
    throw new Error(`${program} ended before it said: ${says}`);
  };

  it.each([
    { program: 'main', says: 'GraphiQL' },
    { program: 'worker', says: 'The worker runs.' },
  ])('ends $program in order, also when it is told twice at once', async ({ program, says }) => {
    const child = await start(program, says);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
