import type { Letter } from '../platform/email/outbox.js';
import { html } from '../platform/pages/html.js';
import type { Recipient, Say, Words } from './notice.js';

/** A mail as its recipient gets it, in text and in HTML that needs nothing from elsewhere. */
export function letterTo(recipient: Recipient, say: Say, words: Words): Letter {
  const { subject, paragraphs, link, aside, grants = [], calendar } = words;
  const { email, language, name } = recipient;
  const greeting = say('mail.greeting', { name });
  const footer = say('mail.footer');
  const text = [greeting, ...paragraphs, `${link.label}: ${link.target}`, aside, footer]
    .filter(Boolean)
    .join('\n\n');
  const markup = html`<!doctype html>
    <html lang="${language}">
      <body
        style="font-family: sans-serif; line-height: 1.5; max-width: 36rem; margin: 1.5rem auto; padding: 0 1rem"
      >
        <p>${greeting}</p>
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
        <p><a href="${link.target}">${link.label}</a></p>
        ${aside && html`<p style="font-size: 1.25rem">${aside}</p>`}
        <p style="color: #555">${footer}</p>
      </body>
    </html>`;
  return {
    recipient: email,
    language,
    subject,
    text,
    html: markup.toString(),
    grants: [link.target, ...grants],
    calendar,
  };
}
