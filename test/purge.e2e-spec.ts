import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { EndedAccess } from '../src/accounts/ended-access.js';
import { applicationDataSource } from '../src/data-source.js';
import { RequestQuotas } from '../src/platform/access/request-quotas.js';
import { forgetKeys } from '../src/platform/idempotency/forget-keys.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const clock = new FixedClock('2017-12-31T03:15:00Z');
let tavola: Tavola;
beforeAll(async () => {
  tavola = await Tavola.start({ worker: false });
});
afterAll(() => tavola.stop());

it('what nobody needs any more is removed at night, and nothing else', async () => {
  const personId = await tavola.person('a@cervia.example');
  const ago = (hours: number): string => clock.now().minus({ hours }).toISO() ?? '';
  const month = 30 * 24;
  const session = (name: string, expiresAt: string, endedAt: string | null) =>
    tavola.sql(
      `insert into session (id, person_id, token_hash, started_at, expires_at, ended_at) values ($1, $2, $3, $4, $5, $6)`,
      [uuidv7(), personId, name, ago(3 * month), expiresAt, endedAt],
    );
  await session('lasts', ago(-1), null);
  await session('expired a week ago', ago(7 * 24), null);
  await session('expired long ago', ago(month + 1), null);
  await session('ended a week ago', ago(-1), ago(7 * 24));
  await session('ended long ago', ago(-1), ago(month + 1));
  for (const hours of [1, 23, 25])
    await tavola.sql(
      `insert into sign_in (id, address_hash, client_hash, browser_hash, requested_at) values ($1, $2, '', '', $3)`,
      [uuidv7(), `${hours} h`, ago(hours)],
    );
  for (const days of [29, 31])
    await tavola.sql(
      `insert into idempotency_key (principal_id, key, mutation, input_hash, result_id, at) values ($1, $2, '', '', $1, $3)`,
      [personId, `${days} d`, ago(days * 24)],
    );
  const minute = Math.floor(clock.now().toMillis() / 60_000);
  for (const minutes of [0, 59, 61])
    await tavola.sql('insert into request_quota (requester, minute, taken) values ($1, $2, 1)', [
      `${minutes} min`,
      minute - minutes,
    ]);

  const dataSource = await applicationDataSource(tavola.database.url).initialize();
  try {
    await new EndedAccess(dataSource, clock).purge();
    await new RequestQuotas(dataSource, clock).purge();
    await forgetKeys(dataSource.manager, clock.now());
  } finally {
    await dataSource.destroy();
  }
  const left = async (column: string, table: string) =>
    (await tavola.sql(`select ${column} as name from ${table} order by 1`)).map(({ name }) => name);
  expect(await left('token_hash', 'session')).toEqual(['ended a week ago', 'expired a week ago', 'lasts']);
  expect(await left('address_hash', 'sign_in')).toEqual(['1 h', '23 h']);
  expect(await left('key', 'idempotency_key')).toEqual(['29 d']);
  expect(await left('requester', 'request_quota')).toEqual(['0 min', '59 min']);
});
