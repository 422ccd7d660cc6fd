import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

describe('a mail about a new agenda', () => {
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  /** Where it leads. */
  const published = async (place: string, changes: object): Promise<string> => {
    const meetingId = await openMeeting(of, { place, ...changes });
    await agendaItem(of, meetingId);
    await publish(of, meetingId);
    const mail = await tavola.mailTo(
      'coordinator@daugavpils.example',
      (text) => text.includes('darba kārtība: versija') && text.includes(place),
    );
    return /http:\S+/.exec(mail.text)?.[0] as string;
  };

  it('leads to the page of it, in the language of each', async () => {
    const address = await published('Cervia', {});
    expect(address).toBe('http://localhost/p/evolaq/cervia/agenda?lang=lv');
    const page = await fetch(address.replace('http://localhost', tavola.url), {
      headers: { accept: 'text/html' },
    });
    expect([page.status, (await page.text()).includes('<html lang="lv"')]).toEqual([200, true]);
  });

  it('leads to the start page where the agenda is not for everybody', async () => {
    const changes = { number: 10, slug: 'hidden', agendaIsPublic: false };
    expect(await published('Ravenna', changes)).toBe('http://localhost/');
  });
});
