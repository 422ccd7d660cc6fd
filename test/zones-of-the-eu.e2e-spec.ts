import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DateTime } from 'luxon';
import { spanOf } from '../src/agenda/agenda-times.js';
import { localOf } from '../src/platform/time/wall-time.js';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { around, changing } from './factories/zones.js';
import { Tavola } from './setup/tavola.js';

const ITEMS = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { items {
  startsAt endsAt startsAtLocal endsAtLocal } } } }`;

describe('the clock changes of the EU from 2025 to 2030', () => {
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  /** As a client says an instant: its wall time, and which of two where there are two. */
  const saying = (at: DateTime, zone: string) => {
    const local = localOf(at, zone);
    const isSecond = localOf(at.minus({ hours: 1 }), zone) === local;
    return { local, which: isSecond ? ('LATER' as const) : ('EARLIER' as const) };
  };
  const span = (from: DateTime, to: DateTime, zone: string) => {
    const [start, end] = [saying(from, zone), saying(to, zone)];
    return {
      startsAtLocal: start.local,
      endsAtLocal: end.local,
      occurrence: start.which,
      endOccurrence: end.which,
    };
  };
  const daysAround = (change: DateTime) => ({
    startsOn: change.minus({ days: 2 }).toISODate() as string,
    endsOn: change.plus({ days: 2 }).toISODate() as string,
  });

  it.each(changing)('come back from wall times as the instants that they were: %s', (timeZone, changes) => {
    const seen = changes.flatMap((change) =>
      around(change).flatMap((at) =>
        [30, 60, 90].map((minutes) => {
          const to = at.plus({ minutes });
          const { startsAt, endsAt } = spanOf({ timeZone, ...daysAround(change) }, span(at, to, timeZone));
          return [startsAt.toMillis() - at.toMillis(), endsAt.toMillis() - to.toMillis()];
        }),
      ),
    );
    expect(seen).toEqual(seen.map(() => [0, 0]));
    expect(seen).toHaveLength(12 * 8 * 3);
  });

  it('are known to the database as they are to us', async () => {
    const asked = changing.flatMap(([zone, changes]) =>
      changes.flatMap((change) =>
        around(change).map((at) => ({ zone, at: at.toISO(), local: localOf(at, zone) })),
      ),
    );
    const wrong = await tavola.sql(
      `select a.zone, a.at from json_to_recordset($1::json) as a (zone text, at timestamptz, local text)
       where to_char(a.at at time zone a.zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> a.local`,
      [JSON.stringify(asked)],
    );
    expect(wrong).toEqual([]);
    expect(asked).toHaveLength(changing.length * 12 * 8);
  });

  it('come back through GraphQL, of half an hour across the last one in autumn', async () => {
    for (const [index, [timeZone, changes]] of changing.entries()) {
      const change = changes.at(-1) as DateTime;
      const [from, to] = [change.minus({ minutes: 15 }), change.plus({ minutes: 15 })];
      const number = 20 + index;
      const days = daysAround(change);
      const id = await meeting(of, { number, slug: `meeting-${number}`, timeZone, ...days });
      const said = span(from, to, timeZone);
      await agendaItem(of, id, said);
      const { meeting: read } = await of.lead.ask(ITEMS, { id });
      expect([timeZone, read.agenda.items]).toEqual([
        timeZone,
        [
          {
            startsAt: from.toFormat("yyyy-MM-dd'T'HH:mm:ss'+00:00'"),
            endsAt: to.toFormat("yyyy-MM-dd'T'HH:mm:ss'+00:00'"),
            startsAtLocal: said.startsAtLocal,
            endsAtLocal: said.endsAtLocal,
          },
        ],
      ]);
    }
  });
});
