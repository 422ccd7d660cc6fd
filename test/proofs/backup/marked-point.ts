import { Client } from 'pg';
import { SESSION } from '../../../src/backup/back-up.js';
import { until } from '../../setup/until.js';
import { type State, stateOf } from './state.js';

/** Nobody touches it under the load; a backup comes to it after the history and before meetings and agendas. */
const IDLE_TABLE = 'api_token';
const NAMED = `select substring(application_name from length($1) + 2) as snapshot from pg_stat_activity
  where datname = current_database() and starts_with(application_name, $1)`;

/** A backup, and what a session of the proof's own saw at the backup's marked point. */
export interface Marked<Taken> {
  readonly taken: Taken;
  readonly source: State;
  /** By the server, as the manifest should tell it. */
  readonly transactions: string;
}

/**
 * Takes a backup and reads the source through the snapshot that the backup names to the server. The backup comes to a
 * table that is locked and waits there, so that much can happen after its marked point.
 *
 * @param meanwhile between the marked point and the end of the wait
 */
export async function atTheMark<Taken>(
  ownerUrl: string,
  take: () => Promise<Taken>,
  meanwhile: () => Promise<void>,
): Promise<Marked<Taken>> {
  const lock = new Client({ connectionString: ownerUrl });
  const session = new Client({ connectionString: ownerUrl });
  await Promise.all([lock.connect(), session.connect()]);
  const see = async (): Promise<Omit<Marked<Taken>, 'taken'>> => {
    const snapshot = await snapshotOf(session);
    await session.query('begin transaction isolation level repeatable read, read only');
    await session.query(`set transaction snapshot ${session.escapeLiteral(snapshot)}`);
    const { rows } = await session.query<{ transactions: string }>(
      'select pg_current_snapshot()::text as transactions',
    );
    await meanwhile();
    await lock.query('commit');
    const source = await stateOf(async (text) => (await session.query<Record<string, unknown>>(text)).rows);
    return { source, transactions: rows[0]?.transactions ?? '' };
  };
  try {
    await lock.query(`begin; lock table ${IDLE_TABLE} in access exclusive mode`);
    const [taken, seen] = await Promise.all([take(), see()]);
    return { taken, ...seen };
  } finally {
    await Promise.all([lock.end(), session.end()]);
  }
}

async function snapshotOf(session: Client): Promise<string> {
  let snapshot = '';
  await until(async () => {
    const { rows } = await session.query<{ snapshot: string }>(NAMED, [SESSION]);
    snapshot = rows[0]?.snapshot ?? '';
    return snapshot !== '';
  });
  return snapshot;
}
