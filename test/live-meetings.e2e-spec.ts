import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
import { LiveReader } from './setup/live-reader.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

/** A mutation that takes one input; fails when it is refused. */
async function ask(by: GraphqlClient, name: string, input: object): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code field } } }`;
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
});
