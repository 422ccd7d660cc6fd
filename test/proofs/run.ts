import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/database.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { SystemClock } from '../../src/platform/time/clock.js';
import { type Claim, Findings, type Proof } from './proof.js';
import { proofs } from './proofs.js';
import { verdict } from './verdict.js';

/** Where the JSON goes, beside the table. */
const RESULTS = join(import.meta.dirname, '..', '..', '..', '.data', 'proofs');
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

interface Proven {
  readonly name: string;
  readonly promise: string;
  readonly seconds: number;
  readonly claims: readonly Claim[];
}

/**
 * `npm run prove [-- NAME ...] [--full] [--strict]`: runs the proofs, and shows each when it ends; exit code 1 where one
 * fails, and with `--strict` also where this machine lacks what one needs.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { full: { type: 'boolean', default: false }, strict: { type: 'boolean', default: false } },
  });
  const chosen = positionals.length > 0 ? positionals.map(named) : proofs;
  const size = values.full ? 'full' : 'quick';
  const since = performance.now();
  const stop = await startServer();
  const results: Proven[] = [];
  try {
    const run = async (proof: Proof): Promise<void> => {
      const result = await prove(proof, new Findings(size));
      show(result);
      results.push(result);
    };
    await twoAtATime(
      chosen.filter(({ isAlone }) => !isAlone),
      run,
    );
    for (const proof of chosen.filter(({ isAlone }) => isAlone)) await run(proof);
  } finally {
    await stop();
  }
  for (const result of results) await keep(size, result);
  say(`\nThe same as JSON: ${RESULTS}`);
  say(`${Math.round((performance.now() - since) / 1000)} s altogether`);
  const { lines, exitCode } = verdict(
    results.flatMap(({ claims }) => claims),
    values.strict,
  );
  for (const line of lines) say(line);
  // A proof that broke off may have left something open, which must not hold up the end.
  process.exit(exitCode);
}

/** What waits for a mail server or a restart leaves room for another one, and is not told how fast it is. */
async function twoAtATime(all: readonly Proof[], run: (proof: Proof) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await run(next);
  };
  await Promise.all([lane(), lane()]);
}

function named(name: string): Proof {
  const proof = proofs.find((one) => one.name === name);
  if (proof) return proof;
  throw new Error(`There is no proof "${name}". There are: ${proofs.map((one) => one.name).join(', ')}.`);
}

/** A PostgreSQL with a migrated template, of which proofs clone databases as tests do. */
async function startServer(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tavola-prove-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false, database: 'template_tavola' });
  await (await openDatabase({ url: server.appUrl, ownerUrl: server.ownerUrl })).destroy();
  Object.assign(process.env, {
    TEST_SUPERUSER_URL: server.superuserUrl,
    TEST_OWNER_URL: server.ownerUrl,
    TEST_APP_URL: server.appUrl,
  });
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function prove(proof: Proof, findings: Findings): Promise<Proven> {
  const { name, promise } = proof;
  const since = performance.now();
  try {
    await proof.run(findings);
  } catch (error) {
    findings.promise('it runs to its end', (error as Error).stack ?? String(error), false);
  }
  const seconds = Math.round((performance.now() - since) / 100) / 10;
  return { name, promise, seconds, claims: findings.claims };
}

function show({ name, promise, seconds, claims }: Proven): void {
  say(`\n${name}: ${promise}`);
  for (const { claim, figure, outcome, isControl } of claims) {
    say(`  ${outcome.padEnd(10)}  ${isControl ? 'control: ' : ''}${claim}: ${figure}`);
  }
  say(`  ${seconds} s`);
}

/** A file for each proof and size, so that trying one again leaves what was seen of the others. */
async function keep(size: string, result: Proven): Promise<void> {
  const machine = {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  await mkdir(RESULTS, { recursive: true });
  const document = { size, at: new SystemClock().now().toISO(), machine, ...result };
  await writeFile(join(RESULTS, `${result.name}.${size}.json`), `${JSON.stringify(document, null, 2)}\n`);
}

await main();
