import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from './setup/app-process.js';
import { type TestDatabase, cloneDatabase } from './setup/database.js';

describe('a process that is told to stop', () => {
  let database: TestDatabase;
  const started: AppProcess[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(async () => {
    for (const app of started) await app.end('SIGKILL');
    await database.drop();
  });

  it.each(['main', 'worker'] as const)(
    'ends %s in order, also when it is told twice at once',
    async (program) => {
      const app = await AppProcess.start({ database, program });
      started.push(app);
      app.signal('SIGINT');
      expect(await app.end('SIGTERM')).toBe(0);
    },
  );
});
