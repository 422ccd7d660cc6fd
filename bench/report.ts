import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { Results } from './rounds.js';
import { CONNECTIONS } from './rounds.js';
import type { Work } from './works.js';

/** A figure, the one that must be reached, and the one that we would like to reach. */
export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly must: number | null;
  readonly reach: number | null;
  /** Whether less is better. */
  readonly isCost?: boolean;
}

export const holds = ({ measured, must, isCost }: Figure): boolean =>
  must === null || (isCost ? measured <= must : measured >= must);

const reaches = ({ measured, reach, isCost }: Figure): boolean =>
  reach !== null && (isCost ? measured <= reach : measured >= reach);

/** What it was measured on; without names. */
export const machine = () => ({
  system: `${platform()} ${release()} ${arch()}`,
  cores: cpus().length,
  processor: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

const number = (value: number, digits = 2): string =>
  Number.isFinite(value) ? value.toFixed(value >= 100 ? 0 : digits) : '-';

export function figuresTable(figures: readonly Figure[]): string {
  const told = (of: Figure): string => {
    if (!holds(of)) return 'NO';
    return reaches(of) ? 'yes, as hoped' : 'yes';
  };
  const bound = (value: number | null, of: Figure): string =>
    value === null ? '' : `${of.isCost ? '<=' : '>='} ${value}`;
  return table(
    ['figure', 'must', 'reach for', 'measured', 'held'],
    figures.map((of) => [
      of.what,
      bound(of.must, of),
      bound(of.reach, of),
      `${number(of.measured)} ${of.unit}`.trim(),
      told(of),
    ]),
  );
}

export function roundsTable(results: Results, works: readonly Work[], names: readonly string[]): string {
  const rows = works.flatMap((work) =>
    CONNECTIONS.flatMap((connections) =>
      names.flatMap((name) => {
        const of = results.of(work, connections, name);
        if (!of) return [];
        const { perSecond, p50, p99, cpu, rss, bytes } = of;
        const figures = [perSecond, p50, p99, cpu ?? Number.NaN, rss ?? Number.NaN, bytes / 1000];
        return [[work.name, `${connections}`, name, ...figures.map((figure) => number(figure))]];
      }),
    ),
  );
  const columns = [
    'work',
    'connections',
    'side',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'server CPU ms',
    'RSS MB',
    'kB',
  ];
  return table(columns, rows);
}

/** In Markdown, so that it can go into docs/performance.md as it is. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
