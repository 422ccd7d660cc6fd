import type { Letter } from '../platform/email/outbox.js';
import { type Html, html } from '../platform/pages/html.js';
import { HOME, type Recipient, type Say, type Words } from './notice.js';

/** Of the two kinds of mail: what somebody asked for by an address, and what a project tells its people. */
const footerOf = ({ reason = 'project' }: Words, say: Say): string => say(`mail.footer.${reason}`);

/** Between what a mail says and why it comes: the line that mail programs know (RFC 3676, section 4.3). */
export const DIVIDER = '\n\n-- \n';
const BULLET = '- ';

/** Dark text on light or the other way round, as the reader likes it; the link stays readable on both. */
const BODY =
  'font: 16px/1.5 sans-serif; max-width: 36rem; margin: 1.5rem auto; padding: 0 1rem; overflow-wrap: break-word';
const LINK =
  'display: inline-block; padding: 0.65rem 1.2rem; border-radius: 6px; background: #0b5f73; color: #ffffff; font-weight: bold; text-decoration: none';
const ASIDE = 'font-size: 1.25rem';
const FOOTER = 'margin-top: 2rem; padding-top: 0.75rem; border-top: 1px solid #8a929b; font-size: 0.875rem';
const LIST = 'margin: 0 0 1rem; padding-left: 1.25rem';

/** A mail as its recipient gets it, in text and in HTML that needs nothing from elsewhere. */
export function letterTo(recipient: Recipient, say: Say, words: Words): Letter {
  const { subject, paragraphs, entries = [], closing, link, aside, grants = [], calendar } = words;
  const { id: personId, email, language, name } = recipient;
  const body = [
    say('mail.greeting', { name }),
    ...paragraphs,
    ...entries.map(({ heading, lines }) => [heading, ...lines.map((line) => BULLET + line)].join('\n')),
    closing,
    `${link.label}: ${link.target}`,
    aside,
  ];
  const text = textOf(body.filter(Boolean).join('\n\n'), footerOf(words, say));
  const letter = {
    language,
    subject,
    text,
    // Public pages are found from the start page; everything else is a placeholder of its own.
    grants: [
      link.target.startsWith(HOME) ? HOME : link.target,
      ...(calendar ? [calendar.replyTo] : []),
      ...grants,
    ],
  };
  return { ...letter, personId, recipient: email, html: markupOf(letter), calendar };
}

type Written = Pick<Letter, 'language' | 'subject' | 'text' | 'grants'>;

/** The HTML that says what the text says: a paragraph that leads somewhere is a button, one with bullets a list. */
export function markupOf({ language, subject, text, grants }: Written): string {
  const [body, footer] = partsOf(text);
  const paragraphs = body.split(/\n(?:\s*\n)+/);
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${subject}</title>
      </head>
      <body style="${BODY}">
        ${paragraphs.map((paragraph) => paragraphOf(paragraph, grants))}
        ${footer && html`<p style="${FOOTER}">${inLines(footer)}</p>`}
      </body>
    </html>`.toString();
}

/** What a mail says, and why it comes; nothing that somebody wrote makes an end of the first before its end. */
export const textOf = (body: string, footer: string): string =>
  [body.replaceAll(/\n\n-- (?=\n)/g, '\n\n--'), footer].filter(Boolean).join(DIVIDER);

/** `textOf` back again. */
export function partsOf(text: string): readonly [body: string, footer: string] {
  const [body = '', ...footer] = text.split(DIVIDER);
  return [body, footer.join(DIVIDER)];
}

function paragraphOf(paragraph: string, grants: readonly string[]): Html {
  const [, label, target] = /^(.+): (\[\[\S+)$/.exec(paragraph) ?? [];
  if (label && target && grants.some((grant) => target.startsWith(grant)))
    return html`<p style="margin: 1.5rem 0"><a href="${target}" style="${LINK}">${label}</a></p>`;
  const [first = '', ...rest] = paragraph.split('\n');
  if (rest.length > 0 && rest.every((line) => line.startsWith(BULLET)))
    return html`<p style="margin-bottom: 0.25rem"><strong>${first}</strong></p>
      <ul style="${LIST}">
        ${rest.map((line) => html`<li>${line.slice(BULLET.length)}</li>`)}
      </ul>`;
  const isCode = grants.some((grant) => grant.startsWith('[[code:') && paragraph.includes(grant));
  return isCode ? html`<p style="${ASIDE}">${paragraph}</p>` : html`<p>${inLines(paragraph)}</p>`;
}

const inLines = (text: string): Html =>
  html`${text.split('\n').map((line, index) => [index > 0 && html`<br />`, line])}`;
