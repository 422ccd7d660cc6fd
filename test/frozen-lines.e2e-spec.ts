import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const EDITIONS = `query ($id: ID!) { meeting(id: $id) {
  newest: agenda { release items { isMandatory endIsInferred } }
  draft: agenda(draft: true) { items { isMandatory endIsInferred } } } }`;

describe('a line of a release', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;

  /** Everybody must be there, and nobody said when it ends; so it is published. */
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    itemId = (await agendaItem(of, meetingId, { isMandatory: true })).id;
    await tavola.sql('update agenda_item set end_is_inferred = true where id = $1', [itemId]);
    await publish(of, meetingId);
  });
  afterAll(() => tavola.stop());

  const change = async (mutation: string, input: object): Promise<unknown> => {
    const document = `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) { userErrors { code } } }`;
    return (await of.lead.ask(document, { input })).it.userErrors;
  };
  const editions = async () => {
    const { newest, draft } = (await of.lead.ask(EDITIONS, { id: meetingId })).meeting;
    return [newest.release, newest.items[0], draft.items[0]] as unknown[];
  };
  const hours = async (): Promise<string | undefined> => {
    const page = await fetch(`${tavola.url}/p/evolaq/cervia/agenda?lang=en`, tavola.anonymous());
    return /<time class="hours"[^>]*>(.*?)<\/time>/.exec(await page.text())?.[1];
  };
  const published = { isMandatory: true, endIsInferred: true };
  const edited = { isMandatory: false, endIsInferred: false };

  it('is mandatory, and its end a guess, as long as nothing else is published', async () => {
    expect(await editions()).toEqual([1, published, published]);
    const stated = { startsAtLocal: '2017-12-12T10:00', endsAtLocal: '2017-12-12T13:00' };
    expect(await change('moveAgendaItem', { id: itemId, expectedVersion: 1, ...stated })).toEqual([]);
    const freed = { id: itemId, expectedVersion: 2, isMandatory: false };
    expect(await change('updateAgendaItem', freed)).toEqual([]);
    expect(await editions()).toEqual([1, published, edited]);
    expect(await hours()).toBe('10:00');
    await publish(of, meetingId);
    expect(await editions()).toEqual([2, edited, edited]);
    expect(await hours()).toMatch(/^10:00\D+13:00$/);
  });

  it('is again what it was where that release is published anew, also where nothing else differs', async () => {
    const back = { startsAtLocal: '2017-12-12T10:00', endsAtLocal: '2017-12-12T12:00' };
    expect(await change('moveAgendaItem', { id: itemId, expectedVersion: 3, ...back })).toEqual([]);
    await publish(of, meetingId);
    for (let sent = 0; sent < 2; sent += 1)
      expect(await change('republishAgenda', { meetingId, release: 1 })).toEqual([]);
    expect(await editions()).toEqual([4, published, edited]);
  });

  it('comes back into the draft as it is in the release', async () => {
    const remove = 'mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }';
    await agendaItem(of, meetingId, {
      title: 'Dinner',
      startsAtLocal: '2017-12-13T10:00',
      endsAtLocal: '2017-12-13T11:00',
    });
    await of.lead.ask(remove, { id: itemId });
    await publish(of, meetingId);
    expect(await change('republishAgenda', { meetingId, release: 1 })).toEqual([]);
    expect(await editions()).toEqual([6, published, published]);
  });

  it('is as the item is by now in a release from when neither was fixed', async () => {
    await tavola.sql('update agenda_item set is_mandatory = false, end_is_inferred = false where id = $1', [
      itemId,
    ]);
    expect(await editions()).toEqual([6, published, edited]);
    const unfixed = 'update agenda_release_line set is_mandatory = null, end_is_inferred = null';
    await tavola.sql(unfixed, [], tavola.database.superuserUrl);
    expect(await editions()).toEqual([6, edited, edited]);
  });
});
