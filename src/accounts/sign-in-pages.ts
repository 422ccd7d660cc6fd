import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Language, anonymous, languageOf } from '../platform/access/viewer.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import type { Messages } from '../platform/i18n/messages.js';
import { type Html, html } from '../platform/pages/html.js';
import { PAGE_HEADERS, notice, page } from '../platform/pages/layout.js';
import type { Sessions } from './sessions.js';
import type { SignInCookies } from './sign-in-cookies.js';
import type { SignIns } from './sign-ins.service.js';

interface SignInPages {
  readonly signIns: SignIns;
  readonly sessions: Sessions;
  readonly cookies: SignInCookies;
  readonly messages: Messages;
  /** A form from another site is refused, whatever its cookies. */
  readonly baseUrl: string;
}

/**
 * Sign-in for people without the web app. A GET changes nothing, so that link scanners can neither use a link nor
 * burn it; a POST with the link works only in the browser that asked for it.
 */
export function signInPages(app: FastifyInstance, parts: SignInPages): void {
  const { signIns, sessions, cookies, messages, baseUrl } = parts;

  const answer = (reply: FastifyReply, language: Language, body: Html, status = 200) => {
    const say = speaker(messages, language);
    const skipLabel = say('page.skip');
    return reply
      .status(status)
      .headers(PAGE_HEADERS)
      .send(
        page({ title: say('page.signIn.title'), language, body, skipLabel, homeLabel: say('page.home') }),
      );
  };

  const refuse = (reply: FastifyReply, language: Language, error: unknown, form: Html) => {
    if (!(error instanceof DomainError)) throw error;
    return answer(
      reply,
      language,
      html`${notice('error', messages.say(language, `error.${error.code}`))}${form}`,
      422,
    );
  };

  const forms = (request: FastifyRequest) => {
    const language = languageOf(request.headers['accept-language']) ?? 'en';
    const say = speaker(messages, language);
    return {
      language,
      say,
      email: html`<form method="post" action="/sign-in">
        <label for="email">${say('page.signIn.email')}</label>
        <input id="email" name="email" type="email" autocomplete="email" required />
        <button>${say('page.signIn.send')}</button>
      </form>`,
      code: (id: string) =>
        html`<form method="post" action="/sign-in/${id}">
          <label for="code">${say('page.signIn.code')}</label>
          <input id="code" name="code" autocomplete="one-time-code" required maxlength="20" />
          <button>${say('page.signIn.submit')}</button>
        </form>`,
    };
  };

  const isOwnForm = (request: FastifyRequest): boolean =>
    request.headers.origin === undefined || request.headers.origin === baseUrl;

  app.get('/sign-in', async (request, reply) => {
    const { language, say, email } = forms(request);
    const person = await sessions.personOf(cookies.sessionOf(request));
    const out = html`<form method="post" action="/sign-out">
      <button>${say('page.signIn.out')}</button>
    </form>`;
    return answer(reply, language, person ? out : email);
  });

  app.post<{ Body: { email?: string } }>('/sign-in', async (request, reply) => {
    const { language, say, email, code } = forms(request);
    if (!isOwnForm(request)) return answer(reply, language, email, 403);
    try {
      const id = await signIns.request(
        anonymous(language),
        request.body.email ?? '',
        cookies.bindBrowser(request, reply),
      );
      return await answer(reply, language, html`${notice('info', say('page.signIn.sent'))}${code(id)}`);
    } catch (error) {
      return refuse(reply, language, error, email);
    }
  });

  app.get<{ Params: { id: string }; Querystring: { signature?: string } }>(
    '/sign-in/:id',
    (request, reply) => {
      const { language, say, code } = forms(request);
      const { id } = request.params;
      if (!cookies.browserOf(request)) {
        return answer(reply, language, html`${notice('info', say('page.signIn.elsewhere'))}${code(id)}`);
      }
      return answer(
        reply,
        language,
        html`<form method="post" action="/sign-in/${id}">
          <input type="hidden" name="signature" value="${request.query.signature ?? ''}" />
          <button>${say('page.signIn.submit')}</button>
        </form>`,
      );
    },
  );

  app.post<{ Params: { id: string }; Body: { code?: string; signature?: string } }>(
    '/sign-in/:id',
    async (request, reply) => {
      const { language, code } = forms(request);
      const { id } = request.params;
      if (!isOwnForm(request) || !/^[0-9a-f-]{36}$/.test(id)) return answer(reply, language, code(id), 403);
      const { signature, code: typed = '' } = request.body;
      try {
        const session = signature
          ? await signIns.completeByLink(id, signature, cookies.browserOf(request))
          : await signIns.completeByCode(id, typed);
        cookies.start(reply, session);
        return await reply.redirect('/', 303);
      } catch (error) {
        return refuse(reply, language, error, code(id));
      }
    },
  );

  app.post('/sign-out', async (request, reply) => {
    const signedIn = await sessions.personOf(cookies.sessionOf(request));
    if (isOwnForm(request) && signedIn) {
      await sessions.end(signedIn.personId, signedIn.sessionId);
      cookies.end(reply);
    }
    return reply.redirect('/', 303);
  });
}

const speaker =
  (messages: Messages, language: Language) =>
  (key: string): string =>
    messages.say(language, key);
