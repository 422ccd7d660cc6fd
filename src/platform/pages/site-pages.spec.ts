import { describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyRequest } from 'fastify';
import { Messages } from '../i18n/messages.js';
import { html } from './html.js';
import { notice } from './layout.js';
import { SitePages } from './site-pages.js';

const pages = new SitePages(new Messages(), 'https://tavola.example');
const asked = (headers: Record<string, string>): FastifyRequest => ({ headers }) as unknown as FastifyRequest;

describe('pages of the site', () => {
  it('speak the best of the seven languages that the browser asks for, else English', () => {
    const languages = ['fi-FI,fi;q=0.9,en;q=0.8', 'el, it;q=0.4', 'el', ''];
    expect(languages.map((header) => pages.languageOf(asked({ 'accept-language': header })))).toEqual([
      'fi',
      'it',
      'en',
      'en',
    ]);
    expect(pages.speaker('fi')('page.signIn.out')).toBe('Kirjaudu ulos');
  });

  it('take forms of their own site and of callers that do not say where they are from, and no others', () => {
    const origins = ['https://tavola.example', 'https://elsewhere.example', 'null'];
    expect(origins.map((origin) => pages.isOwnForm(asked({ origin })))).toEqual([true, false, false]);
    expect(pages.isOwnForm(asked({}))).toBe(true);
    const said = new Messages().say('sv', 'page.otherAddress', { address: 'https://tavola.example' });
    expect(pages.foreignForm('sv')).toEqual(notice('error', said));
  });

  it('are framed in their language, with headers under which browsers name the origin of our own forms', async () => {
    const app = Fastify();
    app.get('/', (_request, reply) =>
      pages.send(reply, { language: 'it', title: 'Accesso', body: html`<p>…</p>`, status: 422 }),
    );
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['referrer-policy']).toBe('same-origin');
    expect(answer.body).toContain('<html lang="it">');
    expect(answer.body).toContain('<h1>Accesso</h1>');
    expect(answer.body).toContain('>Vai al contenuto</a');
  });
});
