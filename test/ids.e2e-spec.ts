import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { head, openUpload, requestMaterial, send, upload } from './factories/material.js';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { LiveReader } from './setup/live-reader.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  registration { partner { id } } userErrors { code } } }`;
const RECORD = `mutation ($input: RecordOutcomeInput!) { recordOutcome(input: $input) {
  outcome { id } userErrors { code } } }`;

const capitals = (id: string | undefined = ''): string => id.toUpperCase();
const allCapitals = (ids: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, capitals(id)]));

describe('ids that a client writes in capitals', () => {
  let tavola: Tavola;
  let of: Partnership;
  /** The same, all ids in capitals. */
  let loud: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    const { projectId, partnerIds, personIds } = of;
    loud = {
      ...of,
      projectId: capitals(projectId),
      partnerIds: allCapitals(partnerIds),
      personIds: allCapitals(personIds),
    };
    meetingId = await openMeeting(loud);
  });
  afterAll(() => tavola.stop());

  it('name what the same ids name in mutations, also where the database does not compare them', async () => {
    const registrationId = await nameDelegate(loud, capitals(meetingId), {
      partner: 'skovde',
      name: 'Anna',
      seats: 2,
    });
    const { registration } = await of.lead.ask('query ($id: ID!) { registration(id: $id) { id } }', {
      id: capitals(registrationId),
    });
    expect(registration).toEqual({ id: registrationId });
    const delegate = await of.as('delegate@skovde.example');
    const input = { meetingId: capitals(meetingId), partnerId: loud.partnerIds['skovde'] };
    expect(await delegate.ask(REGISTER, { input })).toEqual({
      register: { registration: { partner: { id: of.partnerIds['skovde'] } }, userErrors: [] },
    });
    // The same input, however it is written: the key does not come with another one.
    const outcome = { kind: 'DECISION', title: 'Decided', idempotencyKey: 'once' };
    const [first, again] = [
      await of.lead.ask(RECORD, { input: { projectId: of.projectId, ...outcome } }),
      await of.lead.ask(RECORD, { input: { projectId: loud.projectId, ...outcome } }),
    ];
    expect(first.recordOutcome.outcome.id).toBeTruthy();
    expect(again).toEqual(first);
  });

  it('name it in queries, as a variable and as a literal, at the root and within', async () => {
    const fields = (partnerId: string) => `{ id registrations(partnerId: ${partnerId}) { totalCount } }`;
    const literal = (meeting: string, partner = '') =>
      `{ meeting(id: "${meeting}") ${fields(`"${partner}"`)} }`;
    const small = await of.lead.ask(literal(meetingId, of.partnerIds['skovde']));
    expect(small.meeting).toEqual({ id: meetingId, registrations: { totalCount: 2 } });
    expect(await of.lead.ask(literal(capitals(meetingId), loud.partnerIds['skovde']))).toEqual(small);
    const variables = { meeting: capitals(meetingId), partner: loud.partnerIds['skovde'] };
    const document = `query ($meeting: ID!, $partner: ID) { meeting(id: $meeting) ${fields('$partner')} }`;
    expect(await of.lead.ask(document, variables)).toEqual(small);
  });

  it('name it in the addresses of streams, files and uploads', async () => {
    const { id: itemId } = await agendaItem(loud, capitals(meetingId));
    await publish(loud, capitals(meetingId));
    const requests = await requestMaterial(loud, capitals(meetingId), {
      agendaItemId: capitals(itemId),
      partnerIds: [loud.partnerIds['skovde']],
    });
    const materialRequestId = capitals(Object.values(requests)[0]);
    const presentationId = await upload(of.lead, tavola.url, materialRequestId, PDF);
    const { headers, cookie } = of.lead;
    const file = await fetch(`${tavola.url}/files/presentations/${capitals(presentationId)}`, { headers });
    expect([file.status, Buffer.from(await file.arrayBuffer()).equals(PDF)]).toEqual([200, true]);

    const asked = { materialRequestId, fileName: 'b.pdf', size: PDF.length };
    const { id } = await openUpload(of.lead, tavola.url, asked);
    const loudUrl = `${tavola.url}/files/uploads/${capitals(id)}`;
    expect(await head(headers, loudUrl)).toEqual({ status: 200, offset: '0' });
    expect(await send(of.lead, loudUrl, PDF)).toBe('done');

    // What an event names is compared with the path.
    const ofMeeting = await LiveReader.open(`${tavola.url}/live/meetings/${capitals(meetingId)}`, cookie);
    const ofProject = await LiveReader.open(`${tavola.url}/live/projects/${loud.projectId}`, cookie);
    const outcome = { projectId: loud.projectId, kind: 'DECISION', title: 'Decided' };
    await of.lead.ask(RECORD, { input: { ...outcome, meetingId: capitals(meetingId) } });
    await of.lead.ask(RECORD, { input: outcome });
    for (const reader of [ofMeeting, ofProject]) {
      await until(() => reader.text.includes('outcome.recorded'));
      reader.close();
    }
  });
});
