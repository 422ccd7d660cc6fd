import { MeetingMode } from '../meetings/meeting.entity.js';
import type { Target } from './check.js';
import { byName } from './names.js';
import { oneLine } from './one-line.js';
import { quoted } from './problem.js';
import type { Report } from './report.js';
import type { Facts, Source } from './source.js';

/** As what is stated names its source. */
export const LONGEST_SOURCE = 500;

/**
 * What a file says of the meeting is compared and never taken: the meeting was scheduled by somebody who knew. Differences
 * are warnings, since the file may be of another meeting.
 */
export function checkFacts({ facts }: Source, target: Target, report: Report): void {
  const { meeting } = target;
  const differ = (fact: keyof Facts, is: string | null, same: boolean): void => {
    const said = facts[fact];
    if (said !== undefined && !same)
      report.fact(fact, 'FACT_DIFFERS', { text: quoted(said), is: is === null ? '–' : quoted(is) });
  };
  differ('title', meeting.titles[0] ?? null, meeting.titles.includes(facts.title ?? ''));
  differ('place', meeting.place, facts.place === meeting.place);
  differ('timeZone', meeting.timeZone, facts.timeZone === meeting.timeZone);
  differ('start', meeting.startsOn, facts.start === meeting.startsOn);
  differ('end', meeting.endsOn, facts.end === meeting.endsOn);
  differ('mode', meeting.mode, modeOf(facts.mode) === meeting.mode);
  const host = target.partners.find(({ id }) => id === meeting.hostPartnerId);
  const hosts = byName(target.partners)(facts.host ?? '');
  differ('host', host?.names[0] ?? null, hosts.includes(meeting.hostPartnerId));
  const isOnline = meeting.mode === MeetingMode.ONLINE || modeOf(facts.mode) === MeetingMode.ONLINE;
  if (isOnline && facts.country !== undefined)
    report.fact('country', 'ONLINE_COUNTRY', { text: quoted(facts.country) });
  else differ('country', meeting.countryCode, facts.country?.toUpperCase() === meeting.countryCode);
  const source = facts.source === undefined ? null : oneLine(facts.source, LONGEST_SOURCE);
  if (source && !('text' in source)) report.whole(source.code, source.values, 'source');
  if (facts.completeness !== undefined && !/^complete\b/i.test(facts.completeness))
    report.whole('INCOMPLETE_SOURCE', { text: quoted(facts.completeness) }, 'completeness');
}

/** ON_SITE, on-site or on site. */
const modeOf = (text: string | undefined): string | undefined =>
  text?.toUpperCase().replaceAll(/[\s-]/g, '_');
