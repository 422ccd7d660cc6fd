import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../src/platform/access/viewer.js';
import { isRaw, leaksIn, sentencesOf } from './factories/mail-sentences.js';
import { recorded } from './factories/outcomes.js';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { person { id } } userErrors { code field } } }`;
const ASK_FOR = `mutation ($input: RequestMaterialInput!) { requestMaterial(input: $input) { userErrors { code field } } }`;
const REMIND = `mutation ($id: ID!) { remindMaterial(meetingId: $id) { userErrors { code field } } }`;
const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code field } } }`;
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) { userErrors { code field } } }`;
const UNTOLD = 'select from unnotified_event';
const MAILS = `select e.id as event, e.kind, m.language, m.recipient, m.subject, m.text
  from email m join event e on e.id = m.event_id where m.recipient like '%@kekava.example'`;

interface Mail {
  readonly event: string;
  readonly kind: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

describe('mails to eight people in seven languages', () => {
  let tavola: Tavola;
  let of: Partnership;
  let mails: Mail[];

  /** Eight coordinators of one partner hear of nearly everything; what people write is `Ķ...` in every language. */
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    const partnerId = of.partnerIds['skovde'] as string;
    const people: object[] = [];
    for (const [number, language] of [...LANGUAGES, 'de'].entries()) {
      const who = { name: `Ķ${number}`, email: `k${number}@kekava.example`, language };
      await of.lead.ask(INVITE, {
        input: { partnerId, role: 'COORDINATOR', ...who },
      });
      people.push(who);
    }
    const names = { title: 'Ķīlis', place: 'Ķemeri' };
    const meetingId = await openMeeting(of, names);
    await invite(of, meetingId, 'skovde', 9);
    await of.lead.ask(NAME, { input: { meetingId, partnerId, delegates: people } });
    const item = await agendaItem(of, meetingId, { title: 'Ķēde' });
    await publish(of, meetingId);
    await of.lead.ask(MOVE, {
      input: { id: item.id, expectedVersion: item.version, startsAtLocal: '2017-12-12T15:00' },
    });
    await publish(of, meetingId);
    const due = { dueAtLocal: '2017-12-01T18:00', partnerIds: [partnerId] };
    await of.lead.ask(ASK_FOR, { input: { meetingId, kind: 'PRESENTATION', title: 'Ķirbis', ...due } });
    await of.lead.ask(REMIND, { id: meetingId });
    await recorded(of, of.lead, { kind: 'ACTION', title: 'Ķerra', ownerPartnerId: partnerId, meetingId });
    // What is called off reminds nobody.
    await until(async () => (await tavola.sql(UNTOLD)).length === 0);
    await of.lead.ask(step('cancelMeeting'), { id: meetingId });
    await until(async () => (await tavola.sql(UNTOLD)).length === 0);
    mails = (await tavola.sql(MAILS)) as unknown as Mail[];
  }, 120_000);
  afterAll(() => tavola.stop());

  const pairs = (): { english: Mail; mail: Mail }[] =>
    mails.flatMap((mail) => {
      const english = mails.find((one) => one.event === mail.event && one.language === 'en');
      return english && mail.language !== 'en' ? [{ english, mail }] : [];
    });

  it('are of these kinds, each in seven languages', () => {
    const kinds = Map.groupBy(mails, ({ kind }) => kind);
    expect([...kinds.keys()].toSorted()).toEqual([
      'agenda.published',
      'delegates.named',
      'material.reminded',
      'material.requested',
      'meeting.announced',
      'meeting.cancelled',
      'member.invited',
      'outcome.recorded',
      'partner.invited',
    ]);
    for (const [kind, those] of kinds)
      expect([kind, new Set(those.map(({ language }) => language)).size]).toEqual([kind, LANGUAGES.length]);
  });

  it('say no sentence in English to whoever reads another language', () => {
    expect(pairs().length).toBeGreaterThanOrEqual(9 * 7);
    expect(pairs().flatMap(({ english, mail }) => leaksIn(english, mail))).toEqual([]);
  });

  it('would be found out by one sentence', () => {
    const [{ english, mail }] = pairs() as [{ english: Mail; mail: Mail }];
    const leak = sentencesOf(english).at(-1) as string;
    expect(leaksIn(english, { ...mail, text: `${mail.text} ${leak}` })).toEqual([leak]);
  });

  it('have neither keys nor variables in them', () => {
    expect(mails.filter(isRaw)).toEqual([]);
  });
});
