import { html, type Html, type HtmlValue } from './html.js';

/** Where the stylesheet of every page is served; `stylesheet.ts` answers it. */
export const STYLESHEET_PATH = '/assets/tavola.css';

/**
 * The headers of a plain page: nothing but our own stylesheet and images loads, no script runs, no other site may
 * frame it, and the address (which may hold a one-time token) is told to no other site. `no-referrer` would be too much:
 * with it browsers send `Origin: null` along with our own forms (Fetch standard, "append a request Origin header").
 */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

export interface Page {
  /** Plain text: the `h1`, and with the product's name the title of the tab. */
  title: string;
  /** The `h1` where it is more than the plain title. */
  heading?: Html;
  /** Whether search engines may list it; else they are asked not to. */
  isListed?: boolean;
  /** BCP 47 tag of the language that title and body are written in. */
  language: string;
  body: HtmlValue;
  /** Text of the link to `/` in the header; without it the product's name. */
  homeLabel?: string;
  /** Text of the skip link in `language`; without it the English one, marked as English. */
  skipLabel?: string;
}

// A data URL, so that no browser asks for /favicon.ico: a round table with four seats.
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32' fill='%230b5f73'%3E%3Ccircle cx='16' cy='16' r='8'/%3E%3Ccircle cx='16' cy='3.5' r='2.5'/%3E%3Ccircle cx='16' cy='28.5' r='2.5'/%3E%3Ccircle cx='3.5' cy='16' r='2.5'/%3E%3Ccircle cx='28.5' cy='16' r='2.5'/%3E%3C/svg%3E";

/** A whole HTML document with one `main` landmark whose `h1` is the title; send it with {@link PAGE_HEADERS}. */
export function page({ title, heading, isListed, language, body, homeLabel, skipLabel }: Page): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${title} – Tavola</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${isListed ? null : html`<meta name="robots" content="noindex" />`}
        <link rel="icon" href="${ICON}" />
        <link rel="stylesheet" href="${STYLESHEET_PATH}" />
      </head>
      <body>
        <a class="skip" href="#main" ${skipLabel ? null : html`lang="en"`}
          >${skipLabel ?? 'Skip to content'}</a
        >
        <header class="site"><a href="/">${homeLabel ?? 'Tavola'}</a></header>
        <main id="main" tabindex="-1">
          <h1>${heading ?? title}</h1>
          ${body}
        </main>
      </body>
    </html> `.toString();
}

/**
 * A message about the whole page, above what it speaks of. An `error` is announced at once by screen readers, the
 * others when there is a pause (ARIA roles alert and status).
 */
export function notice(kind: 'info' | 'success' | 'error', text: HtmlValue): Html {
  return html`<div class="notice ${kind}" role="${kind === 'error' ? 'alert' : 'status'}">${text}</div>`;
}

/**
 * What is wrong with one field, nothing when nothing is. Its id is `<fieldId>-error`: point `aria-describedby` of
 * the field there and set `aria-invalid="true"` (WCAG 2.2, 3.3.1).
 */
export function fieldError(fieldId: string, message: string | null | undefined): Html | null {
  return message ? html`<p class="field-error" id="${fieldId}-error">${message}</p>` : null;
}
