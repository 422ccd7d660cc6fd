import { readFileSync, readdirSync } from 'node:fs';

/** Of a tick in /proc, in ms. */
const TICK_MS = 10;

/**
 * What the processor has worked for this process and those it started, in ms: the same on a machine that does other
 * things as well. Where there is no /proc, the time on the wall, which is more.
 */
export function workedMs(): number {
  const { user, system } = process.cpuUsage();
  try {
    const ticks = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(ticksOfChild);
    return (user + system) / 1_000 + ticks.reduce((sum, one) => sum + one, 0) * TICK_MS;
  } catch {
    return performance.now();
  }
}

/** User and system time of a process that this one started (proc_pid_stat(5), fields 4, 14 and 15); 0 of others. */
function ticksOfChild(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(parent) === process.pid ? Number(rest[9]) + Number(rest[10]) : 0;
  } catch {
    return 0;
  }
}
