import { setTimeout as sleep } from 'node:timers/promises';
import { registered } from '../factories/crowd.js';
import { agendaItem, invite, publish } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import { FaultySmtp } from '../setup/faulty-smtp.js';
import { SeededRandom } from '../setup/seeded-random.js';
import { until } from '../setup/until.js';
import { FIRST_DAY, type Scene, openScene } from './scene.js';
import { History, inWords } from './kills/history.js';
import { forgottenOf, half, mailed } from './kills/traces.js';
import type { Findings, Proof } from './proof.js';

const BACK_WITHIN_MS = 15_000;
/** A worker's jobs are found to be lost after half a minute. */
const DRAINED_WITHIN_MS = 90_000;

/** Whatever is killed at whatever moment: what was acknowledged is there, whole. */
export const kills: Proof = {
  name: 'kills',
  isAlone: true,
  promise:
    'the server and the database are killed while many write: nothing acknowledged is lost, nothing is half-written',
  async run(findings) {
    const smtp = await FaultySmtp.start({ faultOf: () => null });
    const scene = await openScene(smtp.url, 200);
    try {
      const world = { scene, smtp, itemId: await prepare(scene) };
      await promised(findings, world);
      await controls(findings, world);
    } finally {
      await scene.stop();
      await smtp.stop();
    }
  },
};

interface World {
  readonly scene: Scene;
  readonly smtp: FaultySmtp;
  /** A workshop to sign up for. */
  readonly itemId: string;
}

async function promised(findings: Findings, world: World): Promise<void> {
  const [ofServer, ofDatabase] = findings.pick([3, 1], [50, 10]);
  const seen = await killed(world, { ofServer, ofDatabase, without: [], series: 'first' });
  findings.promise(
    `${ofServer} kills of the server, ${ofDatabase} of PostgreSQL: back within 15 s`,
    `the slowest after ${Math.max(...seen.backMs)} ms`,
    Math.max(...seen.backMs) <= BACK_WITHIN_MS,
  );
  findings.promise(
    'every acknowledged mutation is there, with its event',
    `${seen.acknowledged} acknowledged (${seen.kinds}), ${seen.unanswered} never answered; ${seen.lost} lost`,
    seen.lost === 0 && seen.acknowledged > 0 && seen.unanswered > 0,
  );
  findings.promise(
    'nobody is refused but who was overtaken by a change of the agenda, or while the database was away',
    `refused: ${seen.refused}; unexpected: ${seen.unexpected}`,
    seen.unexpected === 'none',
  );
  findings.promise(
    'nothing is half-written: no row without its event, no event without its row',
    seen.half || 'none',
    seen.half === '',
  );
  const { untold, mails, twice } = await mailsOf(world);
  findings.promise(
    'each event that is to be told is told in the end, each mail was taken, a second copy is marked as uncertain',
    untold || `${mails} mails, ${twice} of them twice`,
    untold === '' && mails > 0,
  );
}

async function controls(findings: Findings, world: World): Promise<void> {
  const seen = await killed(world, {
    ofServer: 1,
    ofDatabase: 0,
    without: ['the-event-in-the-transaction', 'the-note-in-the-transaction'],
    series: 'second',
  });
  findings.control(
    'events written after the transaction leave rows without one',
    seen.half || 'none',
    seen.half !== '',
  );
  const { forgotten, told } = await forgottenOf(world.scene, seen.since);
  findings.control(
    'without a note beside the event, a kill before its job is there leaves somebody untold for good',
    `${forgotten} events with neither note nor job nor mail, ${told} told`,
    forgotten > 0 && told > 0,
  );
  // The last, since the database stays so.
  await forgetful(world.scene);
  const again = { ofServer: 0, ofDatabase: 1, without: [], series: 'first' };
  const { acknowledged, lost, unexpected } = await killed(world, again);
  findings.control(
    'a database that acknowledges before it has written loses what was acknowledged',
    `${lost} of ${acknowledged} lost`,
    lost > 0,
  );
  findings.control(
    'whoever is named a second time is refused, and it is noticed',
    unexpected,
    unexpected.includes('nameDelegates'),
  );
}

/** As somebody sets it who has read that it is quicker; it may then be behind for as long as ten seconds. */
async function forgetful({ postgres, tavola }: Scene): Promise<void> {
  for (const setting of ["synchronous_commit = 'off'", "wal_writer_delay = '10s'"])
    await tavola.sql(`alter system set ${setting}`, [], postgres.database.superuserUrl);
  await tavola.sql('select pg_reload_conf()', [], postgres.database.superuserUrl);
}

interface Kills {
  readonly ofServer: number;
  readonly ofDatabase: number;
  readonly without: readonly string[];
  readonly series: string;
}

async function killed({ scene, itemId }: World, { ofServer, ofDatabase, without, series }: Kills) {
  const random = new SeededRandom(ofServer);
  const since = (await scene.tavola.sql('select clock_timestamp() as now'))[0]?.['now'] as Date;
  let app = await scene.app(without);
  const history = new History(scene, itemId, () => app.url, series);
  const writing = history.write(8);
  const backMs: number[] = [];
  for (let kill = 0; kill < ofServer + ofDatabase; kill += 1) {
    await sleep(300 + random.below(1_200));
    const began = performance.now();
    if (kill < ofServer) {
      await app.end('SIGKILL');
      app = await scene.app(without);
    } else {
      await scene.postgres.crash();
      await scene.postgres.revive();
    }
    const { length } = history.acknowledged;
    await until(() => history.acknowledged.length > length, 60_000);
    backMs.push(Math.round(performance.now() - began));
  }
  history.end();
  await writing;
  const kinds = Map.groupBy(history.acknowledged, ({ kind }) => kind);
  return {
    since,
    backMs,
    acknowledged: history.acknowledged.length,
    kinds: [...kinds].map(([kind, { length }]) => `${length} ${kind}`).join(', '),
    unanswered: history.unanswered,
    refused: inWords(history.refused),
    unexpected: history.unexpected(ofDatabase > 0),
    lost: await history.lost(),
    half: await half(scene, since),
  };
}

/** When all are told who are to be, or when that takes too long. */
async function mailsOf({ scene, smtp }: World) {
  const drained = `select (select count(*) from unnotified_event) + (select count(*) from email
    where state in ('QUEUED', 'SENDING')) = 0 as yes`;
  await until(async () => (await scene.tavola.sql(drained))[0]?.['yes'] === true, DRAINED_WITHIN_MS).catch(
    () => undefined,
  );
  return mailed(scene, smtp);
}

/** Everybody is registered, and there is a workshop to sign up for. */
async function prepare(scene: Scene): Promise<string> {
  const { tavola, postgres, of, meetingId, people } = scene;
  const app = await AppProcess.start({ database: postgres.database, smtpUrl: scene.smtpUrl });
  const lead = { ...of, lead: of.lead.at(app.url) };
  await registered(tavola, lead, { meetingId, partner: 'norrkoping', crowd: people });
  await invite(lead, meetingId, 'skovde', 1_000);
  const { id } = await agendaItem(lead, meetingId, {
    capacity: 100,
    startsAtLocal: `${FIRST_DAY}T14:00`,
    endsAtLocal: `${FIRST_DAY}T15:00`,
  });
  await publish(lead, meetingId);
  await app.end('SIGKILL');
  return id;
}
