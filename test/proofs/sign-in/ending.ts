import { disablePerson } from '../../../src/accounts/disable-person.js';
import { applicationDataSource } from '../../../src/data-source.js';
import { LastingAccess } from '../../../src/platform/live/lasting-access.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { type Partnership, partnership } from '../../factories/partnership.js';
import { LiveReader } from '../../setup/live-reader.js';
import { patched } from '../../setup/patched.js';
import { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';
import type { Findings } from '../proof.js';
import { endedUploads } from './ended-uploads.js';
import { type End, WITHIN_MS, newMember } from './members.js';
import { reduced } from './reduced.js';

/** Signing out, being disabled and losing a role end access at once, open live streams and uploads under way included. */
export async function ending(findings: Findings): Promise<void> {
  const tavola = await Tavola.start();
  const dataSource = await applicationDataSource(tavola.database.url).initialize();
  try {
    const of = await partnership(tavola);
    const ends: Record<string, End> = {
      'signing out': ({ client }) => client.ask('mutation { signOut { sessionId } }'),
      'being disabled': ({ email }) => disablePerson(dataSource, new SystemClock().now(), email),
      'losing the role': ({ membershipId }) =>
        of.lead.ask('mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }', {
          id: membershipId,
        }),
    };
    for (const [name, end] of Object.entries(ends)) {
      const { streamMs, sees } = await timed(tavola, of, end);
      const figure = `stream after ${streamMs === null ? `more than ${WITHIN_MS}` : Math.round(streamMs)} ms, the next request ${sees ? 'still sees' : 'sees nothing'}`;
      findings.promise(`${name} ends access within 1 s, /live included`, figure, streamMs !== null && !sees);
    }
    const signingOut = ends['signing out'] as End;
    const without = await patched(
      LastingAccess.prototype,
      'check',
      () => () => Promise.resolve(),
      () => timed(tavola, of, signingOut),
    );
    findings.control(
      'a stream that is not asked again goes on',
      without.streamMs === null ? `open after ${WITHIN_MS} ms` : 'ended',
      without.streamMs === null,
    );
    await reduced(findings, { tavola, dataSource, of });
    await endedUploads(findings, { tavola, of, ends, join: () => newMember(tavola, of) });
  } finally {
    await dataSource.destroy();
    await tavola.stop();
  }
}

/** @returns how long the stream went on, null when longer than it may, and whether the project can still be seen */
async function timed(tavola: Tavola, of: Partnership, end: End) {
  const member = await newMember(tavola, of);
  const { client } = member;
  const stream = await LiveReader.open(`${tavola.url}/live/projects/${of.projectId}`, client.cookie);
  const since = performance.now();
  await end(member);
  const isOver = await until(() => stream.ended, WITHIN_MS).then(
    () => true,
    () => false,
  );
  const streamMs = isOver ? performance.now() - since : null;
  const seen = await client.send('query ($id: ID!) { project(id: $id) { id } }', { id: of.projectId });
  stream.close();
  return { streamMs, sees: Boolean(seen.data?.project) };
}
