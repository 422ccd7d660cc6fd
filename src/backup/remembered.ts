import { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { record } from '../platform/events/record.js';
import { type Manifest, hashOfManifest } from './manifest.js';

const KIND = 'backup.taken';

/**
 * Writes into the history that this backup was taken, so that the installation knows of it when the folder is on
 * another machine, and its hash is under a seal. After the copy, of which it is no part.
 * @throws Error where nothing can be written, as on a standby
 */
export async function remember(owner: DataSource, at: DateTime, manifest: Manifest): Promise<void> {
  const details = { takenAt: manifest.takenAt, sha256: hashOfManifest(manifest) };
  const happening = { kind: KIND, subjectId: uuidv7(), projectId: null, details };
  await owner.transaction((manager) => record(manager, { personId: null }, at, happening));
}

/** The moments of the newest backup that is remembered, and of the first event; null where there is none. */
export async function newestBackup(
  dataSource: DataSource,
): Promise<{ readonly takenAt: DateTime | null; readonly since: DateTime | null }> {
  const [row] = await dataSource.query<{ taken: string | null; since: string | null }[]>(
    `select (select max(details ->> 'takenAt') from event where kind = $1) as taken,
       (select to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from event) as since`,
    [KIND],
  );
  const instant = (text: string | null | undefined) => (text ? DateTime.fromISO(text) : null);
  return { takenAt: instant(row?.taken), since: instant(row?.since) };
}
