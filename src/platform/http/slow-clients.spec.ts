import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { answersAreRead } from './slow-clients.js';

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
