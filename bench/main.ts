/**
 * `npm run bench`: Tavola as shipped beside PostGraphile on the same tables, beside what the machine can do, and beside
 * itself on twenty times the data. `npm run bench -- --quick` takes two minutes and shows the way only.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { type Captured, capture } from './capture.js';
import { compareAnswers, compareRegistrations } from './comparison.js';
import { effects, installPostgraphile, installation } from './installation.js';
import { accessesOf } from '../test/setup/plans.js';
import { planChange } from './plans.js';
import { type Figure, figuresTable, holds, machine, roundsTable } from './report.js';
import { CONNECTIONS, type Results, bareClient, measure, server } from './rounds.js';
import { type Database, PROJECT_DIR, type Side, limit, postgraphile, tavola } from './sides.js';
import { startTime } from './start-time.js';
import { type Case, M1, Q1, Q2, Q3, delegates, readers } from './works.js';

const isQuick = process.argv.includes('--quick');
const size = isQuick
  ? { projects: 30, grown: 90, pace: { rounds: 3, duration: 500, warmUp: 200 }, starts: 3 }
  : { projects: 100, grown: 2_000, pace: { rounds: 5, duration: 1_500, warmUp: 300 }, starts: 5 };
const READS = [Q1, Q2, Q3];
const WORKS = [...READS, M1];

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Hands out each delegate once. */
function queue(projects: number): () => Case {
  const waiting = delegates(projects);
  return () => {
    const { value } = waiting.next();
    if (!value) throw new Error('No delegate is left who could register; let a project have more of them.');
    return value;
  };
}

const asked = (projects: number, next: () => Case) =>
  new Map([
    ...READS.map((work) => [work, readers(work, projects)[0] as Case] as const),
    [M1, next()] as const,
  ]);

async function againstOthers(
  dir: string,
  small: Database,
): Promise<{ results: Results; captured: Captured }> {
  const next = queue(size.projects);
  const captured = await capture(small, dir, asked(size.projects, next));
  const own = await tavola(small, dir);
  const rival = await postgraphile(small, dir, captured.viewer);
  const best = await limit(small, dir);
  const sides: Side[] = [own, rival, best];
  say('Comparing the answers.');
  await compareAnswers(sides, READS, size.projects);
  await compareRegistrations([own, rival], next);
  const contestants = [
    server(own, size.projects, next, WORKS),
    server(rival, size.projects, next, WORKS),
    server(best, size.projects, next, READS),
    bareClient(small.url, captured, next),
  ];
  const results = await measure(contestants, WORKS, size.pace, say);
  for (const side of sides) await side.stop();
  const { registrations, ...others } = await effects(small.superuserUrl);
  for (const [what, count] of Object.entries(others))
    if (count !== registrations) throw new Error(`${registrations} registrations, but ${count} ${what}`);
  return { results, captured };
}

async function againstGrowth(dir: string, small: Database, grown: Database): Promise<Results> {
  const [one, other] = [await tavola(small, dir, 'small'), await tavola(grown, dir, 'grown')];
  // The small one has registered people in the rounds before; those that are left are enough for these.
  const [nextSmall, nextGrown] = [remaining(size.projects), queue(size.grown)];
  const contestants = [
    server(one, size.projects, nextSmall, WORKS),
    server(other, size.grown, nextGrown, WORKS),
  ];
  const results = await measure(contestants, WORKS, size.pace, say);
  await one.stop();
  await other.stop();
  return results;
}

/** Of the second open meeting, from behind. */
function remaining(projects: number): () => Case {
  const all = [...delegates(projects)];
  return () => {
    const last = all.pop();
    if (!last) throw new Error('No delegate is left who could register; let a project have more of them.');
    return last;
  };
}

async function samePlans(captured: Captured, small: Database, grown: Database): Promise<string[]> {
  const statements = [
    ...[...captured.reads].map(([work, statement]) => [work.name, statement] as const),
    ...captured.register
      .slice(1, -1)
      .map((statement, index) => [`M1, statement ${index + 2}`, statement] as const),
  ];
  const changed: string[] = [];
  for (const [name, statement] of statements) {
    const accesses = ({ superuserUrl }: Database): Promise<string[]> =>
      accessesOf(superuserUrl, statement.text, { isSmall: false });
    const change = planChange(await accesses(small), await accesses(grown));
    if (change) changed.push(`${name}: ${change}`);
  }
  return changed;
}

