import { randomBytes } from 'node:crypto';
import type { DatabaseUrls } from '../../src/database.js';
import { query } from './query.js';

export interface TestDatabase extends DatabaseUrls {
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

/** A database without any table, as an installation gets it. */
export const emptyDatabase = (): Promise<TestDatabase> => cloneDatabase('template0');

/** A database of this test file's own: a clone of the migrated template, with the same two roles as in production. */
export async function cloneDatabase(template = 'template_tavola'): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`create database ${name} template ${template} owner tavola_owner strategy wal_log`);
  const at = (variable: string): string => {
    const url = new URL(process.env[variable] as string);
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    url: at('TEST_APP_URL'),
    ownerUrl: at('TEST_OWNER_URL'),
    superuserUrl: at('TEST_SUPERUSER_URL'),
    drop: () => asSuperuser(`drop database ${name} with (force)`),
  };
}

const asSuperuser = async (statement: string): Promise<void> =>
  void (await query(process.env['TEST_SUPERUSER_URL'] as string, statement));
