import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Messages } from '../src/platform/i18n/messages.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import {
  type Partnership,
  agendaItem,
  invite,
  meeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const SPEAKERS = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version } userErrors { code } } }`;
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { kind origin state } userErrors { code } } }`;
const CONFLICTS = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) {
  conflicts { code severity person { id } } } } }`;

describe('whoever is put on the agenda to speak', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let item: { id: string; version: number };

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await meeting(of);
    item = await agendaItem(of, meetingId, { speakerIds: [idOf('delegate@skovde')] });
  });
  afterAll(() => tavola.stop());

  const idOf = (who: string): string => of.personIds[`${who}.example`] as string;
  const registered = () =>
    tavola.sql(
      `select p.email, r.kind, r.state, r.origin, r.approved_at is not null as approved
       from registration r join person p on p.id = r.person_id where r.meeting_id = $1 order by p.email`,
      [meetingId],
    );
  const row = (who: string, kind: string, state = 'INVITED') => ({
    email: `${who}.example`,
    kind,
    state,
    origin: 'AGENDA',
    approved: true,
  });
  const speak = async (...people: string[]) => {
    const input = { id: item.id, expectedVersion: item.version, speakerIds: people.map(idOf) };
    const { updateAgendaItem } = await of.lead.ask(SPEAKERS, { input });
    item = { ...item, version: updateAgendaItem.agendaItem.version };
    await publish(of, meetingId);
  };

  it('is registered by the announcement where a release names him, and not by a draft', async () => {
    await publish(of, meetingId);
    expect(await registered()).toEqual([]);
    await of.lead.ask(step('announceMeeting'), { id: meetingId });
    expect(await registered()).toEqual([row('delegate@skovde', 'SPEAKER')]);
    await of.lead.ask(step('openRegistration'), { id: meetingId });
  });

  it('is asked by mail in his language, and answers on a page without signing in', async () => {
    const [{ id }] = (await tavola.sql('select id from registration where meeting_id = $1', [meetingId])) as [
      { id: string },
    ];
    const link = await participationLink(tavola, 'delegate@skovde.example', id);
    const subject = new Messages().say('sv', 'mail.speakerNamed.subject', {
      project: 'EVOLAQ',
      meeting: 'Final meeting',
    });
    const mail = tavola
      .mailsTo('delegate@skovde.example')
      .find(({ text }) => text.includes('/participation/'));
    expect(mail?.subject).toBe(subject);
    const page = await (await link.get()).text();
    expect(page).toContain('du står på dagordningen');
    expect((await link.answer('answer=yes')).status).toBe(200);
    expect(await registered()).toEqual([row('delegate@skovde', 'SPEAKER', 'CONFIRMED')]);
  });

  it('takes a seat of his partner while one is free, and comes without one otherwise', async () => {
    await invite(of, meetingId, 'daugavpils', 1);
    await speak('delegate@skovde', 'delegate@daugavpils', 'coordinator@daugavpils');
    const all = await registered();
    const ofDaugavpils = all.filter(({ email }) => (email as string).endsWith('@daugavpils.example'));
    expect(ofDaugavpils.map(({ kind }) => kind).toSorted()).toEqual(['DELEGATE', 'SPEAKER']);
    expect(all.filter(({ email }) => email === 'delegate@skovde.example')).toEqual([
      row('delegate@skovde', 'SPEAKER', 'CONFIRMED'),
    ]);
    expect(await tavola.sql('select taken from invitation where meeting_id = $1', [meetingId])).toEqual([
      { taken: 1 },
    ]);
    // A further release registers nobody twice, and asks nobody again.
    await agendaItem(of, meetingId, { title: 'Another', capacity: 3 });
    const events = () => tavola.sql(`select count(*)::int from event where kind = 'speakers.registered'`);
    const before = await events();
    await publish(of, meetingId);
    expect(await registered()).toEqual(all);
    expect(await events()).toEqual(before);
  });

  it('can still be named for a seat by his coordinator', async () => {
    await invite(of, meetingId, 'cervia', 1);
    const host = await of.as('coordinator@cervia.example');
    await nameDelegate(of, meetingId, { partner: 'cervia', name: 'Giulia', seats: 1 });
    await speak('delegate@cervia');
    const name = async () => {
      const delegates = [{ name: 'x', email: 'delegate@cervia.example', language: 'it' }];
      const input = { meetingId, partnerId: of.partnerIds['cervia'], delegates };
      return (await host.ask(NAME, { input })).nameDelegates;
    };
    expect((await name()).userErrors).toEqual([{ code: 'NO_SEATS' }]);
    await invite(of, meetingId, 'cervia', 2);
    expect((await name()).registrations).toEqual([{ kind: 'DELEGATE', origin: 'AGENDA', state: 'INVITED' }]);
    expect((await name()).userErrors).toEqual([{ code: 'ALREADY_REGISTERED' }]);
  });

  it('stays with a no that he has said, which the agenda shows as a conflict', async () => {
    const delegate = await of.as('delegate@cervia.example');
    const { viewer } = await delegate.ask('{ viewer { registrations { id } } }');
    await delegate.ask('mutation ($id: ID!) { declineParticipation(id: $id) { userErrors { code } } }', {
      id: viewer.registrations[0].id,
    });
    await speak('delegate@cervia', 'delegate@skovde');
    const { conflicts } = (await of.lead.ask(CONFLICTS, { id: meetingId })).meeting.agenda;
    expect(conflicts.filter(({ code }: { code: string }) => code === 'SPEAKER_NOT_COMING')).toEqual([
      { code: 'SPEAKER_NOT_COMING', severity: 'ERROR', person: { id: idOf('delegate@cervia') } },
    ]);
    expect((await registered()).filter(({ email }) => email === 'delegate@cervia.example')).toEqual([
      { ...row('delegate@cervia', 'DELEGATE', 'DECLINED'), approved: false },
    ]);
  });
});
