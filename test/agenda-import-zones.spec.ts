import { describe, expect, it } from '@jest/globals';
import type { DateTime } from 'luxon';
import { CERVIA, checked, problemsOf } from './factories/agenda-files.js';
import { around, changing } from './factories/zones.js';

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
