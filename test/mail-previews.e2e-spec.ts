import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  meeting,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { traveller } from './factories/travel.js';
import { nameDelegate } from './factories/participation.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const PREVIEW = `query ($meetingId: ID!, $kind: String!, $personId: ID!, $language: String) {
  mailPreview(meetingId: $meetingId, kind: $kind, personId: $personId, language: $language) { language subject text html } }`;
const TOKEN = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }`;
const COUNT =
  'select (select count(*)::int from email) as mails, (select count(*)::int from event) as events';

const SKOVDE = 'delegate@skovde.example';

describe('a mail before it is sent', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
    meetingId = await openMeeting(of);
    await agendaItem(of, meetingId, { title: 'Volontärer [[home]]' });
    await traveller(of, meetingId, 'skovde');
    await publish(of, meetingId);
    await until(async () => (await tavola.sql('select from unnotified_event')).length === 0);
  });
  afterAll(() => tavola.stop());

  const preview = async (by: GraphqlClient, asked: object = {}) =>
    (
      await by.ask(PREVIEW, {
        meetingId,
        kind: 'meeting.approached',
        personId: of.personIds[SKOVDE],
        ...asked,
      })
    ).mailPreview;

  it('is shown to the host as its recipient would get it, in his language', async () => {
    const { text, html, ...rest } = await preview(host);
    expect(rest).toEqual({ language: 'sv', subject: 'EVOLAQ: praktisk information, Final meeting' });
    expect(text).toMatch(/^Hej Delegate, Skövde!\n\nMötet ”Final meeting” äger rum den .*Mötet börjar\n/s);
    expect(html).toContain('<html lang="sv">');
    // What an agenda says stays as it was typed; only the links of the mail itself are others.
    expect(text).toContain('Volontärer [');
  });

  it('is shown in another language', async () => {
    const { language, subject, text } = await preview(of.lead, { language: 'fi' });
    expect({ language, subject }).toEqual({
      language: 'fi',
      subject: 'EVOLAQ: käytännön tietoja, Final meeting',
    });
    expect(text).toContain('Kokous alkaa');
    const { errors } = await of.lead.send(PREVIEW, {
      meetingId,
      kind: 'meeting.approached',
      personId: of.personIds[SKOVDE],
      language: 'fr',
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('says what the mail says that was sent', async () => {
    const { subject, text } = await preview(host, { kind: 'agenda.published' });
    const mail = await tavola.mailTo(SKOVDE, (body) => body.includes('/agenda?lang=sv'));
    const shown = (body: string) => body.replaceAll(/\[…\]\S*|http\S+/g, '').replaceAll(/\r|\s+$/g, '');
    expect([subject, shown(text)]).toEqual([mail.subject, shown(mail.text)]);
  });

  it('has no link that works, and is neither stored nor sent', async () => {
    const before = await tavola.sql(COUNT);
    await nameDelegate(of, meetingId, { partner: 'daugavpils', name: 'Ilze', seats: 3, language: 'lv' });
    await until(async () => (await tavola.sql('select from unnotified_event')).length === 0);
    const [{ id: personId }] = (await tavola.sql(`select id from person where name = 'Ilze'`)) as [
      { id: string },
    ];
    const counted = await tavola.sql(COUNT);
    expect(counted).not.toEqual(before);
    clock.set('2017-11-22T09:00:00Z');
    for (const kind of ['delegates.named', 'answers.reminded', 'meeting.cancelled', 'agenda.published']) {
      const { text, html } = await preview(host, { kind, personId });
      expect(text + html).not.toMatch(/signature=|\[\[\/|participation|mail-topics|reply:/);
      expect(html.match(/href="[^#"]/g)).toBeNull();
    }
    expect(await tavola.sql(COUNT)).toEqual(counted);
  });

  it('is shown to nobody else, and of nobody who would not get it', async () => {
    await tavola.person('stranger@elsewhere.example');
    for (const email of ['coordinator@skovde.example', SKOVDE, 'stranger@elsewhere.example'])
      expect(await preview(await of.as(email))).toBeNull();
    expect(
      (await tavola.anonymous().send(PREVIEW, { meetingId, kind: 'x', personId: meetingId })).errors?.[0]
        ?.extensions.code,
    ).toBe('UNAUTHENTICATED');
    const none = [
      { personId: of.personIds['delegate@daugavpils.example'] },
      { kind: 'travel.reminded', personId: of.personIds['coordinator@skovde.example'] },
      { kind: 'signIn.requested' },
      { kind: 'constructor' },
      { kind: 'seats.moved' },
      { meetingId: 'none' },
      { personId: 'none' },
    ];
    for (const asked of none) expect([asked, await preview(of.lead, asked)]).toEqual([asked, null]);
    // Skövde hosts another one: that meeting's mails are no business of Cervia.
    const skovde = of.partnerIds['skovde'];
    const other = await meeting(of, { number: 10, slug: 'second', hostPartnerId: skovde });
    await invite(of, other, 'daugavpils', 1);
    expect(await preview(host, { meetingId: other, kind: 'partner.invited' })).toBeNull();
  });

  it('is told by its subject alone to a token that reads nothing personal', async () => {
    const { createApiToken } = await host.ask(TOKEN, { input: { name: 'BI', scopes: ['READ'] } });
    const answer = await fetch(`${tavola.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${createApiToken.token}` },
      body: JSON.stringify({
        query: PREVIEW,
        variables: { meetingId, kind: 'meeting.approached', personId: of.personIds[SKOVDE], language: 'en' },
      }),
    });
    expect(((await answer.json()) as { data: object }).data).toEqual({
      mailPreview: {
        language: 'en',
        subject: 'EVOLAQ: practical information, Final meeting',
        text: null,
        html: null,
      },
    });
  });
});
