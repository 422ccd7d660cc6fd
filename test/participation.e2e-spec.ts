import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Messages } from '../src/platform/i18n/messages.js';
import { type Link, nameDelegate, participationLink, shownVersion } from './factories/participation.js';
import { type Partnership, invite, openMeeting, partnership, step } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const say = (key: string): string => new Messages().say('sv', key);

describe('the page of a mailed link', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let registrationId: string;
  let link: Link;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    registrationId = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 1 });
    link = await participationLink(tavola, 'anna@skovde.example', registrationId);
  });
  afterAll(() => tavola.stop());

  const kept = async () => {
    const [row] = await tavola.sql(
      `select r.state, r.version, r.photo_consent, r.answered_at, n.diet, n.access, n.interpretation,
         (select count(*)::int from event e where e.subject_id = r.id) as events
       from registration r left join needs n on n.registration_id = r.id where r.id = $1`,
      [registrationId],
    );
    return row;
  };
  const lastKind = async () =>
    (
      await tavola.sql('select kind from event where subject_id = $1 order by id desc limit 1', [
        registrationId,
      ])
    )[0]?.['kind'];

  it('takes a yes with all that goes with it, as one event', async () => {
    const before = await kept();
    expect((await link.answer('answer=yes&diet=vegan&access=&photo=yes')).status).toBe(200);
    expect(await kept()).toEqual({
      ...before,
      state: 'CONFIRMED',
      version: 3,
      photo_consent: true,
      answered_at: expect.anything(),
      diet: 'vegan',
      events: 1,
    });
    expect(await lastKind()).toBe('registration.confirmed');
  });

  it('changes needs after a yes and leaves the day of the answer', async () => {
    const before = await kept();
    clock.set('2017-11-21T09:00:00Z');
    expect((await link.answer('answer=yes&diet=vegan&access=a+ramp')).status).toBe(200);
    expect(await kept()).toEqual({
      ...before,
      version: 4,
      photo_consent: false,
      access: 'a ramp',
      events: 2,
    });
    expect(await lastKind()).toBe('registration.updated');
  });

  it('keeps of a no nothing but the no', async () => {
    const before = await kept();
    const page = await link.post('answer=no&diet=meat&photo=yes');
    expect(page.status).toBe(200);
    // The choice that was made is the one that is marked.
    expect(/value="(\w+)"\s+required\s+checked/.exec(await page.text())?.[1]).toBe('no');
    const after = await kept();
    expect(after).toEqual({
      ...before,
      state: 'WITHDRAWN',
      version: 5,
      answered_at: expect.anything(),
      events: 3,
    });
    expect(after?.['answered_at']).not.toEqual(before?.['answered_at']);
    expect(await lastKind()).toBe('registration.withdrawn');
  });

  it('writes nothing at all when no seat is left or registration is closed', async () => {
    await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Bo', seats: 1 });
    const before = await kept();
    const full = await link.answer('answer=yes&diet=meat&photo=yes');
    expect([full.status, (await full.text()).includes(say('error.NO_SEATS'))]).toEqual([422, true]);
    expect(await kept()).toEqual(before);
    await invite(of, meetingId, 'skovde', 2);
    await of.lead.ask(step('closeRegistration'), { id: meetingId });
    const closed = await link.answer('answer=yes&diet=meat&photo=yes');
    expect([closed.status, (await closed.text()).includes(say('error.CLOSED'))]).toEqual([422, true]);
    expect(await kept()).toEqual(before);
    await of.lead.ask(step('openRegistration'), { id: meetingId });
    expect((await link.answer('answer=yes&diet=meat')).status).toBe(200);
  });

  it('refuses the form of another site, and a form without a choice', async () => {
    const before = await kept();
    expect((await link.post('answer=no', 'https://elsewhere.example')).status).toBe(403);
    expect((await link.post('diet=')).status).toBe(422);
    expect((await link.post('answer=yes&answer=no')).status).toBe(422);
    expect(await kept()).toEqual(before);
    expect((await link.post('answer=yes&diet=meat', 'http://localhost')).status).toBe(200);
  });

  it('takes nothing away by a form that is older than what is kept, and shows what that is', async () => {
    const old = shownVersion(await (await link.get()).text());
    expect((await link.answer('answer=yes&diet=nut+allergy&access=wheelchair&photo=yes')).status).toBe(200);
    const before = await kept();
    for (const form of [
      `answer=yes&diet=&access=&photo=yes&version=${old}`,
      `answer=yes&diet=nut+allergy&access=stairs&photo=yes&version=${old}`,
      `answer=yes&diet=nut+allergy&access=wheelchair&version=${old}`,
      // Without a version nobody knows what was seen; nor with one that is none.
      'answer=yes',
      'answer=yes&diet=nut+allergy&access=&photo=yes&version=',
      'answer=yes&diet=meat&access=wheelchair&photo=yes&version=9&version=9',
    ]) {
      const refused = await link.post(form);
      const page = await refused.text();
      expect([form, refused.status, page.includes(say('page.participation.changed'))]).toEqual([
        form,
        422,
        true,
      ]);
      expect(page).toMatch(/nut allergy<\/textarea>[^]*wheelchair<\/textarea>[^]*name="photo"[^>]*checked/);
      expect(shownVersion(page)).toBe(String(before?.['version']));
      expect(await kept()).toEqual(before);
    }
  });

  it('takes by an old form a no, and a yes that changes nothing of this', async () => {
    const old = shownVersion(await (await link.get()).text());
    const needs = { diet: 'nut allergy', access: 'a ramp,\n or help' };
    await tavola.sql('update needs set access = $2 where registration_id = $1', [
      registrationId,
      needs.access,
    ]);
    // A browser breaks lines in its own way.
    const same = 'answer=yes&diet=nut+allergy&access=a+ramp,%0D%0A+or+help&photo=yes';
    expect((await link.answer(same)).status).toBe(200);
    expect((await link.post(`${same}&version=${old}`)).status).toBe(200);
    expect((await link.post(`answer=no&version=${old}`)).status).toBe(200);
    expect(await kept()).toMatchObject({ state: 'WITHDRAWN', photo_consent: true, diet: needs.diet });
    expect((await link.post(same)).status).toBe(200);
    expect(await kept()).toMatchObject({ state: 'CONFIRMED', photo_consent: true, diet: needs.diet });
    // A form that could not be taken for another reason remains as old as it was.
    const unchosen = await link.post(`diet=&access=&version=${old}`);
    expect([unchosen.status, shownVersion(await unchosen.text())]).toEqual([422, old]);
  });

  it('of two forms of the same page that are sent at once takes one, and leaves what it does not show', async () => {
    await tavola.sql('update needs set interpretation = $2 where registration_id = $1', [
      registrationId,
      'Swedish',
    ]);
    for (let round = 0; round < 5; round += 1) {
      const version = shownVersion(await (await link.get()).text());
      const diets = [`first ${round}`, `second ${round}`];
      const answers = await Promise.all(
        diets.map((diet) => link.post(`answer=yes&diet=${diet}&access=lift&version=${version}`)),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([200, 422]);
      expect(await kept()).toMatchObject({
        diet: diets[statuses.indexOf(200)],
        access: 'lift',
        interpretation: 'Swedish',
      });
    }
  });

  it('opens as often in a minute as the person may ask, and that of another person as ever', async () => {
    const his = await nameDelegate(of, meetingId, { partner: 'cervia', name: 'Olof', seats: 1 });
    await tavola.sql(
      `insert into request_quota (requester, minute, taken)
       select person_id, floor(extract(epoch from $2::timestamptz) / 60), 1200 from registration where id = $1`,
      [his, clock.now().toISO()],
    );
    const refused = await (await participationLink(tavola, 'olof@cervia.example', his)).get();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await link.get()).status).toBe(200);
  });

  it('ends when the last day is over where the meeting takes place', async () => {
    clock.set('2017-12-13T22:59:59Z');
    expect((await link.get()).status).toBe(200);
    clock.set('2017-12-13T23:00:00Z');
    expect((await link.get()).status).toBe(404);
    expect((await link.post('answer=no')).status).toBe(404);
    // Far in the west the thirteenth lasts longer than in Greenwich.
    await tavola.sql(`update meeting set time_zone = 'America/New_York' where id = $1`, [meetingId]);
    clock.set('2017-12-14T04:59:59Z');
    expect((await link.get()).status).toBe(200);
    clock.set('2017-12-14T05:00:00Z');
    expect((await link.get()).status).toBe(404);
  });
});
