import { describe, expect, it } from '@jest/globals';
import { Messages } from '../platform/i18n/messages.js';
import { letterTo, markupOf, partsOf } from './letter-layout.js';
import { MailTopic } from './mail-topic.js';
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
    expect(text).toBe(`Gentile Anna <b>,\n\nUno & due.\n\nApri: [[home]]\n\n-- \n${footer}`);
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

  it('has what is told of several things as lists, and its own link alone as a button', () => {
    const entries = [{ heading: 'Workshop <1>', lines: ['alle 10', 'in sala B'] }];
    const closing = 'Apri: [[/sign-in/1]]';
    const { html, text } = letterTo(recipient, say, { ...words, entries, closing });
    expect(text).toContain('\n\nWorkshop <1>\n- alle 10\n- in sala B\n\n');
    expect(html).toMatch(/<strong>Workshop &lt;1&gt;<\/strong>.*<li>alle 10<\/li>.*<li>in sala B<\/li>/s);
    expect(html).toContain('<p>Apri: [[/sign-in/1]]</p>');
    expect(html.match(/<a /g)).toHaveLength(1);
  });

  it('is the same HTML when it is made of its text again', () => {
    const letter = letterTo(recipient, say, words);
    expect(markupOf(letter)).toBe(letter.html);
  });

  it('of a kind that he can do without ends with the way out of it', () => {
    const letter = letterTo(recipient, say, words, MailTopic.AGENDA);
    const off = '[[/mail-topics/1/AGENDA]]';
    expect(letter.grants).toEqual(['[[home]]', off]);
    const footer = `${say('mail.footer.project')}\n${say('mail.footer.off')}: ${off}`;
    expect(partsOf(letter.text)[1]).toBe(footer);
    expect(letter.html).toContain(`<a href="${off}"`);
    expect(markupOf(letter)).toBe(letter.html);
  });

  it('says to whom an address was used for that it can be ignored, and to members why they get it', () => {
    const footerIn = (reason?: Words['reason']) =>
      partsOf(letterTo(recipient, say, { ...words, reason }).text)[1];
    expect(footerIn('account')).toBe(say('mail.footer.account'));
    expect(footerIn()).toBe(say('mail.footer.project'));
  });
});
