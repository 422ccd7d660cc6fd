import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { recorded } from './factories/outcomes.js';
import {
  type Partnership,
  agendaItem,
  invite,
  meeting,
  openMeeting,
  partnership,
} from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { inputOf } from './setup/input-of.js';
import { LiveReader } from './setup/live-reader.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  registration { id } userErrors { code } } }`;

/** A mutation that takes one input; fails when it is refused. */
async function ask(by: GraphqlClient, name: string, input: object): Promise<void> {
  const query = `mutation ($input: ${inputOf(name)}!) { ${name}(input: $input) { userErrors { code field } } }`;
  expect((await by.ask(query, { input }))[name].userErrors).toEqual([]);
}

describe('live changes of a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  const readers: LiveReader[] = [];
  beforeEach(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    await tavola.stop();
  });

  async function listen(path: string, client: GraphqlClient): Promise<LiveReader> {
    const reader = await LiveReader.open(`${tavola.url}/live/${path}`, client.cookie);
    readers.push(reader);
    return reader;
  }

  const types = ({ frames }: LiveReader) => frames.map((frame) => (frame as { type: string }).type);
  const heard = async (reader: LiveReader, last: string) => {
    await until(() => types(reader).includes(last));
    return types(reader);
  };

  it('are not told by the stream of the project, so that nobody hears of a draft', async () => {
    const delegate = await of.as('delegate@skovde.example');
    const [his, leads] = [
      await listen(`projects/${of.projectId}`, delegate),
      await listen(`projects/${of.projectId}`, of.lead),
    ];
    const id = await meeting(of);
    await agendaItem(of, id);
    await ask(of.lead, 'updateProject', { id: of.projectId, expectedVersion: 1, title: 'Enhancing' });
    expect(await heard(his, 'project.updated')).toEqual(['project.updated']);
    expect(await heard(leads, 'project.updated')).toEqual(['project.updated']);
    const draft = await fetch(`${tavola.url}/live/meetings/${id}`, { headers: { cookie: delegate.cookie } });
    expect(draft.status).toBe(404);
  });

  it('that not everybody may know of are told to its organisers only', async () => {
    const id = await openMeeting(of);
    await invite(of, id, 'skovde', 2);
    const [his, hosts, leads] = [
      await listen(`meetings/${id}`, await of.as('delegate@daugavpils.example')),
      await listen(`meetings/${id}`, await of.as('coordinator@cervia.example')),
      await listen(`meetings/${id}`, of.lead),
    ];
    const delegate = await of.as('delegate@skovde.example');
    await ask(delegate, 'register', { meetingId: id });
    await agendaItem(of, id);
    await recorded(of, of.lead, { meetingId: id });
    await ask(of.lead, 'updateMeeting', { id, expectedVersion: 1, place: 'Magazzino del Sale' });
    const all = ['registration.made', 'agendaItem.added', 'outcome.recorded', 'meeting.updated'];
    expect(await heard(leads, 'meeting.updated')).toEqual(all);
    expect(await heard(hosts, 'meeting.updated')).toEqual(all);
    expect(await heard(his, 'meeting.updated')).toEqual(['outcome.recorded', 'meeting.updated']);
  });

  /** Ends what somebody is in the project by this role. */
  async function end(email: string, role: string): Promise<void> {
    const [row] = await tavola.sql('select id from membership where person_id = $1 and role = $2', [
      of.personIds[email],
      role,
    ]);
    const END = 'mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }';
    expect((await of.lead.ask(END, row)).endMembership.userErrors).toEqual([]);
  }

  it('are told to who is no longer the host, but a delegate, as to any delegate', async () => {
    const email = 'coordinator@cervia.example';
    const id = await openMeeting(of);
    const [partnerId, name] = [of.partnerIds['cervia'], 'Cervia'];
    await ask(of.lead, 'inviteMember', { partnerId, role: 'DELEGATE', name, email, language: 'it' });
    const other = { partnerId, role: 'COORDINATOR', name: 'Next', email: 'next@cervia.example' };
    await ask(of.lead, 'inviteMember', { ...other, language: 'it' });
    const formerHost = await listen(`meetings/${id}`, await of.as(email));
    await agendaItem(of, id);
    expect(await heard(formerHost, 'agendaItem.added')).toEqual(['agendaItem.added']);
    await end(email, 'COORDINATOR');
    await sleep(1_000);
    await agendaItem(of, id);
    await ask(of.lead, 'updateMeeting', { id, expectedVersion: 1, place: 'Magazzino' });
    expect(await heard(formerHost, 'meeting.updated')).toEqual(['agendaItem.added', 'meeting.updated']);
  });

  it('end within a second for whoever is nothing in the project any more', async () => {
    const email = 'delegate@skovde.example';
    const live = await listen(`meetings/${await openMeeting(of)}`, await of.as(email));
    await end(email, 'DELEGATE');
    await until(() => live.ended, 1_000);
  });

  it('name the version that an edit made', async () => {
    const meetingId = await openMeeting(of);
    await invite(of, meetingId, 'skovde', 2);
    const item = await agendaItem(of, meetingId);
    const outcome = await recorded(of, of.lead, { meetingId });
    const delegate = await of.as('delegate@skovde.example');
    const { register } = await delegate.ask(REGISTER, { input: { meetingId } });
    const registration: string = register.registration.id;
    const partner = of.partnerIds['skovde'];
    const [project, live] = [
      await listen(`projects/${of.projectId}`, of.lead),
      await listen(`meetings/${meetingId}`, of.lead),
    ];
    await ask(of.lead, 'updateProject', { id: of.projectId, expectedVersion: 1, title: 'Enhancing' });
    await ask(of.lead, 'updatePartner', { id: partner, expectedVersion: 1, town: 'Skara' });
    await ask(of.lead, 'updateMeeting', { id: meetingId, expectedVersion: 1, place: 'Magazzino' });
    await ask(of.lead, 'updateAgendaItem', { id: item.id, expectedVersion: 1, title: 'Recruiting' });
    const startsAtLocal = '2017-12-12T11:00';
    await ask(of.lead, 'moveAgendaItem', { id: item.id, expectedVersion: 2, startsAtLocal });
    await ask(delegate, 'updateRegistration', {
      id: registration,
      expectedVersion: 1,
      residenceTown: 'Skara',
    });
    await ask(of.lead, 'updateOutcome', { id: outcome, expectedVersion: 1, title: 'Another result' });
    await heard(live, 'outcome.updated');
    await heard(project, 'partner.updated');
    expect(project.frames).toEqual([
      { type: 'project.updated', id: of.projectId, version: 2 },
      { type: 'partner.updated', id: partner, version: 2 },
    ]);
    expect(live.frames).toEqual([
      { type: 'meeting.updated', id: meetingId, version: 2 },
      { type: 'agendaItem.updated', id: item.id, version: 2 },
      { type: 'agendaItem.moved', id: item.id, version: 3 },
      { type: 'registration.updated', id: registration, version: 2 },
      { type: 'outcome.updated', id: outcome, version: 2 },
    ]);
  });
});
