import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ask } from '../src/platform/graphql/ask.js';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`;
const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { code } } }`;
const REMOVE = `mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }`;
const REGISTER = `mutation ($id: ID!) { register(input: { meetingId: $id }) { registration { id } userErrors { code } } }`;
const SIGN_UP = `mutation ($id: ID!) { signUp(input: { agendaItemId: $id }) { userErrors { code } } }`;
const REPUBLISH = `mutation ($id: ID!) { republishAgenda(input: { meetingId: $id, release: 1 }) { userErrors { code } } }`;

/** Of this release: one row for each mail, so that a person with two stands here twice. */
const MAILED = `select m.recipient from email m join event e on e.id = m.event_id
  where e.kind = 'agenda.published' and (e.details ->> 'number')::int = $1 order by 1`;
const UNTOLD = `select e.id from unnotified_event u join event e on e.id = u.event_id`;

const HOST = 'coordinator@cervia.example';
const SKOVDE = ['coordinator@skovde.example', 'delegate@skovde.example'];
const DAUGAVPILS = ['coordinator@daugavpils.example', 'delegate@daugavpils.example'];

describe('a further release of an agenda', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let items: Record<'workshop' | 'talk' | 'visit' | 'lunch', { id: string; version: number }>;

  /** Delegates of all three come; the one of Skövde has a place in the workshop, Daugavpils answers for the visit. */
  beforeEach(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    items = {
      workshop: await agendaItem(of, meetingId, { capacity: 5 }),
      talk: await agendaItem(of, meetingId, {
        title: 'Talk',
        kind: 'PRESENTATION',
        capacity: 80,
        startsAtLocal: '2017-12-11T09:00',
        endsAtLocal: '2017-12-11T09:30',
        speakerIds: [of.personIds['delegate@cervia.example']],
      }),
      visit: await agendaItem(of, meetingId, {
        title: 'Visit',
        kind: 'SITE_VISIT',
        capacity: 20,
        partnerIds: [of.partnerIds['daugavpils']],
      }),
      lunch: await agendaItem(of, meetingId, {
        title: 'Lunch',
        kind: 'MEAL',
        place: 'Canteen',
        startsAtLocal: '2017-12-12T13:00',
        endsAtLocal: '2017-12-12T14:00',
      }),
    };
    await publish(of, meetingId);
    for (const partner of ['cervia', 'skovde', 'daugavpils']) {
      await invite(of, meetingId, partner, 5);
      await (await of.as(`delegate@${partner}.example`)).ask(REGISTER, { id: meetingId });
    }
    await (await of.as('delegate@skovde.example')).ask(SIGN_UP, { id: items.workshop.id });
  }, 120_000);
  afterEach(async () => {
    jest.restoreAllMocks();
    await tavola.stop();
  });

  const edit = (
    mutation: string,
    { id, version: expectedVersion }: { id: string; version: number },
    input: object,
  ) => of.lead.ask(mutation, { input: { id, expectedVersion, ...input } });
  const mailed = async (release: number): Promise<string[]> => {
    await until(async () => (await tavola.sql(UNTOLD)).length === 0);
    return (await tavola.sql(MAILED, [release])).map(({ recipient }) => String(recipient));
  };
  const moveWorkshop = () => edit(MOVE, items.workshop, { startsAtLocal: '2017-12-12T15:00' });

  it('sends one mail to each whom a moved workshop concerns, and none to anybody else', async () => {
    await moveWorkshop();
    await publish(of, meetingId);
    expect(await mailed(2)).toEqual([HOST, ...SKOVDE]);
    const { text, subject } = await tavola.mailTo('delegate@skovde.example', (said) =>
      said.includes('15:00'),
    );
    expect(subject).toBe('EVOLAQ: agendan för ”Final meeting” har ändrats för dig (version 2)');
    expect(text.replace(/(?<=mail-topics\/)\S+/, '…')).toBe(
      `Hej Delegate, Skövde!

Version 2 av agendan för mötet ”Final meeting” (11–13 december 2017, Cervia) ändrar 1 punkt som berör dig:

Recruiting volunteers
- Ny tid: tisdag 12 december 2017, 15:00–17:00; hittills: tisdag 12 december 2017, 10:00–12:00

Se agendan: http://localhost/p/evolaq/cervia/agenda?lang=sv

-- 
Tavola skickade det här mejlet eftersom du deltar i ett projekt där. Din samordnare kan berätta mer.
Inga fler mejl av det här slaget: http://localhost/mail-topics/…`,
    );
  });

  it('would reach everybody who comes, were it not asked for whom the change is', async () => {
    const original = Reflect.get(Ask.prototype, 'as');
    jest.spyOn(Ask.prototype, 'as').mockImplementation(function (this: Ask, viewer, document, variables) {
      return original.call(this, viewer, document.replace(', forMe: true', ''), variables);
    });
    await moveWorkshop();
    await publish(of, meetingId);
    expect(await mailed(2)).toEqual(
      [HOST, 'delegate@cervia.example', ...DAUGAVPILS, ...SKOVDE, 'lead@norrkoping.example'].toSorted(),
    );
  });

  it('concerns everybody who is expected where a line is for all, with a capacity only where all must be', async () => {
    await edit(MOVE, items.lunch, { startsAtLocal: '2017-12-12T12:30' });
    await publish(of, meetingId);
    const expected = [HOST, 'delegate@cervia.example', ...DAUGAVPILS, ...SKOVDE].toSorted();
    expect(await mailed(2)).toEqual(expected);
    await edit(UPDATE, items.talk, { isMandatory: true });
    await publish(of, meetingId);
    expect(await mailed(3)).toEqual(expected);
  });

  it('is told to those of whom it takes something, and to those to whom it gives it', async () => {
    await edit(UPDATE, items.talk, { speakerIds: [of.personIds['coordinator@skovde.example']] });
    await of.lead.ask(REMOVE, { id: items.visit.id });
    await publish(of, meetingId);
    expect(await mailed(2)).toEqual(
      [HOST, 'delegate@cervia.example', 'coordinator@skovde.example', ...DAUGAVPILS].toSorted(),
    );
    const changesIn = async (email: string) =>
      (await tavola.mailTo(email, (text) => /\n- /.test(text))).text.split('\n\n').slice(2, -2);
    expect(await changesIn('delegate@cervia.example')).toEqual([
      'Talk (lunedì 11 dicembre 2017, 09:00–09:30)\n- Lei non interviene più qui. Relatori: Coordinator, Skövde',
    ]);
    expect(await changesIn('delegate@daugavpils.example')).toEqual([
      'Visit\n- Darba kārtībā vairs nav; bija paredzēts: otrdiena, 2017. gada 12. decembris, 10:00–12:00. Vieta: –',
    ]);
    expect(await changesIn('coordinator@skovde.example')).toEqual([
      'Talk (måndag 11 december 2017, 09:00–09:30)\n- Du talar här nu. Talare: Coordinator, Skövde',
    ]);
  });

  it('tells of what an old release brings back', async () => {
    await moveWorkshop();
    await publish(of, meetingId);
    await of.lead.ask(REPUBLISH, { id: meetingId });
    expect(await mailed(3)).toEqual([HOST, ...SKOVDE]);
    const back = await tavola.mailTo('delegate@skovde.example', (text) => text.includes('Version 3'));
    expect(back.text.split('\n\n')[2]).toBe(
      'Recruiting volunteers\n- Ny tid: tisdag 12 december 2017, 10:00–12:00; hittills: tisdag 12 december 2017, 15:00–17:00',
    );
  });

  it('sends nothing where nobody is concerned but the host, who provides for each line', async () => {
    await edit(UPDATE, items.visit, { partnerIds: [of.partnerIds['norrkoping']] });
    await publish(of, meetingId);
    expect(await mailed(2)).toEqual([HOST, ...DAUGAVPILS, 'lead@norrkoping.example'].toSorted());
    const extra = await agendaItem(of, meetingId, { title: 'Another workshop', capacity: 3 });
    expect(extra.version).toBe(1);
    await publish(of, meetingId);
    expect(await mailed(3)).toEqual([HOST]);
  });
});
