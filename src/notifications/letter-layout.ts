import type { Letter } from '../platform/email/outbox.js';
import { type Html, html } from '../platform/pages/html.js';
import { type MailTopic, mailTopicPath } from './mail-topic.js';
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
const QUIET_LINK = 'display: inline-block; padding: 0.25rem 0; color: inherit';
const LIST = 'margin: 0 0 1rem; padding-left: 1.25rem';

/**
 * A mail as its recipient gets it, in text and in HTML that needs nothing from elsewhere.
 * @param topic which he can turn off, by a link at the end
 */
export function letterTo(recipient: Recipient, say: Say, words: Words, topic?: MailTopic): Letter {
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
  const off = topic && `[[${mailTopicPath(personId, topic)}]]`;
  const footer = [footerOf(words, say), off && `${say('mail.footer.off')}: ${off}`];
  const text = textOf(body.filter(Boolean).join('\n\n'), footer.filter(Boolean).join('\n'));
  const letter = {
    language,
    subject,
    text,
    // Public pages are found from the start page; everything else is a placeholder of its own.
    grants: [
      link.target.startsWith(HOME) ? HOME : link.target,
      ...(calendar ? [calendar.replyTo] : []),
      ...grants,
      ...(off ? [off] : []),
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
        ${footer && html`<p style="${FOOTER}">${inLines(footer, grants)}</p>`}
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

/** A line that leads somewhere: its words, and a placeholder that the mail itself put in. */
function linkIn(line: string, grants: readonly string[]): { label: string; target: string } | null {
  const [, label, target] = /^(.+): (\[\[\S+)$/.exec(line) ?? [];
  return label && target && grants.some((grant) => target.startsWith(grant)) ? { label, target } : null;
}

function paragraphOf(paragraph: string, grants: readonly string[]): Html {
  const link = linkIn(paragraph, grants);
  if (link)
    return html`<p style="margin: 1.5rem 0"><a href="${link.target}" style="${LINK}">${link.label}</a></p>`;
  const [first = '', ...rest] = paragraph.split('\n');
  if (rest.length > 0 && rest.every((line) => line.startsWith(BULLET)))
    return html`<p style="margin-bottom: 0.25rem"><strong>${first}</strong></p>
      <ul style="${LIST}">
        ${rest.map((line) => html`<li>${line.slice(BULLET.length)}</li>`)}
      </ul>`;
  const isCode = grants.some((grant) => grant.startsWith('[[code:') && paragraph.includes(grant));
  return isCode ? html`<p style="${ASIDE}">${paragraph}</p>` : html`<p>${inLines(paragraph)}</p>`;
}

/** @param grants placeholders that make a link of their line; none: what looks like one stays text */
function inLines(text: string, grants: readonly string[] = []): Html {
  const lines = text.split('\n').map((line) => {
    const link = linkIn(line, grants);
    return link ? html`<a href="${link.target}" style="${QUIET_LINK}">${link.label}</a>` : line;
  });
  return html`${lines.map((line, index) => [index > 0 && html`<br />`, line])}`;
}
