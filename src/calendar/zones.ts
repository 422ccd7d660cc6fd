import type { DateTime } from 'luxon';
import { tzlib_get_ical_block as blockOf, tzlib_get_offset as offsetOf } from 'timezones-ical-library';
import { instantOf, localOf } from '../platform/time/wall-time.js';

/**
 * The rules of a zone, null where nobody has written any. Those of a zone that has another one's go by the name of that one,
 * and would not be found.
 */
export function rulesOf(zone: string): string | null {
  const [rules] = zone === 'UTC' ? [] : blockOf(zone);
  if (!rules) return null;
  const lines = rules
    .replaceAll(/^(TZID|X-LIC-LOCATION):.*$/gm, `$1:${zone}`)
    .trim()
    .split(/\r?\n/);
  return lines.map((line) => `${line}\r\n`).join('');
}

/** By zone, day and hour on the wall, since looking one up takes half a millisecond. Bounded: it begins anew when it is full. */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/** What the rules say that the wall is ahead of UTC at this hour, such as +0100. */
function offsetByRules(zone: string, [day, hour]: readonly [string, string]): string {
  const key = `${zone} ${day} ${hour}`;
  const offset = known.get(key) ?? offsetOf(zone, day, `${hour}:00`);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, offset);
  return offset;
}

/**
 * Whether a wall time with the zone says which instant is meant, to whoever reads the rules that go along with it. One that
 * is shown twice does not say it to everybody, and rules that go along with a zone are those of today. Such an instant is
 * written in UTC.
 */
export function isSaidByTheWall(instant: DateTime, zone: string): boolean {
  const local = localOf(instant, zone);
  if (!instantOf(local, zone).ok) return false;
  return (
    offsetByRules(zone, [local.slice(0, 10), local.slice(11, 13)]) === instant.setZone(zone).toFormat('ZZZ')
  );
}
