import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DateTime } from 'luxon';
import { html, type Html, type HtmlValue } from '../pages/html.js';
import { PAGE_HEADERS, page } from '../pages/layout.js';
import { isLoopbackRequest } from '../access/loopback.js';
import type { SmtpSink } from './smtp-sink.js';
import type { SunkAttachment, SunkMail } from './sunk-mail.js';

interface Asked {
  Querystring: { to?: unknown };
}

/**
 * The policy of a mail's own HTML, which anybody may have written: an origin of its own (sandbox), no script, no
 * form, nothing loaded from anywhere; links open in a new tab that is a normal page again.
 */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

const HELD = 'This is a restored copy. No mail comes here until it is let out: npm run cli -- release-mail.';

/**
 * Serves the mails of the sink under `/inbox`, for development on one's own machine. Every address answers 404
 * unless `isLoopback` holds, as if there were no inbox.
 */
export function inboxPages(
  app: FastifyInstance,
  sink: SmtpSink,
  isMailHeld: () => Promise<boolean>,
  isLoopback: (request: FastifyRequest) => boolean = isLoopbackRequest,
): void {
  app.register(async (inbox) => {
    inbox.addHook('onRequest', async (request, reply) => (isLoopback(request) ? undefined : notFound(reply)));
    // The form that clears the inbox has no fields; an app that parses forms elsewhere has taken the type already.
    if (!inbox.hasContentTypeParser('application/x-www-form-urlencoded')) {
      inbox.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        async () => null,
      );
    }

    inbox.get<Asked>('/inbox', async (request, reply) => {
      const to = recipientAsked(request.query);
      return reply.headers(PAGE_HEADERS).send(listPage(mailsTo(sink, to), to, await isMailHeld()));
    });

    inbox.get<Asked>('/inbox.json', async (request, reply) =>
      reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).send(
        mailsTo(sink, recipientAsked(request.query)).map((mail) => ({
          id: mail.id,
          receivedAt: mail.receivedAt.toISO(),
          to: mail.to,
          subject: mail.subject,
          messageId: mail.messageId,
          text: mail.text,
        })),
      ),
    );

    inbox.get<{ Params: { id: string } }>('/inbox/:id', async (request, reply) => {
      const mail = sink.find(request.params.id);
      return mail ? reply.headers(PAGE_HEADERS).send(mailPage(mail)) : notFound(reply);
    });

    inbox.get<{ Params: { id: string } }>('/inbox/:id/html', async (request, reply) => {
      const mail = sink.find(request.params.id);
      if (!mail?.html) return notFound(reply);
      return reply.headers({ ...PAGE_HEADERS, 'content-security-policy': MAIL_POLICY }).send(mail.html);
    });

    inbox.get<{ Params: { id: string; index: string } }>(
      '/inbox/:id/attachments/:index',
      async (request, reply) => {
        const mail = sink.find(request.params.id);
        const part = mail?.attachments.find(({ index }) => String(index) === request.params.index);
        return part ? reply.headers(attachmentHeaders(part)).send(part.content) : notFound(reply);
      },
    );

    inbox.post('/inbox/clear', async (request, reply) => {
      // A page of another site can post a form here (it only cannot read the answer), and browsers then name it.
      const { origin, host } = request.headers;
      if (origin !== undefined && origin !== `${request.protocol}://${host}`) return reply.code(403).send();
      await sink.clear();
      return reply.redirect('/inbox', 303);
    });
  });
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .headers({ 'cache-control': 'no-store' })
    .send({ statusCode: 404, error: 'Not Found' });
}

/** `?to=`; a parameter given twice arrives as an array and asks nothing. */
function recipientAsked({ to }: Asked['Querystring']): string {
  return typeof to === 'string' ? to.trim() : '';
}

function mailsTo(sink: SmtpSink, recipient: string): SunkMail[] {
  const part = recipient.toLowerCase();
  return sink.all().filter((mail) => mail.to.some((address) => address.toLowerCase().includes(part)));
}

