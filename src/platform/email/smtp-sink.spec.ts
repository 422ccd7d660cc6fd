import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { inboxPages } from './inbox-pages.js';
import { isLoopbackAddress } from '../access/loopback.js';
import { SmtpSink } from './smtp-sink.js';

const CALENDAR =
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:m9@tavola\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const SCRIPT = '<script>fetch("/inbox/clear", { method: "POST" })</script>';

const INVITATION = {
  from: 'Tavola <tavola@example.org>',
  to: 'åsa@example.org',
  cc: 'luca@example.org',
  subject: `Kallelse till Cervia ${SCRIPT}`,
  messageId: '<invitation-9@tavola.example.org>',
  text: 'Svara här: https://tavola.example.org/i/abc?x=1&y=2.\n<b>Hej</b> javascript:alert(1)',
  html: `<p style="color:teal">Svara <a href="https://tavola.example.org/i/abc">här</a></p>${SCRIPT}`,
  attachments: [
    { filename: 'dagordning "åäö".html', content: SCRIPT, contentType: 'text/html' },
    { filename: 'x.bin', content: Buffer.from([0, 255, 13, 10, 46, 13, 10]) },
  ],
  icalEvent: { method: 'REQUEST', content: CALENDAR },
};

let sink: SmtpSink;
let directory: string;

async function send(mail: SendMailOptions, port = sink.port): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail(mail);
  transport.close();
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tavola-sink-'));
  sink = await SmtpSink.start({ port: 0, directory });
});

afterEach(async () => {
  await sink.stop();
  await rm(directory, { recursive: true });
});

describe('SmtpSink', () => {
  it('keeps a mail as it was sent', async () => {
    await send(INVITATION);

    const mail = sink.all()[0];
    expect(mail).toMatchObject({
      from: 'tavola@example.org',
      to: ['åsa@example.org', 'luca@example.org'],
      subject: INVITATION.subject,
      messageId: INVITATION.messageId,
      text: INVITATION.text,
      html: INVITATION.html,
    });
    expect(mail?.attachments.map(({ contentType, filename }) => [contentType, filename])).toEqual([
      ['text/calendar', 'part-1.ics'],
      ['text/html', 'dagordning "åäö".html'],
      ['application/octet-stream', 'x.bin'],
      ['application/ics', 'invite.ics'],
    ]);
    expect(mail?.attachments[0]?.content.toString()).toBe(CALENDAR);
    expect(mail?.attachments[2]?.content).toEqual(INVITATION.attachments[1]?.content);
    expect(mail?.raw.toString()).toContain('Message-ID: <invitation-9@tavola.example.org>');
    expect(mail?.receivedAt.diffNow('seconds').seconds).toBeGreaterThan(-30);
  });

  it('keeps the recipients apart when one connection carries several mails', async () => {
    const transport = createTransport({
      host: '127.0.0.1',
      port: sink.port,
      pool: true,
      maxConnections: 1,
    });
    await Promise.all(
      ['a', 'b', 'c'].map((name) => transport.sendMail({ from: 'x@x.org', to: `${name}@x.org`, text: name })),
    );
    transport.close();

    expect(sink.all().map(({ to, text }) => [to, text.trim()])).toEqual([
      [['c@x.org'], 'c'],
      [['b@x.org'], 'b'],
      [['a@x.org'], 'a'],
    ]);
  });

  it('has all mails again after a restart, and reads no other file', async () => {
    await send(INVITATION);
    await send({ ...INVITATION, subject: 'second' });
    const before = sink.all();
    await sink.stop();
    await writeFile(join(directory, 'foreign.eml'), 'Subject: foreign\r\n\r\n');
    await writeFile(join(directory, 'half.eml.tmp'), 'X-Tavola-Envelope: {');

    sink = await SmtpSink.start({ port: 0, directory });

    expect(sink.all()).toEqual(before);
    expect(sink.all().map(({ subject }) => subject)).toEqual(['second', INVITATION.subject]);
  });

  it('keeps the newest 500, in memory and on disk', async () => {
    await sink.stop();
    const envelope = 'X-Tavola-Envelope: {"receivedAt":"2017-12-11T08:00:00.000Z","from":"a@x.org","to":[]}';
    const names = Array.from(
      { length: 501 },
      (_, i) => `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`,
    );
    await Promise.all(
      names.map((name, i) =>
        writeFile(join(directory, `${name}.eml`), `${envelope}\r\nSubject: ${i}\r\n\r\n`),
      ),
    );

    sink = await SmtpSink.start({ port: 0, directory });
    await send({ from: 'a@x.org', to: 'b@x.org', subject: 'newest', text: '' });

    expect(sink.all()).toHaveLength(500);
    expect([sink.all()[0]?.subject, sink.all()[499]?.subject]).toEqual(['newest', '2']);
    expect(await readdir(directory)).toHaveLength(500);
  });

  it('waits for a mail, and says what came instead', async () => {
    const coming = sink.waitFor(({ subject }) => subject === 'code');
    await send({ from: 'a@x.org', to: 'b@x.org', subject: 'other', text: '' });
    await send({ from: 'a@x.org', to: 'b@x.org', subject: 'code', text: '123456' });

    expect((await coming).text).toContain('123456');
    expect((await sink.waitFor(({ subject }) => subject === 'other')).subject).toBe('other');
    await expect(sink.waitFor(() => false, 20)).rejects.toThrow('"code" to b@x.org; "other" to b@x.org');
  });

  it('refuses a mail that is too large', async () => {
    const attachments = [{ filename: 'film.mp4', content: Buffer.alloc(31 * 1024 * 1024) }];

    await expect(send({ from: 'a@x.org', to: 'b@x.org', attachments })).rejects.toMatchObject({
      responseCode: 552,
    });
    expect(sink.all()).toEqual([]);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'localhost.example.org', ''])(
    'refuses to listen on "%s"',
    async (host) => {
      await expect(SmtpSink.start({ port: 0, host })).rejects.toThrow('loopback');
    },
  );

  it('names the setting when the port is taken', async () => {
    await expect(SmtpSink.start({ port: sink.port })).rejects.toThrow('SMTP_PORT');
  });

  it('knows loopback addresses', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].filter(isLoopbackAddress)).toHaveLength(4);
    expect(
      ['', '10.0.0.1', '::ffff:10.0.0.1', '::2', '127.0.0.1.example.org'].filter(isLoopbackAddress),
    ).toEqual([]);
  });
});

