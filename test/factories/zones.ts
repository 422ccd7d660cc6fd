import { DateTime, IANAZone } from 'luxon';

/** Of the member states of the EU, with what of them lies overseas (IANA time zone database, zone1970.tab and backward). */
const ZONES =
  `Africa/Ceuta America/Cayenne America/Guadeloupe America/Marigot America/Martinique Asia/Famagusta Asia/Nicosia
  Atlantic/Azores Atlantic/Canary Atlantic/Madeira Europe/Amsterdam Europe/Athens Europe/Berlin Europe/Bratislava
  Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Dublin Europe/Helsinki
  Europe/Lisbon Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Mariehamn Europe/Paris Europe/Prague
  Europe/Riga Europe/Rome Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw
  Europe/Zagreb Indian/Mayotte Indian/Reunion`.split(/\s+/);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The instants at which a clock of the zone is changed, to the hour: looked for day by day, not by any rule. */
function changesIn(zone: string): DateTime[] {
  const place = IANAZone.create(zone);
  const isChanged = (at: number, back: number) => place.offset(at) !== place.offset(at - back);
  const first = DateTime.fromISO('2025-01-01', { zone: 'utc' }).toMillis();
  const days = Array.from({ length: 6 * 365 + 2 }, (_, index) => first + (index + 1) * DAY);
  return days
    .filter((day) => isChanged(day, DAY))
    .flatMap((day) =>
      Array.from({ length: 24 }, (_, index) => day - (23 - index) * HOUR).filter((at) => isChanged(at, HOUR)),
    )
    .map((at) => DateTime.fromMillis(at, { zone: 'utc' }));
}

const SOME = ZONES.map((zone) => [zone, changesIn(zone)] as const);
export const changing = SOME.filter(([, changes]) => changes.length > 0);

/** Half past every hour around a change: also in the hour that is left out, or comes twice. */
export const around = (change: DateTime): DateTime[] =>
  Array.from({ length: 8 }, (_, index) => change.plus({ minutes: 60 * (index - 4) + 30 }));
