import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { until } from '../../../test/setup/until.js';
import { Messages } from '../i18n/messages.js';
import { SitePages } from '../pages/site-pages.js';
import { overload } from './overload.js';

const AT_ONCE = 16;
const pages = new SitePages(new Messages(), 'https://tavola.example');

describe('a request before the door', () => {
  let app: FastifyInstance;
  let url: string;
  /** Names of those whose answers are being made, and how to give them. */
  let inside: Map<string, () => void>;
  let served: string[];
  /** Names of those who have come, before and behind the door. */
  let come: Set<string>;

  beforeEach(async () => {
    [inside, served, come] = [new Map(), [], new Set()];
    app = fastify();
    app.addHook('onRequest', async ({ url: path, raw }) => {
      come.add(path.slice(1));
      // Whose question takes so long to read that he leaves meanwhile.
      if (path.startsWith('/early')) await until(() => raw.socket.destroyed);
    });
    overload(app, pages, () => 'read');
    app.get('/:name', async ({ params }) => {
      const { name } = params as { name: string };
      await new Promise<void>((resolve) => inside.set(name, resolve));
      served.push(name);
      return name === 'large' ? 'x'.repeat(20_000_000) : name;
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    app.server.closeAllConnections();
    await app.close();
  });

  const ask = async (name: string): Promise<ClientRequest> => {
    const asked = request(`${url}/${name}`, { agent: false }).on('error', () => undefined);
    asked.end();
    await until(() => come.has(name));
    return asked;
  };
  const fill = async (): Promise<void> => {
    for (let guest = 1; guest <= AT_ONCE; guest += 1) await ask(`guest${guest}`);
    await until(() => inside.size === AT_ONCE);
  };
  const answerAll = (): void => {
    for (const answer of inside.values()) answer();
    inside.clear();
  };
  const hasLeft = async (asked: ClientRequest): Promise<void> => {
    const before = await connections();
    asked.destroy();
    await until(async () => (await connections()) === before - 1);
  };
  const connections = () =>
    new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)));

  it('is not served when whoever asked hung up while it waited in line', async () => {
    await fill();
    const impatient = await ask('impatient');
    await ask('patient');
    await hasLeft(impatient);
    answerAll();
    await until(() => inside.size > 0);
    expect([...inside.keys()]).toEqual(['patient']);
  });

  it('is served also when others read nothing of their answers', async () => {
    const { port } = app.server.address() as { port: number };
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    silent.pause();
    // The first answer is more than a connection takes, so that those behind it are never read.
    for (const name of ['large', ...Array.from({ length: AT_ONCE }, (_, index) => `silent${index}`)]) {
      silent.write(`GET /${name} HTTP/1.1\r\nHost: tavola\r\n\r\n`);
      await until(() => inside.has(name));
      answerAll();
    }
    await ask('other');
    await until(() => inside.has('other'));
    silent.destroy();
  });

  it('is not served, and takes nobody the place, when whoever asked hung up before he reached it', async () => {
    for (let guest = 1; guest <= 2 * AT_ONCE; guest += 1) await hasLeft(await ask(`early${guest}`));
    await fill();
    answerAll();
    await until(() => served.length === AT_ONCE);
    expect(served.filter((name) => name.startsWith('early'))).toEqual([]);
  });
});