function attachmentHeaders({ filename, contentType }: SunkAttachment): Record<string, string> {
  const type = contentType.toLowerCase();
  // RFC 6266: a name in ASCII for old clients, and the real one in the encoding of RFC 8187.
  const ascii = filename.replace(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    'content-type': /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream',
    'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

function listPage(mails: SunkMail[], to: string, isHeld: boolean): string {
  const body = html`
    ${isHeld && html`<p class="notice">${HELD}</p>`}
    <p class="quiet">Mails that Tavola sent on this machine. None of them left it.</p>
    <form class="search card" method="get" action="/inbox" role="search">
      <div class="field">
        <label for="to">Recipient contains</label>
        <input id="to" name="to" type="search" value="${to}" autocomplete="off" />
      </div>
      <button type="submit">Filter</button>
      ${to && html`<a class="button secondary" href="/inbox">Show all</a>`}
    </form>
    ${mails.length === 0 ? html`<p>${to ? `No mail to “${to}”.` : 'No mail yet.'}</p>` : mailTable(mails)}
    <form class="actions" method="post" action="/inbox/clear">
      <button class="button danger" type="submit">Delete all mails</button>
    </form>
  `;
  return page({ title: 'Inbox', language: 'en', body });
}

function mailTable(mails: SunkMail[]): Html {
  const row = (mail: SunkMail) => html`
    <tr>
      <td class="tight" data-label="Time">${time(mail.receivedAt)}</td>
      <td data-label="From"><span>${breakable(mail.from)}</span></td>
      <td data-label="To"><span>${mail.to.map((to, i) => [i > 0 && ', ', recipientLink(to)])}</span></td>
      <td data-label="Subject"><a href="/inbox/${mail.id}">${mail.subject || '(no subject)'}</a></td>
      <td class="tight" data-label="Attached">${mail.attachments.length}</td>
    </tr>
  `;
  return html`
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">Subject</th>
          <th scope="col">Attached</th>
        </tr>
      </thead>
      <tbody>
        ${mails.map(row)}
      </tbody>
    </table>
  `;
}

function mailPage(mail: SunkMail): string {
  const body = html`
    <p><a href="/inbox">Back to the inbox</a></p>
    <dl class="facts card">
      <dt>Received</dt>
      <dd>${time(mail.receivedAt)}</dd>
      <dt>From</dt>
      <dd>${mail.from}</dd>
      <dt>To</dt>
      <dd>${mail.to.join(', ')}</dd>
      <dt>Message-ID</dt>
      <dd><code>${mail.messageId}</code></dd>
    </dl>
    ${
      mail.html &&
      html`<p class="actions">
        <a class="button" href="/inbox/${mail.id}/html" target="_blank" rel="noreferrer"
          >Open the HTML version</a
        >
      </p>`
    }
    <h2>Text version</h2>
    ${mail.text ? html`<pre class="text card">${linked(mail.text)}</pre>` : html`<p>This mail has none.</p>`}
    ${mail.attachments.length > 0 && attachmentList(mail)}
  `;
  return page({ title: mail.subject || '(no subject)', language: 'en', body });
}

function attachmentList(mail: SunkMail): Html {
  const item = (part: SunkAttachment) => html`
    <li>
      <a href="/inbox/${mail.id}/attachments/${part.index}">${part.filename}</a>
      <span class="quiet">${part.contentType}, ${part.size} bytes</span>
    </li>
  `;
  return html`
    <h2>Attachments</h2>
    <ul class="card">
      ${mail.attachments.map(item)}
    </ul>
  `;
}

function recipientLink(address: string): Html {
  return html`<a href="/inbox?to=${encodeURIComponent(address.toWellFormed())}">${breakable(address)}</a>`;
}

/** An address that breaks after its @, where a narrow column needs a break. */
function breakable(address: string): HtmlValue {
  return address.split('@').map((part, i) => [i > 0 && html`@<wbr />`, part]);
}

/** Time of this machine, since only who sits at it reads the inbox. */
function time(at: DateTime): Html {
  return html`<time datetime="${at.toISO()}">${at.toLocal().toFormat('yyyy-MM-dd HH:mm:ss')}</time>`;
}

/** The text with its http(s) addresses as links; the full stop or bracket after an address is not part of it. */
function linked(text: string): (Html | string)[] {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/i)
    .map((part, i) => (i % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part));
}
