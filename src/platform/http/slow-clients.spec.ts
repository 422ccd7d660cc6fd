import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { answersAreRead, bodiesInTime } from './slow-clients.js';

let app: FastifyInstance;
let port: number;
let served = 0;

beforeAll(async () => {
  app = fastify();
  answersAreRead(app);
  // More than a connection takes, so that it is never read whole.
  app.get('/large', async () => 'x'.repeat(20_000_000));
  app.get('/', async () => `${(served += 1)}`);
  await app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.server.address() as { port: number });
});
afterAll(async () => {
  app.server.closeAllConnections();
  await app.close();
});

const POST = 'POST / HTTP/1.1\r\nHost: tavola\r\nContent-Type: text/plain\r\n';
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: tavola\r\n\r\n`;
const closed = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('close', () => resolve('closed')));

it('lets go of whoever sends many requests and reads no answer', async () => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(get('/large') + get('/').repeat(50));
  // It closes when it is read to the end that came before.
  socket.resume();
  expect(await closed(socket)).toBe('closed');
  expect(served).toBe(7);
});

it('lets everybody stay who reads his answers, however many he asks for', async () => {
  served = 0;
  const socket = connect(port, '127.0.0.1');
  for (let asked = 1; asked <= 50; asked += 1) {
    socket.write(get('/'));
    await new Promise((resolve) => socket.once('data', resolve));
  }
  expect([served, socket.destroyed]).toEqual([50, false]);
  socket.destroy();
});

describe('a body that is too large', () => {
  const apps: FastifyInstance[] = [];
  afterAll(() => Promise.all(apps.map((one) => one.close())));

  async function listening(prepare: (one: FastifyInstance) => void): Promise<number> {
    const one = fastify({ bodyLimit: 1_000, forceCloseConnections: true });
    prepare(one);
    one.post('/', async () => 'taken');
    await one.listen({ port: 0, host: '127.0.0.1' });
    apps.push(one);
    return (one.server.address() as { port: number }).port;
  }

  /** Sends 20 MB. What came of it: all was taken, or the line was closed while it was sent. */
  const sent = (to: number): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(to, '127.0.0.1')
        .on('error', () => undefined)
        .resume();
      socket.write(`${POST}Connection: close\r\nContent-Length: 20000000\r\n\r\n`);
      socket.write('x'.repeat(20_000_000), (error) => {
        socket.destroy();
        resolve(error ? 'reset' : 'taken');
      });
    });

  it('is read away, and without that is reset before the answer is seen (the control)', async () => {
    expect(await sent(await listening((one) => bodiesInTime(one, () => false)))).toBe('taken');
    expect(await sent(await listening(() => undefined))).toBe('reset');
  });

  it('is answered, and the line closed, where the client asks for that', async () => {
    const to = await listening((one) => bodiesInTime(one, () => false));
    for (const head of [`${POST}Connection: close\r\n`, POST.replace('1.1', '1.0')]) {
      const socket = connect(to, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.write(`${head}Content-Length: 2000\r\n\r\n${'x'.repeat(2_000)}`);
      // Long before anything else would close it.
      expect(await Promise.race([closed(socket), sleep(1_000, null, { ref: false })])).toBe('closed');
      expect(answer).toContain('413');
    }
  });

  it('is read for a while, and no longer', async () => {
    const socket = connect(await listening((one) => bodiesInTime(one, () => false, 500)), '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const since = performance.now();
    socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n`);
    const sending = setInterval(() => socket.write(`1000\r\n${'x'.repeat(0x1000)}\r\n`), 5);
    expect(await closed(socket)).toBe('closed');
    clearInterval(sending);
    expect(answer).toContain('413');
    expect(performance.now() - since).toBeGreaterThan(450);
    expect(performance.now() - since).toBeLessThan(2_000);
  });
});
