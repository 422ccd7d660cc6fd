import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, partnership, publish } from './factories/partnership.js';
import { type Guest, PlacesOfAMeeting } from './factories/places.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const PLACES = `query ($id: ID!) { meeting(id: $id) { siteVisits { id places { confirmed offered free waiting } } } }`;
const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`;

describe('a place that is offered', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let at: PlacesOfAMeeting;
  let first: Guest;
  let second: Guest;
  let third: Guest;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    at = await PlacesOfAMeeting.start(tavola, of, clock);
    await at.offerFor(24);
    first = await at.comes('delegate@skovde');
    second = await at.comes('delegate@daugavpils');
    third = await at.comes('delegate@cervia');
  });
  afterAll(async () => {
    await at.stop();
    await tavola.stop();
  });

  let hour = 7;
  /** One place, which the first has, and for which the others wait; each at another hour. */
  async function visit(): Promise<{ itemId: string; held: string; waiting: string; last: string }> {
    hour += 1;
    const [startsAtLocal, endsAtLocal] = [hour, hour + 1].map(
      (time) => `2017-12-12T${String(time).padStart(2, '0')}:00`,
    );
    const title = `Salt pans at ${hour}`;
    const item = { kind: 'SITE_VISIT', title, capacity: 1, startsAtLocal, endsAtLocal };
    const { id: itemId } = await agendaItem(of, at.meetingId, item);
    await publish(of, at.meetingId);
    const ids: string[] = [];
    for (const who of [first, second, third]) ids.push((await at.signUp(who, itemId)).signUp.id);
    const [held, waiting, last] = ids as [string, string, string];
    return { itemId, held, waiting, last };
  }

  async function placesOf(itemId: string): Promise<unknown> {
    const { meeting } = await of.lead.ask(PLACES, { id: at.meetingId });
    return meeting.siteVisits.find(({ id }: { id: string }) => id === itemId).places;
  }

  async function deadlineOf(id: string): Promise<string> {
    const [row] = (await tavola.sql('select offered_until from sign_up where id = $1', [id])) as [
      { offered_until: Date },
    ];
    return row.offered_until.toISOString();
  }

  /** The page that the newest mail of an offer leads to. */
  async function page(who: Guest, id: string) {
    await at.settled();
    const mail = tavola.mailsTo(who.email).find(({ text }) => text.includes(`/${id}/`));
    const { pathname, search } = new URL(/http:\S+\/offers\/\S+/.exec(mail?.text ?? '')?.[0] as string);
    const address = tavola.url + pathname + search;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const send = async (init?: RequestInit) => {
      const answer = await fetch(address, init);
      return { status: answer.status, text: await answer.text() };
    };
    return {
      get: () => send(),
      post: (body: string, origin?: string) =>
        send({ method: 'POST', headers: { ...headers, ...(origin && { origin }) }, body }),
      forged: () => fetch(address.replace(id, first.registrationId)),
    };
  }

  it('is kept for the next in line, and his when he accepts', async () => {
    const { itemId, held, waiting, last } = await visit();
    await at.does(first, 'cancelSignUp', held);
    expect(await placesOf(itemId)).toEqual({ confirmed: 0, offered: 1, free: 0, waiting: 1 });
    expect((await at.signUp(first, itemId)).signUp).toEqual({
      id: held,
      state: 'WAITLISTED',
      position: 2,
      offeredUntil: null,
      atSameTime: [],
    });
    const accepted = { id: waiting, state: 'CONFIRMED', position: null, offeredUntil: null, atSameTime: [] };
    expect(await at.accept(second, waiting)).toEqual({ signUp: accepted, userErrors: [] });
    expect((await at.accept(second, waiting)).signUp).toEqual(accepted);
    expect(await placesOf(itemId)).toEqual({ confirmed: 1, offered: 0, free: 0, waiting: 2 });
    expect(await at.stateOf(last)).toBe('WAITLISTED');
  });

  it('goes to the next when he declines, and he is not asked again', async () => {
    const { held, waiting, last } = await visit();
    await at.does(first, 'cancelSignUp', held);
    expect((await at.does(second, 'declineOffer', waiting)).signUp.state).toBe('CANCELLED');
    expect((await at.does(second, 'declineOffer', waiting)).userErrors).toEqual([]);
    expect(await at.stateOf(last)).toBe('OFFERED');
    await at.accept(third, last);
    expect((await at.does(third, 'declineOffer', last)).userErrors).toMatchObject([
      { code: 'OFFER_OVER', field: ['id'] },
    ]);
    expect(await at.stateOf(last)).toBe('CONFIRMED');
  });

  it('is answered on the page of the mail, which changes nothing by being opened', async () => {
    const { held, waiting } = await visit();
    await at.does(first, 'cancelSignUp', held);
    const { get, post, forged } = await page(second, waiting);
    expect((await forged()).status).toBe(404);
    expect((await get()).status).toBe(200);
    expect((await get()).text).toContain('Salt pans at 10');
    expect((await post('answer=yes', 'https://elsewhere.example')).status).toBe(403);
    expect((await post('')).status).toBe(200);
    expect(await at.stateOf(waiting)).toBe('OFFERED');
    expect((await post('answer=yes')).status).toBe(200);
    expect(await at.stateOf(waiting)).toBe('CONFIRMED');
    expect((await post('answer=no')).status).toBe(422);
    expect((await get()).text).not.toContain('<button');
    expect(await at.stateOf(waiting)).toBe('CONFIRMED');
  });

  it('goes to the next when its time is over, once', async () => {
    const { held, waiting, last } = await visit();
    await at.does(first, 'cancelSignUp', held);
    const { get, post } = await page(second, waiting);
    clock.set('2017-11-21T08:59:59Z');
    expect(await at.endOffers()).toBe(0);
    clock.set('2017-11-21T09:00:00Z');
    expect((await at.accept(second, waiting)).userErrors).toMatchObject([
      { code: 'OFFER_OVER', field: ['input', 'id'] },
    ]);
    expect((await get()).text).not.toContain('<button');
    expect((await Promise.all([at.endOffers(), at.endOffers()])).reduce((sum, ended) => sum + ended)).toBe(1);
    expect([await at.stateOf(waiting), await at.stateOf(last)]).toEqual(['CANCELLED', 'OFFERED']);
    expect((await post('answer=yes')).status).toBe(422);
    await at.settled();
    const told = await tavola.sql(
      `select e.kind, e.subject_id = $1 as "isOfFirst", count(*)::int as mails
       from event e join email m on m.event_id = e.id
       where e.subject_id in ($1, $2) group by 1, 2 order by 2 desc, 1 desc`,
      [waiting, last],
    );
    expect(told).toEqual([
      { kind: 'signUp.offered', isOfFirst: true, mails: 1 },
      { kind: 'signUp.offerEnded', isOfFirst: true, mails: 1 },
      { kind: 'signUp.offered', isOfFirst: false, mails: 1 },
    ]);
    await at.accept(third, last);
  });

  it('is offered anew to who was asked too late', async () => {
    const { held, waiting } = await visit();
    await tavola.sql(
      `insert into mail_hold (held, since, taken_at) values (true, now(), now())`,
      [],
      tavola.database.ownerUrl,
    );
    await at.does(first, 'cancelSignUp', held);
    clock.set('2017-11-22T10:00:00Z');
    expect(await at.endOffers()).toBe(0);
    await tavola.sql('delete from mail_hold', [], tavola.database.ownerUrl);
    expect(await at.endOffers()).toBe(1);
    expect([await at.stateOf(waiting), await deadlineOf(waiting)]).toEqual([
      'OFFERED',
      '2017-11-23T10:00:00.000Z',
    ]);
    // The control: who was asked in time loses it.
    await (await page(second, waiting)).get();
    clock.set('2017-11-23T10:00:00Z');
    expect(await at.endOffers()).toBe(1);
    expect(await at.stateOf(waiting)).toBe('CANCELLED');
  });

  it('lasts no longer than until it begins, also when that is brought forward', async () => {
    clock.set('2017-12-11T10:00:00Z');
    const { itemId, held, waiting } = await visit();
    await at.does(first, 'cancelSignUp', held);
    expect(await deadlineOf(waiting)).toBe('2017-12-12T10:00:00.000Z');
    clock.set('2017-11-24T10:00:00Z');
    const read = await tavola.sql('select version from agenda_item where id = $1', [itemId]);
    const times = { startsAtLocal: '2017-12-11T06:00', endsAtLocal: '2017-12-11T07:00' };
    await of.lead.ask(MOVE, { input: { id: itemId, expectedVersion: read[0]?.['version'], ...times } });
    await publish(of, at.meetingId);
    expect(await deadlineOf(waiting)).toBe('2017-12-11T05:00:00.000Z');
  });

  it('is given at once to who has no address', async () => {
    hour += 1;
    const { itemId, held } = await visit();
    const guest = await at.guest('A guest');
    const { id } = (await at.signUp(guest, itemId)).signUp;
    for (const [who, signUp] of [
      [first, held],
      [second, (await at.signUp(second, itemId)).signUp.id],
      [third, (await at.signUp(third, itemId)).signUp.id],
    ] as const)
      await at.does(who, 'cancelSignUp', signUp);
    expect(await at.stateOf(id)).toBe('CONFIRMED');
  });

  it('is his or the next one’s, whatever happens at the same moment', async () => {
    const { itemId, held, waiting } = await visit();
    for (let round = 0; round < 5; round += 1) {
      await at.does(first, 'cancelSignUp', held);
      await Promise.all([
        at.accept(second, waiting),
        at.does(second, 'declineOffer', waiting),
        at.endOffers(),
        at.does(first, 'cancelSignUp', held),
      ]);
      const counted = await tavola.sql(
        `select (select taken from agenda_item where id = $1) as taken, count(*)::int as held
         from sign_up where item_id = $1 and state in ('CONFIRMED', 'OFFERED')`,
        [itemId],
      );
      expect(counted).toEqual([{ taken: 1, held: 1 }]);
      for (const who of [first, second, third]) {
        const { signUp } = await at.signUp(who, itemId);
        if (who !== first && signUp.state !== 'WAITLISTED') await at.does(who, 'cancelSignUp', signUp.id);
      }
      for (const who of [second, third]) await at.signUp(who, itemId);
      const open = await at.signUp(first, itemId);
      if (open.signUp.state === 'OFFERED') await at.accept(first, open.signUp.id);
    }
  });
});
