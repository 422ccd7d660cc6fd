import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makePptx } from '../src/platform/storage/zip.fixture.js';
import { startBadLine } from '../src/platform/storage/uploads.fixture.js';
import type { UploadRow } from '../src/platform/storage/uploads.js';
import { PresentationUploads } from '../src/presentations/presentation-uploads.js';
import { REQUEST_UPLOAD, head, openUpload, requestMaterial, send, upload } from './factories/material.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');
const PPTX = makePptx({ name: 'ppt/media/film.mp4', content: randomBytes(8_000_000), isStored: true });
const PPTX_TYPE = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const OF_REQUEST = `query ($id: ID!) { materialRequest(id: $id) {
  state presentations { number state fileName finishedAt reason uploadedBy { name } } } }`;
const ONE = `query ($id: ID!) { presentation(id: $id) {
  number state fileName size type sha256 finishedAt downloadUrl } }`;

describe('a presentation', () => {
  const clock = new FixedClock('2017-11-20T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;
  /** By slug of the partner. */
  let requests: Record<string, string>;
  let delegate: GraphqlClient;
  let other: GraphqlClient;
  let stranger: GraphqlClient;
  let host: GraphqlClient;
  let coordinator: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    // Before the mails about meeting and material, behind which those of the sign-in would wait.
    delegate = await of.as('delegate@skovde.example');
    other = await of.as('delegate@daugavpils.example');
    await tavola.person('stranger@elsewhere.example');
    stranger = await of.as('stranger@elsewhere.example');
    host = await of.as('coordinator@cervia.example');
    coordinator = await of.as('coordinator@skovde.example');
    meetingId = await openMeeting(of);
    itemId = (await agendaItem(of, meetingId)).id;
    await publish(of, meetingId);
    const agenda = { agendaItemId: itemId, partnerIds: [of.partnerIds['skovde']] };
    requests = {
      ...(await requestMaterial(of, meetingId, agenda)),
      ...(await requestMaterial(of, meetingId)),
    };
  });
  afterAll(() => tavola.stop());

  const open = (client: GraphqlClient, slug: string, content: Buffer, fileName = 'impact.pptx') =>
    openUpload(client, tavola.url, { materialRequestId: requests[slug], fileName, size: content.length });
  const refusal = async (client: GraphqlClient, changes: object) => {
    const input = { materialRequestId: requests['skovde'], fileName: 'a.pdf', size: 9, ...changes };
    return (await client.ask(REQUEST_UPLOAD, { input })).requestUpload;
  };
  const read = async (client: GraphqlClient, id: string) => (await client.ask(ONE, { id })).presentation;
  const ofRequest = async (client: GraphqlClient, slug: string) =>
    (await client.ask(OF_REQUEST, { id: requests[slug] })).materialRequest;
  const download = (client: GraphqlClient, id: string, init: { method?: string; range?: string } = {}) =>
    fetch(`${tavola.url}/files/presentations/${id}`, {
      method: init.method,
      headers: { ...client.headers, ...(init.range && { range: init.range }) },
    });
  const rows = () => tavola.sql('select count(*)::int from presentation');

  it('goes on where a broken line stopped it, and is version 1', async () => {
    const { id, uploadUrl } = await open(delegate, 'skovde', PPTX, 'Överblick.pptx');
    expect(await ofRequest(delegate, 'skovde')).toMatchObject({ state: 'MISSING' });
    const line = await startBadLine(uploadUrl, [3_000_000, 2_000_000]);
    await expect(send(delegate, line.url, PPTX)).resolves.toBe('done');
    line.stop();
    expect(line.seen.cuts).toBe(2);
    expect(line.seen.bytes).toBeLessThan(PPTX.length * 1.5);
    expect(await read(delegate, id)).toEqual({
      number: 1,
      state: 'DONE',
      fileName: 'Överblick.pptx',
      size: PPTX.length,
      type: PPTX_TYPE,
      sha256: sha256(PPTX),
      finishedAt: '2017-11-20T08:00:00+00:00',
      downloadUrl: `/files/presentations/${id}`,
    });
    const events = await tavola.sql(
      `select kind, details, actor_id from event where subject_id = $1 order by id`,
      [id],
    );
    const actor_id = of.personIds['delegate@skovde.example'];
    expect(events).toEqual([
      { kind: 'presentation.requested', details: { requestId: requests['skovde'] }, actor_id },
      { kind: 'presentation.uploaded', details: { requestId: requests['skovde'], number: 1 }, actor_id },
    ]);
    expect(await head(delegate.headers, uploadUrl)).toEqual({ status: 200, offset: String(PPTX.length) });
  });

  it('has further versions, of which the meeting and its agenda show the newest', async () => {
    const id = await upload(delegate, tavola.url, requests['skovde'], PDF);
    const { state, presentations } = await ofRequest(other, 'skovde');
    expect(state).toBe('SUBMITTED');
    expect(presentations.map(({ number, fileName }: Record<string, unknown>) => [number, fileName])).toEqual([
      [1, 'Överblick.pptx'],
      [2, 'impact.pdf'],
    ]);
    const { meeting } = await other.ask(
      `query ($id: ID!) { meeting(id: $id) { presentations { id number }
        agenda { items { id presentations { id } } } } }`,
      { id: meetingId },
    );
    expect(meeting).toEqual({
      presentations: [{ id, number: 2 }],
      agenda: { items: [{ id: itemId, presentations: [{ id }] }] },
    });
  });

  it('is numbered in the order in which it is done, however many are sent at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => upload(of.lead, tavola.url, requests['cervia'], PDF)));
    const { presentations } = await ofRequest(of.lead, 'cervia');
    expect(presentations.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4]);
    // The control: the database would not let one number be given twice.
    await expect(
      tavola.sql('update presentation set number = 1 where number = 2 and request_id = $1', [
        requests['cervia'],
      ]),
    ).rejects.toThrow('presentation_number_unique');
  });

  it('is late when its first version comes after the deadline, and taken all the same', async () => {
    clock.set('2017-12-01T17:00:00Z');
    await upload(of.lead, tavola.url, requests['norrkoping'], PDF);
    expect((await ofRequest(of.lead, 'norrkoping')).state).toBe('SUBMITTED');
    clock.set('2017-12-01T17:00:01Z');
    await upload(other, tavola.url, requests['daugavpils'], PDF);
    expect((await ofRequest(of.lead, 'daugavpils')).state).toBe('LATE');
    await upload(of.lead, tavola.url, requests['norrkoping'], PDF);
    expect((await ofRequest(of.lead, 'norrkoping')).state).toBe('SUBMITTED');
    clock.set('2017-11-20T08:00:00Z');
  });

  it('is refused when its content is not what its name says, and its uploader hears why', async () => {
    const page = Buffer.from('<!DOCTYPE html><script>alert(1)</script>');
    const { id, uploadUrl } = await open(delegate, 'skovde', page, 'slides.pptx');
    expect((await send(delegate, uploadUrl, page)).slice(0, 4)).toBe('422 ');
    const { presentations } = await ofRequest(delegate, 'skovde');
    expect(presentations.find(({ fileName }: { fileName: string }) => fileName === 'slides.pptx')).toEqual({
      number: null,
      state: 'REJECTED',
      fileName: 'slides.pptx',
      finishedAt: '2017-11-20T08:00:00+00:00',
      reason: 'TYPE',
      uploadedBy: { name: 'Delegate, Skövde' },
    });
    const mail = await tavola.mailTo('delegate@skovde.example', (text) => text.includes('slides.pptx'));
    expect(mail.subject).toBe('EVOLAQ: slides.pptx godtogs inte');
    expect(mail.text.split('\n\n').slice(1, 3)).toEqual([
      'Du laddade upp slides.pptx som Impact of the project till Final meeting. Filen godtogs inte, så inget av den sparas.',
      'Innehållet är inte vad namnet säger. Spara filen igen i programmet som skapade den och ladda upp den filen.',
    ]);
    expect((await download(delegate, id)).status).toBe(404);
    expect(await read(other, id)).toBeNull();
    expect(await read(of.lead, id)).toMatchObject({ state: 'REJECTED' });
  });

  it.each([
    ['another type', { fileName: 'setup.exe' }, 'FILE_TYPE', 'fileName'],
    ['macros by their extension', { fileName: 'slides.pptm' }, 'FILE_TYPE', 'fileName'],
    ['more than 500 MB', { size: 500_000_001 }, 'FILE_TOO_LARGE', 'size'],
    ['more than an Int can say', { size: 3_000_000_000 }, 'FILE_TOO_LARGE', 'size'],
    ['nothing', { size: 0 }, 'INVALID', 'size'],
    ['half a byte', { size: 1.5 }, 'INVALID', 'size'],
  ])('refuses %s before a byte is sent', async (_what, changes, code, field) => {
    const before = await rows();
    expect(await refusal(delegate, changes)).toEqual({
      presentation: null,
      uploadUrl: null,
      userErrors: [{ code, field: ['input', field], message: expect.any(String) }],
    });
    expect(await rows()).toEqual(before);
  });

  it('tells how large a file may be', async () => {
    const { userErrors } = await refusal(delegate, { size: 500_000_001 });
    expect(userErrors[0].message).toBe(
      'The file is larger than 500 MB. Make it smaller, for instance by compressing its pictures.',
    );
  });

  it('is made once, however often a client that got no answer asks', async () => {
    const ids = await Promise.all(
      Array.from(
        { length: 5 },
        async () => (await refusal(delegate, { idempotencyKey: 'a' })).presentation.id,
      ),
    );
    expect(new Set(ids).size).toBe(1);
    expect((await refusal(delegate, { idempotencyKey: 'a', size: 10 })).userErrors[0].code).toBe(
      'KEY_REUSED',
    );
  });

  it('is asked for by its partner and the organisers, nobody else', async () => {
    const before = await rows();
    expect((await refusal(other, {})).userErrors).toMatchObject([
      { code: 'FORBIDDEN', field: ['input', 'materialRequestId'] },
    ]);
    const input = { materialRequestId: requests['skovde'], fileName: 'a.pdf', size: 9 };
    const { errors } = await stranger.send(REQUEST_UPLOAD, { input });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    expect(await rows()).toEqual(before);
    expect((await refusal(host, {})).userErrors).toEqual([]);
  });

  it('takes its bytes from whoever asked for it alone', async () => {
    const { id, uploadUrl } = await open(delegate, 'skovde', PDF, 'own.pdf');
    const patch = async (headers: Record<string, string>) => {
      const tus = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' };
      const type = { 'Content-Type': 'application/offset+octet-stream' };
      return (
        await fetch(uploadUrl, { method: 'PATCH', headers: { ...headers, ...tus, ...type }, body: PDF })
      ).status;
    };
    for (const client of [other, coordinator, of.lead, stranger, tavola.anonymous()]) {
      expect(await head(client.headers, uploadUrl)).toEqual({ status: 404, offset: null });
      expect(await patch(client.headers)).toBe(404);
    }
    expect(await head(delegate.headers, uploadUrl)).toEqual({ status: 200, offset: '0' });
    expect(await read(other, id)).toBeNull();
    expect(await read(coordinator, id)).toBeNull();
    expect(await read(of.lead, id)).toMatchObject({ state: 'OPEN', number: null, downloadUrl: null });
    expect((await download(delegate, id)).status).toBe(404);

    // The control: without the check of who asks, others would continue it.
    const row: UploadRow = { id, size: PDF.length, state: 'OPEN' };
    const unchecked = jest.spyOn(PresentationUploads.prototype, 'find').mockResolvedValue(row);
    expect(await patch(other.headers)).toBe(204);
    unchecked.mockRestore();
    expect(await read(other, id)).toMatchObject({ state: 'DONE' });
  });

  it('is continued by an API token that may write, and by nobody whose membership has ended', async () => {
    const { uploadUrl } = await open(delegate, 'skovde', PDF, 'token.pdf');
    const token = async (scopes: string[]) => {
      const input = { name: 'script', scopes };
      const { createApiToken } = await delegate.ask(
        'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }',
        { input },
      );
      return { authorization: `Bearer ${createApiToken.token}` };
    };
    expect((await head(await token(['READ']), uploadUrl)).status).toBe(404);
    expect((await head(await token(['READ', 'WRITE']), uploadUrl)).status).toBe(200);
    const person = [of.personIds['delegate@skovde.example']];
    await tavola.sql('update membership set ended_at = now() where person_id = $1', person);
    expect((await head(delegate.headers, uploadUrl)).status).toBe(404);
    await tavola.sql('update membership set ended_at = null where person_id = $1', person);
    await expect(send(delegate, uploadUrl, PDF)).resolves.toBe('done');
  });

  it('is downloaded by everybody in the project, in parts if need be, and by nobody else', async () => {
    const id = await upload(delegate, tavola.url, requests['skovde'], PPTX, 'Överblick 2.pptx');
    const whole = await download(other, id);
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': PPTX_TYPE,
      'content-disposition': `attachment; filename="Overblick 2.pptx"; filename*=UTF-8''%C3%96verblick%202.pptx`,
      'x-content-type-options': 'nosniff',
    });
    expect(sha256(Buffer.from(await whole.arrayBuffer()))).toBe(sha256(PPTX));
    const part = await download(other, id, { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(PPTX.subarray(10, 20));
    const length = (await download(other, id, { method: 'HEAD' })).headers.get('content-length');
    expect(length).toBe(String(PPTX.length));

    for (const client of [stranger, tavola.anonymous()]) {
      for (const init of [{}, { method: 'HEAD' }, { range: 'bytes=0-9' }]) {
        const answer = await download(client, id, init);
        expect([answer.status, await answer.text()]).toEqual([404, '']);
      }
    }
    for (const wrong of ['x', '0197a1c2-0000-7000-8000-000000000000', '..%2f..%2fblobs'])
      expect((await download(of.lead, wrong)).status).toBe(404);
  });

  it('cannot be asked for when the meeting is closed, and is kept', async () => {
    const { uploadUrl } = await open(delegate, 'skovde', PDF, 'begun before.pdf');
    await tavola.sql(`update meeting set state = 'CLOSED' where id = $1`, [meetingId]);
    expect((await refusal(delegate, {})).userErrors).toMatchObject([
      { code: 'CLOSED', field: ['input', 'materialRequestId'] },
    ]);
    await expect(send(delegate, uploadUrl, PDF)).resolves.toBe('done');
  });
});
