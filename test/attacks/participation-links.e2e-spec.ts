import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { disablePerson } from '../../src/accounts/disable-person.js';
import { applicationDataSource } from '../../src/data-source.js';
import { Secrets } from '../../src/platform/access/secrets.js';
import { type Link, nameDelegate, participationLink } from '../factories/participation.js';
import { type Partnership, openMeeting, partnership, step } from '../factories/partnership.js';
import { FixedClock } from '../setup/fixed-clock.js';
import { Tavola } from '../setup/tavola.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('attacks on mailed links', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let anna: Link;
  let bo: Link;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const link = async (name: string, partner: string) => {
      const id = await nameDelegate(of, meetingId, { partner, name, seats: 2 });
      return participationLink(tavola, `${name.toLowerCase()}@${partner}.example`, id);
    };
    anna = await link('Anna', 'skovde');
    bo = await link('Bo', 'daugavpils');
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => tavola.stop());

  /** Mails come of events, some time later. */
  const everything = () =>
    tavola.sql(`select (select json_agg(r order by r.id) from registration r) as registrations,
      (select json_agg(n order by n.registration_id) from needs n) as needs,
      (select count(*)::int from event) as events`);

  /** An address with one of its parts changed. */
  function changed(address: string, part: number, to: string): string {
    const url = new URL(address);
    const parts = url.pathname.split('/');
    parts[part] = to;
    url.pathname = parts.join('/');
    return url.href;
  }
  const [ID, PERSON, UNTIL] = [2, 3, 4];
  const partOf = (address: string, part: number): string => new URL(address).pathname.split('/')[part] ?? '';

  /** What nobody was mailed. */
  function guesses(): string[] {
    const nowhere = '0198c0de-0000-7000-8000-000000000000';
    const [hers, his] = [anna.address, bo.address];
    const signed = (signature: string) => hers.replace(/signature=.*/, signature);
    const signature = new URL(hers).searchParams.get('signature') ?? '';
    return [
      signed(''),
      signed('signature='),
      signed(`signature=${signature.slice(0, -1)}`),
      signed(`signature=${signature.toUpperCase()}`),
      signed(`signature=${'A'.repeat(signature.length)}`),
      signed(`signature[]=${signature}`),
      signed(new URL(his).search.slice(1)),
      changed(hers, ID, partOf(his, ID)),
      changed(hers, PERSON, partOf(his, PERSON)),
      changed(changed(hers, ID, partOf(his, ID)), PERSON, partOf(his, PERSON)),
      changed(hers, ID, nowhere),
      changed(hers, UNTIL, '2030-12-31'),
      changed(hers, UNTIL, `${partOf(hers, UNTIL)}%20`),
      changed(hers, ID, partOf(hers, ID).toUpperCase()),
    ];
  }
  const post = (address: string, body: string, headers: Record<string, string> = {}) =>
    fetch(address, { method: 'POST', headers: { ...FORM, ...headers }, body });
  const withoutTrace = (page: string): string =>
    page.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '');

  it('by guessing, or with the link of another, find nothing and change nothing', async () => {
    const before = await everything();
    const pages = new Set<string>();
    for (const address of guesses())
      for (const response of [await fetch(address), await post(address, 'answer=no')]) {
        expect([address, response.status]).toEqual([address, 404]);
        pages.add(withoutTrace(await response.text()));
      }
    // What there is answers as what there is not.
    expect(pages.size).toBe(1);
    expect(await everything()).toEqual(before);
    // The control: nothing but the signature keeps them out.
    jest.spyOn(Secrets.prototype, 'isSignatureOf').mockReturnValue(true);
    expect((await fetch(changed(anna.address, UNTIL, '2030-12-31'))).status).toBe(200);
  });

  it('by scanners of mail change nothing, however they open it', async () => {
    const before = await everything();
    const statuses = [];
    for (const method of ['HEAD', 'GET', 'OPTIONS', 'PUT', 'DELETE'])
      statuses.push((await fetch(anna.address, { method })).status);
    expect(statuses).toEqual([200, 200, 404, 404, 404]);
    for (const body of ['', 'diet=vegan&photo=yes', 'answer=', 'answer=maybe', 'answer[]=yes'])
      expect((await post(anna.address, body)).status).toBe(422);
    expect((await fetch(anna.address, { method: 'POST' })).status).toBe(422);
    expect((await fetch(`${anna.address}&answer=yes`)).status).toBe(200);
    expect(await everything()).toEqual(before);
    // The control: an answer is seen to.
    expect((await anna.post('answer=yes')).status).toBe(200);
    expect(await everything()).not.toEqual(before);
  });

  it('by the form of another site are refused, whatever that says of itself', async () => {
    const before = await everything();
    for (const origin of [
      'https://elsewhere.example',
      'null',
      'http://localhost.elsewhere.example',
      'http://localhost:1',
    ])
      expect([origin, (await anna.post('answer=no', origin)).status]).toEqual([origin, 403]);
    expect(await everything()).toEqual(before);
    expect((await anna.post('answer=yes', 'http://localhost')).status).toBe(200);
  });

  it('by whoever was disabled find what everybody else finds', async () => {
    expect((await bo.get()).status).toBe(200);
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    await disablePerson(dataSource, clock.now(), 'bo@daugavpils.example');
    await dataSource.destroy();
    const before = await everything();
    expect([(await bo.get()).status, (await bo.post('answer=yes')).status]).toEqual([404, 404]);
    expect(await everything()).toEqual(before);
    // The control: it was this alone.
    await tavola.sql(`update person set disabled_at = null where email = 'bo@daugavpils.example'`);
    expect((await bo.get()).status).toBe(200);
  });

  it('take no place that was given up once registration is closed, nor in a meeting that was called off', async () => {
    expect((await bo.post('answer=yes')).status).toBe(200);
    const coordinator = await of.as('coordinator@daugavpils.example');
    const { withdraw } = await coordinator.ask(
      `mutation ($id: ID!) { withdraw: declineParticipation(id: $id) { registration { state } userErrors { code } } }`,
      { id: partOf(bo.address, ID) },
    );
    expect(withdraw).toEqual({ registration: { state: 'WITHDRAWN' }, userErrors: [] });
    for (const name of ['closeRegistration', 'cancelMeeting']) {
      await of.lead.ask(step(name), { id: meetingId });
      const before = await everything();
      expect([name, (await bo.post('answer=yes&diet=vegan')).status]).toEqual([name, 422]);
      expect(await everything()).toEqual(before);
    }
  });
});
