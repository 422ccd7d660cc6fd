import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { openUpload, requestMaterial } from './factories/material.js';
import { recorded } from './factories/outcomes.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { query } from './setup/query.js';
import { Tavola } from './setup/tavola.js';

const SEARCH = `query ($project: String!, $text: String!, $kinds: [SearchKind!], $first: Int) {
  search(project: $project, text: $text, kinds: $kinds, first: $first) {
    id kind rank isSimilar heading snippet agendaItem { title place } } }`;
const UPDATE_ITEM = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version } userErrors { code } } }`;

interface Hit {
  readonly id: string;
  readonly kind: string;
  readonly isSimilar: boolean;
  readonly heading: string;
  readonly snippet: string | null;
  readonly agendaItem: { readonly title: string; readonly place: string | null } | null;
}

/** Titles in six languages, with what people type who look for them. */
const WRITTEN = {
  sv: ['Studiebesök på mötesplatsen för frivilliga', ['studiebesok', 'besök', 'motesplats', 'frivillig']],
  fi: ['Vapaaehtoisten päivän esitykset', ['vapaaehtoinen', 'paivan', 'päivä', 'esitykset']],
  de: ['Überblick über die Übungsräume', ['uberblick', 'ÜBUNGSRAUM', 'übungsräume']],
  lv: ['Ķekavas brīvprātīgo sanāksme', ['kekavas', 'Ķekava', 'brivpratigo', 'sanaksme']],
  hr: ['Šibenska radionica za udruge građana', ['sibenska', 'radionica', 'gradana', 'Šibensk']],
  it: ['Attività delle associazioni di volontariato', ['attivita', 'associazione', 'volontariato']],
} as const;

describe('search', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const words = {
      title: 'Recruiting volunteers',
      description: 'How Norrköping found them',
      place: 'Blue hall',
    };
    itemId = (await agendaItem(of, meetingId, words)).id;
    await publish(of, meetingId);
    for (const [language, [title]] of Object.entries(WRITTEN))
      await recorded(of, await of.as('lead@norrkoping.example', language), { title });
    delegate = await of.as('delegate@skovde.example');
  });
  afterAll(() => tavola.stop());

  const send = (client: GraphqlClient, text: string, more: object = {}) =>
    client.send(SEARCH, { project: 'evolaq', text, ...more });
  const search = async (client: GraphqlClient, text: string, more: object = {}): Promise<Hit[]> =>
    (await send(client, text, more)).data.search;
  const headings = (hits: readonly Hit[]) => hits.map(({ heading }) => heading);

  it.each(Object.entries(WRITTEN))(
    'finds %s with and without accents, begun and bent',
    async (_, [title, typed]) => {
      for (const text of typed)
        expect([text, headings(await search(delegate, text))]).toEqual([
          text,
          expect.arrayContaining([title]),
        ]);
    },
  );

  it('finds what is misspelt, and says so', async () => {
    for (const [text, heading] of [
      ['Norkoping', 'Norrköpings kommun'],
      ['volontariatto', WRITTEN.it[0]],
      ['recruting voluntears', 'Recruiting volunteers'],
      ['Daugavplis', 'Daugavpils pilsētas dome'],
    ] as const) {
      const hits = await search(delegate, text);
      expect(hits.find((hit) => hit.heading === heading)).toMatchObject({ isSimilar: true });
    }
    expect(await search(delegate, 'volontariatto zeppelin')).toEqual([]);
  });

  it('puts what is written so before what begins so, and both before what is alike', async () => {
    for (const title of ['Tables', 'Table', 'Tavle', 'A tabled matter'])
      await recorded(of, of.lead, { title });
    const hits = await search(delegate, 'table');
    expect(hits[0]?.heading).toBe('Table');
    expect(headings(hits.slice(1, 3)).toSorted()).toEqual(['A tabled matter', 'Tables']);
    expect(hits.map(({ isSimilar }) => isSimilar)).toEqual(hits.map((_, index) => index > 2));
  });

  it('shows where the words stand, in the language in which they do, and takes only the kinds asked for', async () => {
    const [hit, ...others] = await search(delegate, 'norrkoping found', { kinds: ['AGENDA_ITEM'] });
    expect([hit, others]).toMatchObject([
      { kind: 'AGENDA_ITEM', heading: 'Recruiting volunteers', snippet: 'How Norrköping found them' },
      [],
    ]);
    expect(await search(delegate, 'norrkoping found', { kinds: ['PERSON', 'OUTCOME'] })).toEqual([]);
    expect((await search(delegate, 'kommun', { first: 1 })).length).toBe(1);
  });

  it('follows what is written, at once', async () => {
    const id = await recorded(of, of.lead, { title: 'Xylophones' });
    expect((await search(delegate, 'xylophones')).map((hit) => hit.id)).toEqual([id]);
    const update = `mutation ($input: UpdateOutcomeInput!) { updateOutcome(input: $input) { userErrors { code } } }`;
    await of.lead.ask(update, { input: { id, expectedVersion: 1, title: 'Zithers' } });
    expect(await search(delegate, 'xylophones')).toEqual([]);
    expect((await search(delegate, 'zithers')).map((hit) => hit.id)).toEqual([id]);
  });

  it('tells nothing of a draft to whoever sees the release alone', async () => {
    await agendaItem(of, meetingId, { title: 'Unheard of' });
    const input = { id: itemId, expectedVersion: 1, place: 'Secret cellar' };
    await of.lead.ask(UPDATE_ITEM, { input });
    for (const text of ['unheard', 'secret cellar'])
      expect([text, await search(delegate, text)]).toEqual([text, []]);
    expect(headings(await search(of.lead, 'unheard'))).toEqual(['Unheard of']);
    const [released] = await search(of.lead, 'recruiting');
    expect(released?.agendaItem).toEqual({ title: 'Recruiting volunteers', place: 'Blue hall' });
  });

  it('finds uploads that are not done for who may see them, and people by their name alone', async () => {
    const { skovde } = await requestMaterial(of, meetingId, { partnerIds: [of.partnerIds['skovde']] });
    await openUpload(delegate, tavola.url, {
      materialRequestId: skovde,
      fileName: 'unfinished-talk.pdf',
      size: 9,
    });
    expect((await search(delegate, 'unfinished talk')).map(({ kind }) => kind)).toEqual(['PRESENTATION']);
    expect(await search(await of.as('delegate@daugavpils.example'), 'unfinished talk')).toEqual([]);
    expect(headings(await search(of.lead, 'coordinator skovde'))).toEqual(['Coordinator, Skövde']);
    expect(await search(of.lead, 'skovde.example', { kinds: ['PERSON'] })).toEqual([]);
  });

  it('is of one project, and empty for whoever has no part in it', async () => {
    await tavola.person('stranger@turku.example');
    const stranger = await tavola.signedIn('stranger@turku.example');
    for (const text of ['norrkoping', 'coordinator', 'recruiting', 'recruting'])
      expect(await search(stranger, text)).toEqual([]);
    const { errors } = await send(tavola.anonymous(), 'norrkoping');
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  });

  it.each([
    ['a', '`text` needs two letters'],
    ['?! "\'', '`text` needs two letters'],
    ['', '`text` needs two letters'],
    ['x'.repeat(10_000), '`text` has at most 200 characters'],
    ['one two three four five six seven eight nine', '`text` has at most 8 words'],
  ])('says what is wrong with a question like %.5s', async (text, message) => {
    const { data, errors } = await send(delegate, text);
    expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toContain(message);
  });

  it.each([
    '"recruiting" & !volunteers | (',
    "recruiting' :* volunteers\\",
    '<b>recruiting</b>',
    '%recruiting_',
    '🎉 recruiting 🎉',
  ])('takes signs for signs: %s', async (text) => {
    const { errors } = await send(delegate, text);
    expect(errors).toBeUndefined();
  });

  it('takes no longer where other projects have 20,000 items and people with the same words', async () => {
    const own = await recorded(of, of.lead, { title: 'Guideline for Anna' });
    const tell = async () => {
      const times: number[] = [];
      for (let turn = 0; turn < 9; turn += 1) {
        const since = performance.now();
        const hits = await search(delegate, turn % 2 ? 'guideline anna' : 'guidleine');
        times.push(performance.now() - since);
        expect(hits.map(({ id }) => id)).toContain(own);
      }
      return times.toSorted((a, b) => a - b)[4] as number;
    };
    await tell();
    const before = await tell();
    const as = (text: string, values: unknown[] = []) => query(tavola.database.superuserUrl, text, values);
    await as(
      `insert into search_document (kind, subject_id, project_id, words, plain)
       select 'OUTCOME', gen_random_uuid(), $1::uuid, d.words, d.plain from search_document d, generate_series(1, 20000)
       where d.subject_id = $2`,
      [uuidv7(), own],
    );
    await as(
      `insert into search_document (kind, subject_id, project_id, words, plain)
       select 'PERSON', gen_random_uuid(), $1::uuid, search_words('{"name": "Anna Guideline"}', '{}'), 'anna guideline'
       from generate_series(1, 20000)`,
      [uuidv7()],
    );
    await as('vacuum analyze search_document');
    await tell();
    const after = await tell();
    process.stdout.write(`search: ${before.toFixed(1)} ms, beside 40,000 others ${after.toFixed(1)} ms\n`);
    expect(after).toBeLessThan(2 * before + 15);
  }, 60_000);
});
