import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set<ChildProcess>();
/** Whatever happens, nothing that was started here outlives this process. */
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Started {
  readonly pid: number;
  stop(): Promise<void>;
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** What it says goes there, as a service manager would have it. */
  readonly log: string;
}

/** Starts a program; the end of its log is shown when it ends by itself. */
export function start({
  command,
  args,
  cwd,
  env,
  log,
}: Program): Started & { readonly ended: Promise<never> } {
  const { PATH = '', HOME = '' } = process.env;
  const output = openSync(log, 'a');
  const stdio: StdioOptions = ['ignore', output, output];
  const child = spawn(command, args, { cwd, env: { PATH, HOME, ...env }, detached: true, stdio });
  closeSync(output);
  running.add(child);
  let isStopping = false;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = exit.then(() => {
    running.delete(child);
    if (isStopping) return new Promise<never>(() => undefined);
    return Promise.reject(new Error(`It ended:\n${readFileSync(log, 'utf8').slice(-4_000)}`));
  });
  ended.catch(() => undefined);
  const pid = child.pid as number;
  const stop = async (): Promise<void> => {
    isStopping = true;
    // The group, since npm starts a shell that starts the server.
    process.kill(-pid, 'SIGTERM');
    await exit;
  };
  return { pid, stop, ended };
}

/** Waits until the server answers this with success. Returns when it did, in milliseconds of `performance.now()`. */
export async function answers(url: string, init?: RequestInit): Promise<number> {
  const since = performance.now();
  while (performance.now() - since < 120_000) {
    const response = await fetch(url, init).catch(() => undefined);
    const text = await response?.text();
    if (response?.ok && !text?.includes('"errors"')) return performance.now();
    await sleep(5);
  }
  throw new Error(`${url} does not answer.`);
}

/** Processor time of a process until now, in milliseconds, and its memory in MB; null where there is no /proc. */
export function usage(pid: number): { cpu: number; rss: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // utime and stime in ticks, of which there are 100 a second on every Linux that Node runs on.
    const cpu = (Number(fields[11]) + Number(fields[12])) * 10;
    const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { cpu, rss: (Number(pages) * 1024) / 1e6 };
  } catch {
    return null;
  }
}
