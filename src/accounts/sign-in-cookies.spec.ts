import cookie from '@fastify/cookie';
import { expect, it } from '@jest/globals';
import fastify from 'fastify';
import { DateTime } from 'luxon';
import { Site } from '../platform/config/site.js';
import { SignInCookies } from './sign-in-cookies.js';

async function sessionCookie(baseUrl: string): Promise<unknown> {
  const app = fastify();
  await app.register(cookie);
  const cookies = new SignInCookies(new Site(baseUrl));
  app.get('/', async (_request, reply) => {
    const expiresAt = DateTime.fromISO('2030-01-01T00:00:00Z', { zone: 'utc' });
    cookies.start(reply, { id: '', personId: '', token: 'secret', expiresAt });
    return {};
  });
  const { headers } = await app.inject('/');
  await app.close();
  return headers['set-cookie'];
}

it.each([
  [
    'https://tavola.example.org',
    '__Host-tavola_session=secret; Path=/; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
  ],
  [
    'http://localhost:3000',
    'tavola_session=secret; Path=/; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; SameSite=Lax',
  ],
])(
  "a session's cookie at %s is for this host, not for scripts, and not for other sites",
  async (url, expected) => {
    expect(await sessionCookie(url)).toBe(expected);
  },
);
