import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { anonymous } from '../platform/access/viewer.js';
import { uuidOf } from '../platform/database/uuid.js';
import { TooManyRequests } from '../platform/graphql/request-errors.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import { type Html, html } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { Say, SitePages } from '../platform/pages/site-pages.js';
import type { Sessions } from './sessions.js';
import type { SignInCookies } from './sign-in-cookies.js';
import { addressForm, codeForm, linkForm, signOutForm } from './sign-in-forms.js';
import type { SignIns } from './sign-ins.service.js';

interface SignInPages {
  readonly signIns: SignIns;
  readonly sessions: Sessions;
  readonly cookies: SignInCookies;
  readonly pages: SitePages;
  readonly isMailHeld: () => Promise<boolean>;
  /** Counts a request that costs a statement, before it does; throws TooManyRequests. */
  readonly admit: (request: FastifyRequest) => Promise<void>;
}

type OneSignIn = FastifyRequest<{
  Params: { id: string };
  Querystring: { signature?: string };
  Body: { code?: unknown; signature?: unknown } | undefined;
}>;

/**
 * Sign-in for people without the web app. A GET changes nothing, so that link scanners can neither use a link nor
 * burn it; a POST with the link works only in the browser that asked for it.
 */
export function signInPages(app: FastifyInstance, parts: SignInPages): void {
  askForAddress(app, parts);
  askForCode(app, parts);
  endSession(app, parts);
}

/** A page in the language of the browser. */
function frameOf(pages: SitePages, request: FastifyRequest, reply: FastifyReply) {
  const language = pages.languageOf(request);
  const say = pages.speaker(language);
  const show = (body: Html, status?: number) =>
    pages.send(reply, { language, title: say('page.signIn.title'), body, status });
  return { language, say, show };
}

function askForAddress(
  app: FastifyInstance,
  { signIns, sessions, cookies, pages, isMailHeld, admit }: SignInPages,
): void {
  app.get('/sign-in', async (request, reply) => {
    await admit(request);
    const { say, show } = frameOf(pages, request, reply);
    const person = await sessions.personOf(cookies.sessionOf(request));
    if (person) return show(signOutForm(say));
    return show((await isMailHeld()) ? notice('info', say('error.MAIL_HELD')) : addressForm(say));
  });

  app.post<{ Body: { email?: unknown } | undefined }>('/sign-in', async (request, reply) => {
    const { language, say, show } = frameOf(pages, request, reply);
    if (!pages.isOwnForm(request)) return show(pages.foreignForm(language), 403);
    await admit(request);
    try {
      const from = { browser: cookies.bindBrowser(request, reply), ip: request.ip };
      const id = await signIns.request(anonymous(language), textOf(request.body?.email), from);
      return show(html`${notice('info', say('page.signIn.sent'))}${codeForm(say, id)}`);
    } catch (error) {
      if (!(error instanceof TooManyRequests))
        return show(html`${refusal(error, say)}${addressForm(say)}`, 422);
      void reply.header('retry-after', error.seconds);
      const minutes = Math.ceil(error.seconds / 60);
      return show(notice('error', say('page.signIn.tooMany', { minutes })), 429);
    }
  });
}

function askForCode(app: FastifyInstance, { signIns, cookies, pages, admit }: SignInPages): void {
  app.get('/sign-in/:id', (request: OneSignIn, reply) => {
    const { say, show } = frameOf(pages, request, reply);
    const { id } = request.params;
    return cookies.browserOf(request)
      ? show(linkForm(say, id, textOf(request.query.signature)))
      : show(html`${notice('info', say('page.signIn.elsewhere'))}${codeForm(say, id)}`);
  });

  app.post('/sign-in/:id', async (request: OneSignIn, reply) => {
    const { language, say, show } = frameOf(pages, request, reply);
    const id = uuidOf(request.params.id);
    if (!pages.isOwnForm(request)) return show(pages.foreignForm(language), 403);
    if (!id) return show(codeForm(say, request.params.id), 422);
    await admit(request);
    const [signature, code] = [textOf(request.body?.signature), textOf(request.body?.code)];
    try {
      const session = signature
        ? await signIns.completeByLink(id, signature, cookies.browserOf(request))
        : await signIns.completeByCode(id, code);
      cookies.start(reply, session);
      return await reply.redirect('/', 303);
    } catch (error) {
      return show(html`${refusal(error, say)}${codeForm(say, id)}`, 422);
    }
  });
}

function endSession(app: FastifyInstance, { sessions, cookies, pages, admit }: SignInPages): void {
  app.post('/sign-out', async (request, reply) => {
    await admit(request);
    const signedIn = await sessions.personOf(cookies.sessionOf(request));
    if (pages.isOwnForm(request) && signedIn) {
      await sessions.end(signedIn.personId, signedIn.sessionId);
      cookies.end(reply);
    }
    return reply.redirect('/', 303);
  });
}

/** What is wrong, for the person; everything else is a bug and goes on. */
function refusal(error: unknown, say: Say): Html {
  if (!(error instanceof DomainError)) throw error;
  return notice('error', say(`error.${error.code}`, error.values));
}

/** A field that came twice is an array; nobody types that. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