function figuresOf(results: Results, captured: Captured): Figure[] {
  const figures: Figure[] = [];
  for (const work of [Q1, Q3, Q2])
    for (const connections of CONNECTIONS) {
      const at = `${work.name}, ${connections === 1 ? '1 connection' : `${connections} connections`}`;
      const toRival = results.ratio(work, connections, 'Tavola', 'PostGraphile');
      const toLimit = results.ratio(work, connections, 'Tavola', 'limit');
      const isQ2 = work === Q2;
      figures.push({
        what: `${at}: to PostGraphile`,
        measured: toRival,
        unit: 'x',
        must: 1.3,
        reach: isQ2 ? null : 2,
      });
      if (!isQ2)
        figures.push({ what: `${at}: to the limit`, measured: toLimit, unit: 'x', must: 0.3, reach: 0.6 });
    }
  const p50 = results.of(Q2, 1, 'Tavola')?.p50 ?? Number.NaN;
  figures.push({
    what: 'Q2, 1 connection: p50',
    measured: p50,
    unit: 'ms',
    must: 10,
    reach: 3,
    isCost: true,
  });
  const { length } = captured.register;
  figures.push({
    what: 'M1: SQL statements',
    measured: length,
    unit: '',
    must: 8,
    reach: null,
    isCost: true,
  });
  for (const connections of CONNECTIONS) {
    const at = `M1, ${connections === 1 ? '1 connection' : `${connections} connections`}`;
    const toBare = results.ratio(M1, connections, 'Tavola', 'bare client');
    const toRival = results.ratio(M1, connections, 'Tavola', 'PostGraphile');
    figures.push({ what: `${at}: to a bare client`, measured: toBare, unit: 'x', must: 0.3, reach: null });
    figures.push({ what: `${at}: to PostGraphile`, measured: toRival, unit: 'x', must: null, reach: 1 });
  }
  const rss = Math.max(...WORKS.map((work) => results.of(work, 32, 'Tavola')?.rss ?? Number.NaN));
  figures.push({
    what: 'memory under 32 connections',
    measured: rss,
    unit: 'MB',
    must: 300,
    reach: 200,
    isCost: true,
  });
  return figures;
}

const growthOf = (results: Results): Figure[] =>
  WORKS.flatMap((work) =>
    CONNECTIONS.map((connections) => ({
      what: `${work.name}, ${connections} connection${connections === 1 ? '' : 's'}: ${size.projects} to ${size.grown} projects`,
      measured: results.ratio(work, connections, 'small', 'grown'),
      unit: 'x slower',
      must: 1.2,
      reach: null,
      isCost: true,
    })),
  );

async function bench(dir: string): Promise<boolean> {
  const dataDir = join(dir, 'postgres');
  say(`Making ${size.projects} and ${size.grown} projects.`);
  const small = await installation(dataDir, 'bench_small', size.projects);
  const grown = await installation(dataDir, 'bench_grown', size.grown);
  try {
    const { results, captured } = await againstOthers(dir, small);
    const growth = await againstGrowth(dir, small, grown);
    const plans = await samePlans(captured, small, grown);
    say('Measuring the start.');
    const start = (await startTime(dir, size.starts)) / 1000;
    const figures: Figure[] = [
      ...figuresOf(results, captured),
      ...growthOf(growth),
      {
        what: 'statements whose plan changed',
        measured: plans.length,
        unit: '',
        must: 0,
        reach: null,
        isCost: true,
      },
      {
        what: 'warm npm start to the first answer',
        measured: start,
        unit: 's',
        must: 3,
        reach: 1.5,
        isCost: true,
      },
    ];
    const names = ['Tavola', 'PostGraphile', 'limit', 'bare client'];
    say(`\n${JSON.stringify(machine())}\n\n${figuresTable(figures)}\n`);
    say(`${roundsTable(results, WORKS, names)}\n\n${roundsTable(growth, WORKS, ['small', 'grown'])}`);
    for (const plan of plans) say(`Plan changed: ${plan}`);
    await keep({ quick: isQuick, machine: machine(), size, figures, plans });
    return figures.every(holds);
  } finally {
    await small.server.stop();
  }
}

async function keep(results: object): Promise<void> {
  const folder = join(PROJECT_DIR, 'bench', 'results');
  await mkdir(folder, { recursive: true });
  const at = DateTime.utc().toISO({ format: 'basic', suppressMilliseconds: true });
  const file = join(folder, `${at}.json`);
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  say(`\nAs JSON: ${file}`);
}

installPostgraphile(say);
const dir = await mkdtemp(join(tmpdir(), 'tavola-bench-'));
await chmod(dir, 0o755);
let hasHeld = false;
try {
  hasHeld = await bench(dir);
} finally {
  // The last server may still be writing.
  await rm(dir, { recursive: true, force: true, maxRetries: 10 });
}
process.exit(hasHeld ? 0 : 1);