describe('inbox pages', () => {
  let app: FastifyInstance;
  let origin: string;

  beforeEach(async () => {
    app = fastify();
    inboxPages(app, sink, async () => false);
    origin = await app.listen({ port: 0, host: '127.0.0.1' });
    await send(INVITATION);
    await send({ from: 'tavola@example.org', to: 'noone@example.org', subject: 'Your code', text: '123456' });
  });

  afterEach(async () => {
    await app.close();
  });

  /** fetch cannot set Host; this can. Resolves with the status. */
  function statusWith(headers: Record<string, string>, path = '/inbox'): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request(`${origin}${path}`, { headers }, (answer) => resolve(answer.resume().statusCode))
        .once('error', reject)
        .end();
    });
  }

  const invitation = () => sink.all()[1]?.id ?? '';

  it('lists mails, newest first, and filters by recipient', async () => {
    const all = await (await fetch(`${origin}/inbox`)).text();
    const one = await (await fetch(`${origin}/inbox?to=LUCA@`)).text();

    expect(all.indexOf('Your code')).toBeLessThan(all.indexOf('Kallelse till Cervia'));
    expect(one).toContain('Kallelse till Cervia');
    expect(one).not.toContain('Your code');
    expect(await (await fetch(`${origin}/inbox.json?to=noone`)).json()).toMatchObject([
      { id: sink.all()[0]?.id, to: ['noone@example.org'], subject: 'Your code', text: '123456\n' },
    ]);
  });

  it('shows the text with http addresses as links and everything else as text', async () => {
    const shown = await (await fetch(`${origin}/inbox/${invitation()}`)).text();

    expect(shown).toContain(
      '<a href="https://tavola.example.org/i/abc?x=1&amp;y=2" rel="noreferrer">https://tavola.example.org/i/abc?x=1&amp;y=2</a>.',
    );
    expect(shown).toContain('&lt;b&gt;Hej&lt;/b&gt; javascript:alert(1)');
    expect(shown.match(/href="javascript/g)).toBeNull();
  });

  it('runs no script of a mail', async () => {
    const paths = ['/inbox', `/inbox/${invitation()}`];
    for (const path of paths) {
      const answer = await fetch(origin + path);
      expect(await answer.text()).not.toContain('<script');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const mail = await fetch(`${origin}/inbox/${invitation()}/html`);
    const policy = mail.headers.get('content-security-policy') ?? '';
    expect(await mail.text()).toBe(INVITATION.html);
    expect(policy).toMatch(/^sandbox .*default-src 'none'/);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/);
  });

  it('hands out attachments as files', async () => {
    const answer = await fetch(`${origin}/inbox/${invitation()}/attachments/1`);

    expect(await answer.text()).toBe(SCRIPT);
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="dagordning _____.html"; filename*=UTF-8\'\'dagordning%20%22%C3%A5%C3%A4%C3%B6%22.html',
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await fetch(`${origin}/inbox/${invitation()}/attachments/9`)).status).toBe(404);
    expect((await fetch(`${origin}/inbox/nothing`)).status).toBe(404);
    expect((await fetch(`${origin}/inbox/${sink.all()[0]?.id}/html`)).status).toBe(404);
  });

  it('is not there for another machine or under another name', async () => {
    const { port } = new URL(origin);
    expect(await statusWith({})).toBe(200);
    expect(await statusWith({ host: `localhost:${port}` })).toBe(200);
    expect(await statusWith({ host: 'rebound.example.org' })).toBe(404);
    expect(await statusWith({ host: '127.0.0.1.example.org' }, '/inbox.json')).toBe(404);
    expect(await statusWith({ 'x-forwarded-for': '203.0.113.5' }, `/inbox/${invitation()}`)).toBe(404);

    // A peer elsewhere cannot be had on one machine, so here the address is told by inject.
    const paths = [
      '/inbox',
      '/inbox.json',
      `/inbox/${invitation()}/html`,
      `/inbox/${invitation()}/attachments/0`,
    ];
    for (const url of paths) {
      const answer = await app.inject({ url, remoteAddress: '203.0.113.5', headers: { host: 'localhost' } });
      expect(answer.statusCode).toBe(404);
    }
  });

  it('is cleared by its own form only', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' };
    const foreign = await fetch(`${origin}/inbox/clear`, { method: 'POST', headers });
    expect(foreign.status).toBe(403);
    expect(sink.all()).toHaveLength(2);

    const own = await fetch(`${origin}/inbox/clear`, { method: 'POST', headers: { ...headers, origin } });
    expect(own.redirected && own.url).toBe(`${origin}/inbox`);
    expect(sink.all()).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });
});

it('survives a client that breaks off', async () => {
  const client = connect(sink.port, '127.0.0.1');
  await new Promise((resolve) => client.once('data', resolve));
  client.write('EHLO x\r\nMAIL FROM:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nDATA\r\nSubject: half\r\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.resetAndDestroy();

  await send({ from: 'a@x.org', to: 'b@x.org', subject: 'next', text: '' });
  expect(sink.all().map(({ subject }) => subject)).toEqual(['next']);
});
