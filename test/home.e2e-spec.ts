import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { daysInWords } from '../src/platform/i18n/days.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { requestMaterial } from './factories/material.js';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, openMeeting, partnership, step } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

describe('the home page', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  const messages = new Messages();

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    await requestMaterial(of, meetingId, { partnerIds: [of.partnerIds['skovde']] });
  });
  afterAll(() => tavola.stop());

  const read = async (client: GraphqlClient) => (await fetch(tavola.url, { headers: client.headers })).text();
  const lines = (text: string) =>
    [...text.matchAll(/<li>(.*?)<\/li>/gs)].map(([, line = '']) => line.replace(/<[^>]+>/g, '').trim());
  const english = (key: string, values: Record<string, string | number> = {}) =>
    messages.say('en', `page.home.${key}`, values);
  const names = { meeting: 'Final meeting', days: daysInWords('2017-12-11', '2017-12-13', 'en') };
  const further = ['graphiql', 'inbox'].map((key) => english(key));
  const invited = english('invited', { ...names, partner: 'Skövde kommun', taken: 1, seats: 2 });
  const due = '1 December 2017 at 18:00 CET';
  const owed = english('material', {
    ...names,
    title: 'Impact of the project',
    partner: 'Skövde kommun',
    due,
  });

  it('speaks the language of the browser, and tells somebody unknown how to sign in', async () => {
    for (const language of ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'] as const) {
      const text = await read(tavola.anonymous(language));
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).toContain(messages.say(language, 'page.home.title'));
      expect(text).toContain('href="/sign-in"');
      expect(text).not.toContain('/sign-out');
    }
  });

  it('tells everybody what waits for him and for his partner, and nothing of others', async () => {
    const anna = await of.as('anna@skovde.example');
    expect(lines(await read(anna))).toEqual([english('answer', names), invited, owed, ...further]);
    expect(lines(await read(await of.as('coordinator@skovde.example')))).toEqual([invited, owed, ...further]);
    const daugavpils = await read(await of.as('coordinator@daugavpils.example'));
    expect(lines(daugavpils)).toEqual(further);
    expect(daugavpils).toContain('<h1>Welcome, Coordinator, Daugavpils</h1>');
    expect(daugavpils).toContain(english('nothing'));
  });

  it('leads to the page of the answer, after which it asks no more', async () => {
    const anna = await of.as('anna@skovde.example');
    const href = /href="(\/participation\/[^"]+)"/.exec(await read(anna))?.[1];
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answered = await fetch(`${tavola.url}${href}`, { method: 'POST', headers, body: 'answer=yes' });
    expect(answered.status).toBe(200);
    expect(lines(await read(anna))).toEqual([invited, owed, ...further]);
  });

  it('signs no links for an API token, whose scopes would not allow them', async () => {
    const anna = await of.as('anna@skovde.example');
    const { createApiToken } = await anna.ask(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }',
      { input: { name: 'script', scopes: ['READ'], days: 7 } },
    );
    const headers = { authorization: `Bearer ${createApiToken.token}` };
    expect(await (await fetch(tavola.url, { headers })).text()).toContain(english('title'));
  });

  it('forgets meetings that are over or cancelled', async () => {
    const coordinator = await of.as('coordinator@skovde.example');
    clock.set('2017-12-13T22:59:00Z');
    expect(lines(await read(coordinator))).toEqual([invited, owed, ...further]);
    clock.set('2017-12-13T23:00:00Z');
    expect(lines(await read(coordinator))).toEqual(further);
    clock.set('2017-12-01T09:00:00Z');
    await of.lead.ask(step('cancelMeeting'), { id: meetingId });
    expect(lines(await read(coordinator))).toEqual(further);
  });
});
