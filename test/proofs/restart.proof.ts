import { setTimeout as sleep } from 'node:timers/promises';
import { crowd } from '../factories/crowd.js';
import { openMeeting, partnership } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import { FaultySmtp } from '../setup/faulty-smtp.js';
import { freePort } from '../setup/free-port.js';
import { Haproxy } from '../setup/haproxy.js';
import { type Hit, load } from '../setup/load.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import { dailyWork, faultsIn, idIn, isFine } from './daily-work.js';
import type { Findings, Proof } from './proof.js';

const PER_SECOND = 100;

/** Processes are replaced one by one, and nobody who asks meanwhile sees anything of it. */
export const restart: Proof = {
  name: 'restart',
  promise: 'processes behind a proxy restart in turn, and no request fails',
  isAlone: true,
  async run(findings) {
    const claim = 'rolling restarts of two processes behind haproxy: no request fails';
    if (!Haproxy.isInstalled()) {
      findings.notProven(claim, 'haproxy is not installed (Debian: apt-get install haproxy)');
      return;
    }
    const restarts = findings.pick(2, 50);
    const seen = await rolling(restarts, []);
    const failed = seen.hits.filter((hit) => !isFine(hit));
    findings.promise(
      `${restarts} ${claim}`,
      `${failed.length} of ${seen.hits.length} failed ${faultsIn(seen.hits)}`,
      failed.length === 0,
    );
    const told = seen.ends.filter(({ toldFirst }) => toldFirst).length;
    const slowest = Math.max(...seen.ends.map(({ ms }) => ms));
    const codes = new Set(seen.ends.map(({ code }) => code));
    findings.promise(
      'a process says that it is not ready while it still answers, and ends in order within 10 s',
      `${told} of ${restarts} told first; the slowest took ${slowest} ms; exit codes ${[...codes].join(', ')}`,
      told === restarts && slowest <= 10_000 && codes.size === 1 && codes.has(0),
    );
    const { acknowledged, lost, nobodys } = seen.writes;
    findings.promise(
      'each acknowledged write is there once, and no other; no job is left half-done, each mail leaves once',
      `${acknowledged} acknowledged, ${lost} lost, ${nobodys} that nobody was told of; ${seen.halfDone} jobs half-done; ${seen.mails} mails, ${seen.notOnce} not once`,
      acknowledged > 0 &&
        lost === 0 &&
        nobodys === 0 &&
        seen.halfDone === 0 &&
        seen.mails > 0 &&
        seen.notOnce === 0,
    );
    findings.control(
      'one write taken away and another one doubled are both noticed',
      `${seen.tampered.lost} lost, ${seen.tampered.nobodys} that nobody was told of`,
      seen.tampered.lost === 1 && seen.tampered.nobodys === 1,
    );
    await control(findings);
  },
};

async function control(findings: Findings): Promise<void> {
  const { hits } = await rolling(1, ['the-draining']);
  const failed = hits.filter((hit) => !isFine(hit)).length;
  findings.control('a process that closes at once drops requests', failed, failed > 0);
}

/** A process that was told to stop: whether it said that it is not ready while it still answered, and how it ended. */
async function ended(app: AppProcess) {
  const since = performance.now();
  const end = app.end('SIGTERM');
  const statusOf = (path: string) => fetch(app.url + path).then(({ status }) => status);
  await sleep(200);
  const toldFirst =
    (await statusOf('/health/ready').catch(() => 0)) === 503 &&
    (await statusOf('/sign-in').catch(() => 0)) === 200;
  const code = await end;
  return { toldFirst, code, ms: Math.round(performance.now() - since) };
}

const DOUBLE_ANOTHER = `with one as (select id from outcome order by id limit 1)
insert into outcome select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid()))).* from outcome o, one where o.id = one.id`;
const TAKE_ONE_AWAY =
  'delete from outcome where id = (select id from outcome where id = any($1) order by id desc limit 1)';

/** The ids of what was answered, beside the ids of what is there. */
async function compared(tavola: Tavola, ids: readonly string[]) {
  const there = new Set((await tavola.sql('select id from outcome')).map(({ id }) => String(id)));
  const told = new Set(ids);
  return {
    acknowledged: ids.length,
    // Of one id that was answered twice one write is missing.
    lost: ids.length - told.size + [...told].filter((id) => !there.has(id)).length,
    nobodys: [...there].filter((id) => !told.has(id)).length,
  };
}

async function rolling(restarts: number, without: readonly string[]) {
  const tavola = await Tavola.start();
  const of = await partnership(tavola);
  const meetingId = await openMeeting(of);
  const people = await crowd(tavola, of, { size: 100, partner: 'norrkoping', role: 'COORDINATOR' });
  await tavola.retire();
  await tavola.sql('delete from email', [], tavola.database.superuserUrl);
  const { database } = tavola;
  // Slow, so that a mail is on its way whenever a process is told to stop.
  const smtp = await FaultySmtp.start({ faultOf: () => null, takesMs: 300 });
  const starts = [await freePort(), await freePort()].map((port) => ({
    database,
    without,
    smtpUrl: smtp.url,
    env: { PORT: String(port), TRUSTED_PROXY: '127.0.0.1' },
  }));
  const apps = await Promise.all(starts.map((start) => AppProcess.start(start)));
  const proxy = await Haproxy.start(apps.map(({ url }) => url));
  const work = dailyWork(of, meetingId, { writeEvery: 10, people });
  const ends: Awaited<ReturnType<typeof ended>>[] = [];
  const hits: Hit[] = [];
  try {
    const loading = { goesOn: true };
    const loaded = (async () => {
      while (loading.goesOn)
        hits.push(...(await load({ perSecond: PER_SECOND, seconds: 2 }, (index) => work(proxy.url, index))));
    })();
    for (let which = 0; ends.length < restarts; which = 1 - which) {
      ends.push(await ended(apps[which] as AppProcess));
      apps[which] = await AppProcess.start(starts[which] as (typeof starts)[number]);
      await proxy.usesAll();
    }
    loading.goesOn = false;
    await loaded;
    const count = async (text: string) =>
      Number(
        (await tavola.sql(`select count(*)::int as n from ${text}`, [], database.superuserUrl))[0]?.['n'],
      );
    await until(async () => (await count(`email where state <> 'SENT'`)) === 0, 60_000);
    await Promise.all(apps.map((app) => app.end()));
    const ids = hits.filter((hit) => hit.kind === 'write' && isFine(hit)).map(idIn);
    const writes = await compared(tavola, ids);
    const superuser = database.superuserUrl;
    const mails = await tavola.sql('select message_id as id from email', [], superuser);
    const copies = smtp.copies();
    const halfDone = await count(`pgboss.job where state = 'active' and name in ('notify', 'deliver')`);
    await tavola.sql(DOUBLE_ANOTHER, [], superuser);
    await tavola.sql(TAKE_ONE_AWAY, [ids], superuser);
    return {
      ends,
      hits,
      writes,
      tampered: await compared(tavola, ids),
      halfDone,
      mails: mails.length,
      notOnce:
        mails.filter(({ id }) => copies.get(String(id))?.length !== 1).length +
        Math.max(0, copies.size - mails.length),
    };
  } finally {
    await proxy.stop();
    for (const app of apps) await app.end('SIGKILL');
    await smtp.stop();
    await tavola.stop();
  }
}
