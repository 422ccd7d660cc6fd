import { describe, expect, it } from '@jest/globals';
import { DateTime, IANAZone } from 'luxon';
import { CERVIA, checked, problemsOf } from './factories/agenda-files.js';

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
const changing = SOME.filter(([, changes]) => changes.length > 0);

/** Half past every hour around a change: also in the hour that is left out, or comes twice. */
const around = (change: DateTime): DateTime[] =>
  Array.from({ length: 8 }, (_, index) => change.plus({ minutes: 60 * (index - 4) + 30 }));

interface Lasting {
  readonly at: DateTime;
  readonly minutes: number;
}
/** Lines of two hours, and of half an hour, at whose end the wall may show less than at its start. */
const lasting = (instants: readonly DateTime[]): Lasting[] =>
  instants.flatMap((at) => [120, 30].map((minutes) => ({ at, minutes })));

const local = (at: DateTime, zone: string) => at.setZone(zone);

const meetingAt = (change: DateTime, zone: string) => ({
  ...CERVIA.meeting,
  timeZone: zone,
  startsOn: change.minus({ days: 2 }).toISODate() as string,
  endsOn: change.plus({ days: 2 }).toISODate() as string,
});

const line = ({ at, minutes }: Lasting, zone: string, word: string): string => {
  const [start, end] = [local(at, zone), local(at.plus({ minutes }), zone)];
  const offset = (of: DateTime) => (word === '' ? '' : of.toFormat('ZZ'));
  return [
    start.toISODate(),
    start.toFormat('HH:mm'),
    end.toISODate(),
    end.toFormat('HH:mm'),
    offset(start),
    offset(end),
    'A line',
  ].join(',');
};
const HEADINGS = 'day,start,endDay,end,startOffset,endOffset,title';

describe('wall times at every clock change of the EU from 2025 to 2030', () => {
  it('are asked of all zones that change their clocks, twice a year', () => {
    expect(changing.map(([zone, changes]) => [zone, changes.length])).toEqual(
      changing.map(([zone]) => [zone, 12]),
    );
    expect(changing).toHaveLength(34);
  });

  it.each(changing)('come back as the instants that they were: %s', async (zone, changes) => {
    for (const change of changes) {
      const lines = lasting(around(change));
      const meeting = meetingAt(change, zone);
      const table = (word: string) => [HEADINGS, ...lines.map((one) => line(one, zone, word))].join('\n');
      const { items, problems } = await checked(table('offset'), 'agenda.csv', { meeting });
      expect(problems.filter(({ code }) => code !== 'FACT_DIFFERS')).toEqual([]);
      expect(items.map(({ startsAt, endsAt }) => [startsAt?.toMillis(), endsAt?.toMillis()])).toEqual(
        lines.map(({ at, minutes }) => [at.toMillis(), at.plus({ minutes }).toMillis()]),
      );

      // Without the offsets it is asked, of each that comes twice and of no other.
      const asked = problemsOf(await checked(table(''), 'agenda.csv', { meeting }));
      const isTwice = (at: DateTime): boolean => {
        const wall = local(at, zone).toFormat('yyyy-MM-dd HH:mm');
        return [-1, 1].some((hours) => local(at.plus({ hours }), zone).toFormat('yyyy-MM-dd HH:mm') === wall);
      };
      expect(asked).toEqual(
        lines.flatMap(({ at, minutes }, index) => [
          ...(isTwice(at) ? [`${index + 2} start AMBIGUOUS_TIME`] : []),
          ...(isTwice(at.plus({ minutes })) ? [`${index + 2} end AMBIGUOUS_TIME`] : []),
        ]),
      );
    }
  });

  it.each(changing)(
    'say which is meant by first and second, and have none in spring: %s',
    async (zone, changes) => {
      for (const change of changes) {
        const meeting = meetingAt(change, zone);
        const before = local(change.minus({ minutes: 1 }), zone)
          .plus({ minutes: 1 })
          .setZone('utc', {
            keepLocalTime: true,
          });
        // What the clock would have shown half an hour later, had it not been changed; or shows for the second time.
        const isSpring = local(change, zone).offset > local(change.minus({ hours: 1 }), zone).offset;
        const gap = isSpring ? before.minus({ minutes: 30 }) : local(change.plus({ minutes: 30 }), zone);
        const day = gap.toISODate();
        const row = (word: string) => `${day},${gap.toFormat('HH:mm')},${word},${day},12:00,A line`;
        const content = ['day,start,startOffset,endDay,end,title', row('first'), row('second')].join('\n');
        const result = await checked(content, 'agenda.csv', { meeting });
        const instants = result.items.map(({ startsAt }) => startsAt?.toMillis());
        const middle = change.plus({ minutes: 30 });
        expect(isSpring ? problemsOf(result) : instants).toEqual(
          isSpring
            ? ['2 start NONEXISTENT_TIME', '3 start NONEXISTENT_TIME']
            : [middle.minus({ hours: 1 }).toMillis(), middle.toMillis()],
        );
        const proposals = result.problems.map(({ values }) => values['proposal']);
        const proposal = gap.plus({ hours: 1 }).toFormat('HH:mm');
        expect(proposals).toEqual(isSpring ? [proposal, proposal] : []);
      }
    },
  );
});
