import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../src/platform/access/viewer.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';

describe('where there is no agenda for everybody', () => {
  const messages = new Messages();
  let tavola: Tavola;
  let of: Partnership;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const hidden = await openMeeting(of, { slug: 'hidden', agendaIsPublic: false });
    await agendaItem(of, hidden);
    await publish(of, hidden);
  });
  afterAll(() => tavola.stop());

  const get = (path: string, accept: string) =>
    fetch(`${tavola.url}/p/evolaq/${path}`, {
      headers: { ...tavola.anonymous().headers, accept, 'accept-language': 'fi' },
    });

  it.each(['hidden', 'none', '%00'])(
    'a browser that asks for %s gets a page in the language of the address',
    async (slug) => {
      for (const language of LANGUAGES) {
        const answer = await get(`${slug}/agenda?lang=${language}`, 'text/html,*/*;q=0.8');
        const page = await answer.text();
        expect([
          answer.status,
          answer.headers.get('content-type'),
          answer.headers.get('cache-control'),
        ]).toEqual([404, 'text/html; charset=utf-8', 'no-store']);
        expect(page).toContain(`<html lang="${language}">`);
        expect(page).toContain(messages.say(language, 'page.agenda.none'));
      }
      const unasked = await (await get(`${slug}/agenda`, 'text/html')).text();
      expect(unasked).toContain(messages.say('fi', 'page.agenda.none'));
    },
  );

  it('a program gets JSON', async () => {
    const answer = await get('hidden/agenda.json', 'application/json');
    expect([answer.status, await answer.json()]).toMatchObject([404, { statusCode: 404 }]);
  });
});
