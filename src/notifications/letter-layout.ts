import type { Letter } from '../platform/email/outbox.js';
import { html } from '../platform/pages/html.js';
import { HOME, type Recipient, type Say, type Words } from './notice.js';

/** Of the two kinds of mail: what somebody asked for by an address, and what a project tells its people. */
const footerOf = ({ reason = 'project' }: Words, say: Say): string => say(`mail.footer.${reason}`);

/** Dark text on light or the other way round, as the reader likes it; the link stays readable on both. */
const BODY =
  'font: 16px/1.5 sans-serif; max-width: 36rem; margin: 1.5rem auto; padding: 0 1rem; overflow-wrap: break-word';
const LINK =
  'display: inline-block; padding: 0.65rem 1.2rem; border-radius: 6px; background: #0b5f73; color: #ffffff; font-weight: bold; text-decoration: none';
const ASIDE = 'font-size: 1.25rem';
const FOOTER = 'margin-top: 2rem; padding-top: 0.75rem; border-top: 1px solid #8a929b; font-size: 0.875rem';

/** A mail as its recipient gets it, in text and in HTML that needs nothing from elsewhere. */
export function letterTo(recipient: Recipient, say: Say, words: Words): Letter {
  const { subject, paragraphs, link, aside, grants = [], calendar } = words;
  const { id: personId, email, language, name } = recipient;
  const greeting = say('mail.greeting', { name });
  const footer = footerOf(words, say);
  const text = [greeting, ...paragraphs, `${link.label}: ${link.target}`, aside, footer]
    .filter(Boolean)
    .join('\n\n');
  const markup = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${subject}</title>
      </head>
      <body style="${BODY}">
        <p>${greeting}</p>
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
        <p style="margin: 1.5rem 0"><a href="${link.target}" style="${LINK}">${link.label}</a></p>
        ${aside && html`<p style="${ASIDE}">${aside}</p>`}
        <p style="${FOOTER}">${footer}</p>
      </body>
    </html>`;
  return {
    personId,
    recipient: email,
    language,
    subject,
    text,
    html: markup.toString(),
    // Public pages are found from the start page; everything else is a placeholder of its own.
    grants: [link.target.startsWith(HOME) ? HOME : link.target, ...grants],
    calendar,
  };
}
