import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readModelOf } from '../src/platform/read/read-model.js';
import { type Partnership, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

/** As much text as an agenda may have. */
const LINES = `insert into agenda_item (id, meeting_id, kind, title, description, starts_at, ends_at, starts_at_local, ends_at_local)
  select gen_random_uuid(), $1, 'SESSION', jsonb_build_object('en', 'Line ' || n), jsonb_build_object('en', repeat('So, what? ', 95)),
    '2017-12-11T09:00Z', '2017-12-11T10:00Z', '2017-12-11T10:00:00', '2017-12-11T11:00:00' from generate_series(1, 400) n`;

const times = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(' ');
const agenda = (selection: string): string =>
  `publicAgenda(project: "evolaq", meeting: "cervia") { ${selection} }`;

/** Whatever strangers ask for, however often in one request. */
describe('the public agenda of a large meeting', () => {
  let tavola: Tavola;
  let of: Partnership;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    const meetingId = await openMeeting(of);
    await tavola.sql(LINES, [meetingId]);
    await publish(of, meetingId);
  });
  afterAll(() => tavola.stop());

  const ask = async (query: string) => {
    const answer = await fetch(`${tavola.url}/graphql`, {
      method: 'POST',
      headers: { ...tavola.anonymous().headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await answer.text();
    const { errors } = JSON.parse(text) as { errors?: { message: string; extensions: { code: string } }[] };
    return {
      length: text.length,
      errors: errors?.map(({ message, extensions: { code } }) => [code, message]),
    };
  };

  it('is asked for three times in one document, and no more', async () => {
    const lines = agenda('items { title { text } }');
    expect((await ask(`{ ${times(3, (n) => `a${n}: ${lines}`)} }`)).errors).toBeUndefined();
    expect((await ask(`{ ${times(4, (n) => `a${n}: ${lines}`)} }`)).errors).toEqual([
      ['QUERY_TOO_LARGE', 'A document has at most 3 fields publicAgenda.'],
    ]);
  });

  it.each([
    ['a long text of each line', `items { ${times(25, (n) => `a${n}: description { text }`)} }`],
    ['all lines', times(12, (n) => `a${n}: items { description { text } partners { name } }`)],
    ['the partners of each', `items { ${times(6, (n) => `a${n}: partners { name }`)} }`],
  ])('is not multiplied by aliases within it: %s', async (_what, selection) => {
    expect((await ask(`{ ${agenda(selection)} }`)).errors).toEqual([
      ['QUERY_TOO_LARGE', expect.stringContaining('Ask for fewer figures or long texts at once')],
    ]);
  });

  it('is had with all that a line has', async () => {
    const all =
      'tag items { id description { text } partners { name } parent { description { text } partners { name } } }';
    const { errors, length } = await ask(`{ ${agenda(all)} }`);
    expect(errors).toBeUndefined();
    expect(length).toBeGreaterThan(380_000);
  });

  it.each(['', '.json', '.ics'])('is not made for who has it: %s', async (form) => {
    const get = async (headers: Record<string, string>) => {
      const began = performance.now();
      const answer = await fetch(`${tavola.url}/p/evolaq/cervia/agenda${form}?lang=en`, {
        headers: { ...tavola.anonymous().headers, ...headers },
      });
      await answer.text();
      return { answer, took: performance.now() - began };
    };
    const etag = (await get({})).answer.headers.get('etag') as string;
    const [whole, known]: [number[], number[]] = [[], []];
    for (let round = 0; round < 7; round += 1) {
      whole.push((await get({})).took);
      const again = await get({ 'if-none-match': etag });
      expect(again.answer.status).toBe(304);
      known.push(again.took);
    }
    const [median, shorter] = [whole, known].map((took) => took.toSorted((a, b) => a - b)[3] as number);
    process.stdout.write(`public agenda${form}: ${median?.toFixed()} ms, 304 in ${shorter?.toFixed()} ms\n`);
    expect(shorter).toBeLessThan((median as number) / 2);
  });

  it('would be multiplied if long texts cost as little as others (control)', async () => {
    const fields = readModelOf('PublicAgendaItem')?.fields ?? {};
    const { description } = fields;
    if (description?.kind !== 'value') throw new Error('It is another field now');
    fields['description'] = { ...description, cost: 1 };
    const { length } = await ask(
      `{ ${agenda(`items { ${times(25, (n) => `a${n}: description { text }`)} }`)} }`,
    );
    fields['description'] = description;
    expect(length).toBeGreaterThan(25 * 380_000);
  });
});
