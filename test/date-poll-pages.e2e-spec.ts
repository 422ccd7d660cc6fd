import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../src/platform/access/viewer.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { datePoll, inPoll, readPoll, takeInPoll } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const say = (key: string): string => new Messages().say('sv', key);

// What is asked is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Poll = any;

describe('the page of a mailed date poll', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let poll: Poll;
  let anna: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    poll = await datePoll(of);
    anna = await linkTo('anna@skovde.example', poll.id);
  });
  afterAll(() => tavola.stop());

  /** On the server under test, whatever BASE_URL says. */
  async function linkTo(email: string, pollId: string): Promise<string> {
    const { text } = await tavola.mailTo(email, (mail) => mail.includes(`/date-poll/${pollId}`));
    const { pathname, search } = new URL(/http:\S+date-poll\S+/.exec(text)?.[0] as string);
    return tavola.url + pathname + search;
  }
  const get = (link = anna) => fetch(link);
  const post = (body: string, origin?: string, link = anna) =>
    fetch(link, { method: 'POST', headers: { ...FORM, ...(origin && { origin }) }, body });
  const form = (words: string, comment = '', of_ = poll) =>
    [
      ...words.split(' ').map((word, index) => `date-${of_.options[index].id}=${word}`),
      `comment=${encodeURIComponent(comment)}`,
    ].join('&');
  const kept = async () => {
    const { invitees } = await readPoll(of.lead, poll.id);
    const { comment, answers } = invitees.find(({ person }: Poll) => person.name === 'Anna');
    return { comment, answers: answers.map(({ answer }: Poll) => answer).join(' ') };
  };
  const everything = () =>
    tavola.sql(`select (select json_agg(a order by a.invitee_id, a.option_id) from date_answer a) as answers,
      (select json_agg(i order by i.id) from date_poll_invitee i) as invitees, (select count(*)::int from event) as events`);
  const checked = (page: string): string =>
    [...page.matchAll(/value="(\w+)"\s+required\s+checked/g)].map(([, value]) => value).join(' ');

  it('is mailed to each who is asked, in his language, with the dates', async () => {
    const { subject, text } = await tavola.mailTo('anna@skovde.example', (mail) =>
      mail.includes('/date-poll/'),
    );
    expect(subject).toBe('EVOLAQ: vilka datum passar? Final meeting');
    expect(text.split('\n\n').slice(1, 3)).toEqual([
      'Ett datum söks för: Final meeting. Du tillfrågas för Skövde kommun. Svara gärna senast 15 september 2017 kl. ' +
        '18:00 CEST vilka datum som passar; du behöver inget konto.',
      'Datum: mån 04 december–ons 06 december 2017; mån 11 december–ons 13 december 2017; tis 12 december–tors 14 december 2017',
    ]);
    const italian = await tavola.mailTo('coordinator@cervia.example', (mail) => mail.includes('/date-poll/'));
    expect(italian.text.replaceAll('\u2009', ' ')).toContain('lun 11 – mer 13 dicembre 2017');
    for (const nobody of ['delegate@daugavpils.example'])
      expect(tavola.mailsTo(nobody).filter((mail) => mail.text.includes('/date-poll/'))).toEqual([]);
  });

  it('asks for every date with three answers, and changes nothing by being opened', async () => {
    const before = await everything();
    const page = await get();
    const text = await page.text();
    expect([page.status, page.headers.get('cache-control'), page.headers.get('referrer-policy')]).toEqual([
      200,
      'no-store',
      'same-origin',
    ]);
    expect(text.match(/type="radio"/g)).toHaveLength(9);
    expect(text).toContain('<html lang="sv">');
    expect(text).toContain('mån 11 december–ons 13 december 2017');
    expect(text).not.toContain('<script');
    expect(checked(text)).toBe('');
    for (const method of ['GET', 'HEAD']) await fetch(`${anna}&date=YES`, { method });
    expect(await everything()).toEqual(before);
  });

  it('takes an answer, shows it again, and lets it be changed', async () => {
    const first = await post(form('YES IF_NEED_BE NO', 'Gärna med tåg'));
    expect([first.status, (await first.text()).includes(say('page.dates.saved'))]).toEqual([200, true]);
    expect(await kept()).toEqual({ comment: 'Gärna med tåg', answers: 'YES IF_NEED_BE NO' });
    const again = await (await get()).text();
    expect([checked(again), again.includes('Gärna med tåg')]).toEqual(['YES IF_NEED_BE NO', true]);
    await post(form('NO NO NO'), 'http://localhost');
    expect(await kept()).toEqual({ comment: null, answers: 'NO NO NO' });
  });

  it('keeps nothing of a form in part, of one that asks for what there is not, or of another site', async () => {
    const before = await everything();
    const part = await post(form('YES YES', 'Bara delvis'));
    const text = await part.text();
    expect([part.status, text.includes(say('page.dates.missing'))]).toEqual([422, true]);
    // What was chosen and typed is not lost.
    expect([checked(text), text.includes('Bara delvis')]).toEqual(['YES YES', true]);
    expect((await post(form('YES MAYBE NO'))).status).toBe(422);
    expect((await post(`${form('YES YES YES')}&date-${poll.options[0].id}=NO`)).status).toBe(422);
    expect((await post(form('YES YES YES'), 'https://elsewhere.example')).status).toBe(403);
    expect(await everything()).toEqual(before);
    // The control: that is seen to.
    expect((await post(form('YES YES YES'))).status).toBe(200);
    expect(await everything()).not.toEqual(before);
  });

  it('is for one person and one poll: a link with anything else in it opens nothing', async () => {
    const before = await everything();
    const other = await datePoll(of, { title: 'Another' });
    const annas = poll.invitees.find(({ person }: Poll) => person.name === 'Anna').person.id;
    const guesses = [
      anna.replace(poll.id, other.id),
      anna.replace(annas, of.personIds['coordinator@skovde.example'] as string),
      anna.replace('2017-12-14', '2018-12-14'),
      anna.replace(/signature=.*/, 'signature='),
      anna.replace('/date-poll/', '/participation/'),
    ];
    const since = await everything();
    for (const guess of guesses) {
      expect([guess, (await get(guess)).status]).toEqual([guess, 404]);
      expect([guess, (await post(form('NO NO NO'), undefined, guess)).status]).toEqual([guess, 404]);
    }
    expect(await everything()).toEqual(since);
    expect(before).not.toEqual(since);
  });

  it('opens as often in a minute as the person may ask', async () => {
    const [person] = await tavola.sql(`select id from person where email = 'delegate@skovde.example'`);
    await tavola.sql(
      `insert into request_quota (requester, minute, taken)
       values ($1, floor(extract(epoch from $2::timestamptz) / 60), 1200)`,
      [person?.['id'], clock.now().toISO()],
    );
    const refused = await get(await linkTo('delegate@skovde.example', poll.id));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it('asks for a date that came later, and not for one that was withdrawn while he thought', async () => {
    await inPoll(of.lead, 'addDateOptions', { datePollId: poll.id, days: [{ startsOn: '2018-01-08' }] });
    const mail = await tavola.mailTo('anna@skovde.example', (text) => text.includes('Fler datum'));
    expect(mail.subject).toBe('EVOLAQ: fler datum för Final meeting');
    const now = await readPoll(of.lead, poll.id);
    expect(checked(await (await get()).text())).toBe('YES YES YES');
    expect((await post(form('YES YES YES'))).status).toBe(422);
    await takeInPoll(of.lead, 'withdrawDateOption', now.options[3].id);
    expect((await post(form('NO YES YES YES', '', now))).status).toBe(200);
    expect(await kept()).toMatchObject({ answers: 'NO YES YES' });
  });

  it('says in every language when it is too late, chosen, or given up', async () => {
    const words = async (language: string, link: string) => {
      await tavola.sql(`update person set language = $1 where email = 'anna@skovde.example'`, [language]);
      const page = await get(link);
      return { status: page.status, text: await page.text() };
    };
    const given = await datePoll(of, { title: 'Given up' });
    const givenLink = await linkTo('anna@skovde.example', given.id);
    const open = new Set<string>();
    for (const language of LANGUAGES) open.add((await words(language, anna)).text);
    expect(open.size).toBe(LANGUAGES.length);
    clock.set('2017-09-15T16:00:00Z');
    const late = await post(form('NO NO NO'));
    expect([late.status, (await kept()).answers]).toEqual([422, 'NO YES YES']);
    await takeInPoll(of.lead, 'cancelDatePoll', given.id);
    for (const language of LANGUAGES) {
      const message = (key: string, values = {}) => new Messages().say(language, key, values);
      const { text } = await words(language, anna);
      expect(text).not.toContain('<form');
      expect(text).toContain(message('page.dates.said'));
      const cancelled = await words(language, givenLink);
      expect(cancelled.text).toContain(message('page.dates.CANCELLED'));
      expect(cancelled.text).toContain(message('page.dates.none'));
    }
    const mail = await tavola.mailTo('anna@skovde.example', (text) =>
      text.includes('Päiväkysely on peruttu'),
    );
    expect(mail.subject).toBe('EVOLAQ: päivää ei enää etsitä: Given up');
    const choice = { optionId: poll.options[1].id, number: 9, slug: 'cervia', confirmBelowQuorum: true };
    const host = await of.as('coordinator@cervia.example');
    const { version } = await readPoll(of.lead, poll.id);
    const longer = { id: poll.id, expectedVersion: version, answersUntilLocal: '2017-09-16T18:00' };
    await inPoll(of.lead, 'updateDatePoll', longer);
    const yes = poll.options.map(({ id }: Poll) => ({ optionId: id, answer: 'YES' }));
    await inPoll(host, 'answerDatePoll', { datePollId: poll.id, answers: yes });
    expect((await inPoll(of.lead, 'chooseDateOption', choice)).userErrors).toEqual([]);
    // Around the dash stand thin spaces.
    expect((await words('de', anna)).text.replaceAll('\u2009', ' ')).toContain(
      'Mo., 11. – Mi., 13. Dezember 2017',
    );
    const chosen = await tavola.mailTo(
      'anna@skovde.example',
      (text) => text.includes('Termin steht fest') || text.includes('Päivä on valittu'),
    );
    expect(chosen.subject).toContain('Final meeting');
  });

  it('ends when the last of its dates is over where they meet, and with the membership', async () => {
    clock.set('2017-12-14T22:59:59Z');
    expect((await get()).status).toBe(200);
    await tavola.sql(`update person set disabled_at = now() where email = 'anna@skovde.example'`);
    expect((await get()).status).toBe(404);
    await tavola.sql(`update person set disabled_at = null where email = 'anna@skovde.example'`);
    expect((await get()).status).toBe(200);
    clock.set('2017-12-14T23:00:00Z');
    expect((await get()).status).toBe(404);
    expect((await post(form('NO NO NO'))).status).toBe(404);
  });
});
