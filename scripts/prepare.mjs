/**
 * Runs before `npm start` and `npm test`: installs what is missing and builds what has changed, says one line for each,
 * and nothing when all is in place. Built-ins of Node 18 only, since at first there is nothing else.
 *
 * SKIP_INSTALL=1 leaves node_modules as it is.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimes,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INSTALLED = join(ROOT, 'node_modules', '.installed-lock');
const BUILT = join(ROOT, 'dist', '.built');
const LOCK = join(ROOT, '.data', 'prepare.lock');
const NODE = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

const HEARTBEAT_MS = 5_000;
const LOCK_IS_STALE_AFTER_MS = 60_000;

/** A failure whose message tells the reader all he needs; no stack. */
class Stop extends Error {}

try {
  await prepare();
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

async function prepare() {
  requireNode(18);
  if (isInstalled() && isBuilt()) return;
  const release = await takeLock();
  try {
    // Asked again: another process may have done it while this one waited.
    if (!isInstalled()) await install();
    requireOwnNode();
    if (!isBuilt()) await build();
  } finally {
    release();
  }
}

function requireNode(least) {
  if (Number(process.versions.node.split('.')[0]) >= least) return;
  throw new Stop(
    `Node ${process.versions.node} is too old to install Tavola. Install Node ${least} or newer from https://nodejs.org; ` +
      'the rest of what is needed, a Node 24 included, comes by itself.',
  );
}

function requireOwnNode() {
  if (existsSync(NODE)) return;
  throw new Stop(
    process.env.SKIP_INSTALL === '1'
      ? `Node 24 is missing at ${NODE}. Run this command again without SKIP_INSTALL=1.`
      : `Node 24 is missing at ${NODE}: npm did not run the install script of the package "node". ` +
          'Run "npm rebuild node --ignore-scripts=false", then this command again.',
  );
}

// --- what is there

function isInstalled() {
  return process.env.SKIP_INSTALL === '1' || read(INSTALLED) === lockFileHash();
}

function isBuilt() {
  return existsSync(NODE) && read(BUILT) === sourceHash();
}

/** The platform belongs to it: a folder shared with a container holds programs of the wrong system. */
function lockFileHash() {
  return hash([process.platform, process.arch, readFileSync(join(ROOT, 'package-lock.json'))]);
}

function sourceHash() {
  const configs = readdirSync(ROOT).filter((name) => /^tsconfig.*\.json$/.test(name));
  const files = [...configs, 'package-lock.json', ...filesBelow('migrations'), ...filesBelow('src')];
  files.sort(); // the order of a folder differs between file systems
  return hash(files.flatMap((file) => [file, readFileSync(join(ROOT, file))]));
}

/** Without specs, which are not built. */
function filesBelow(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return path.endsWith('.spec.ts') ? [] : [path];
  });
}

/** Each part goes in with its length, so that moving text from one file to the next changes the hash. */
function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(`${part.length}:`).update(part);
  return sum.digest('hex');
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

// --- what is done

async function install() {
  say('Installing what is missing (npm ci); the first time this takes about a minute.');
  const stamp = lockFileHash();
  const { NODE_ENV: _, ...env } = process.env; // in production npm would leave Node 24 and the compiler out
  const code = await run(...npm('ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'), env);
  if (code !== 0) {
    throw new Stop(
      `npm ci failed (${code}); its message is above. Check the network and the registry ("npm ping"), then try again.`,
    );
  }
  writeFileSync(INSTALLED, stamp);
}

/**
 * The npm that runs this script, on the Node that it runs on itself: `node` on the PATH is by now the one in
 * node_modules, which npm is about to delete.
 */
function npm(...args) {
  const { npm_execpath: cli, npm_node_execpath: node = process.execPath } = process.env;
  return cli && /^npm-cli\.c?js$/.test(basename(cli)) ? [node, [cli, ...args]] : ['npm', args];
}

async function build() {
  say('Building.');
  const stamp = sourceHash();
  for (const old of ['.built', 'src', 'migrations']) {
    rmSync(join(ROOT, 'dist', old), { recursive: true, force: true });
  }
  const code = await run(NODE, [COMPILER, '-p', 'tsconfig.build.json'], process.env);
  if (code !== 0) throw new Stop('The build failed; the compiler says why above.');
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, stamp);
}

/** The exit code or signal; the output goes to the terminal. */
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const shell = command === 'npm' && process.platform === 'win32'; // npm.cmd there
    const child = spawn(command, args, { cwd: ROOT, env, shell, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (error) => reject(new Stop(`${command} could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
}

// --- one at a time, so that `npm start` and `npm test` may be started together

async function takeLock() {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (let waiting = false; !tryLock(); waiting = true) {
    if (!waiting) say('Waiting for another npm command that installs or builds.');
    if (isStale()) rmSync(LOCK, { recursive: true, force: true });
    else await sleep(200);
  }
  const heartbeat = setInterval(
    () => utimes(LOCK, now() / 1000, now() / 1000, () => undefined),
    HEARTBEAT_MS,
  );
  return () => {
    clearInterval(heartbeat);
    rmSync(LOCK, { recursive: true, force: true });
  };
}

function tryLock() {
  try {
    mkdirSync(LOCK);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(LOCK, 'pid'), String(process.pid));
  return true;
}

/** Its process is gone, or it has not been touched for long: then the number belongs to another process by now. */
function isStale() {
  const touched = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs;
  if (touched === undefined) return false;
  return now() - touched > LOCK_IS_STALE_AFTER_MS || !isAlive(read(join(LOCK, 'pid')));
}

function isAlive(pid) {
  if (!pid) return true; // between the two steps of tryLock
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Milliseconds since 1970. */
function now() {
  return performance.timeOrigin + performance.now();
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
