import { describe, expect, it } from '@jest/globals';
import { Messages } from '../platform/i18n/messages.js';
import { letterTo } from './letter-layout.js';
import type { Say, Words } from './notice.js';

const say: Say = (key, values) => new Messages().say('it', key, values);
const recipient = { id: '1', name: 'Anna <b>', email: 'anna@cervia.example', language: 'it' } as const;
const words: Words = {
  subject: 'Incontro',
  paragraphs: ['Uno & due.'],
  link: { label: 'Apri', target: '[[home]]' },
};

describe('a letter', () => {
  it('says the same in text and in HTML, and escapes what people are called', () => {
    const { text, html, grants } = letterTo(recipient, say, words);
    const footer = say('mail.footer.project');
    expect(text).toBe(['Gentile Anna <b>,', 'Uno & due.', 'Apri: [[home]]', footer].join('\n\n'));
    expect(html).toContain('Gentile Anna &lt;b&gt;,');
    expect(html).toContain('<html lang="it">');
    expect(grants).toEqual(['[[home]]']);
  });

  it('leads to a public page from the start page, which delivery fills in', () => {
    const link = { label: 'Apri', target: '[[home]]p/evolaq/cervia/agenda?lang=it' };
    const { text, html, grants } = letterTo(recipient, say, { ...words, link });
    expect(grants).toEqual(['[[home]]']);
    expect(text).toContain('Apri: [[home]]p/evolaq/cervia/agenda?lang=it');
    expect(html).toContain('href="[[home]]p/evolaq/cervia/agenda?lang=it"');
  });

  it('says to whom an address was used for that it can be ignored, and to members why they get it', () => {
    const footerIn = (reason?: Words['reason']) =>
      letterTo(recipient, say, { ...words, reason })
        .text.split('\n\n')
        .at(-1);
    expect(footerIn('account')).toBe(say('mail.footer.account'));
    expect(footerIn()).toBe(say('mail.footer.project'));
  });
});
