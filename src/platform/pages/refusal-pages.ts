import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TooManyRequests } from '../graphql/request-errors.js';
import { html } from './html.js';
import { PAGE_HEADERS, notice } from './layout.js';
import type { SitePages } from './site-pages.js';

/** What the page is told under; every other refusal is `refused`. */
const KEYS: Readonly<Record<number, string>> = { 404: 'notFound', 429: 'tooMany' };

/** What is refused before a page could say it, such as an unknown address, is a page to a browser and JSON to others. */
export function refusalPages(app: FastifyInstance, pages: SitePages): void {
  const seconds = new WeakMap<FastifyRequest, number>();
  app.addHook('onError', async (request, reply, error) => {
    if (!(error instanceof TooManyRequests)) return;
    seconds.set(request, error.seconds);
    void reply.header('retry-after', error.seconds);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { statusCode } = reply;
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
    if (statusCode < 400 || statusCode >= 500 || !isJson || !isForPeople(request)) return payload;
    const language = pages.languageOf(request);
    const say = pages.speaker(language);
    const key = `page.${KEYS[statusCode] ?? 'refused'}`;
    const text = say(`${key}.text`, { seconds: seconds.get(request) ?? 60 });
    const body = html`${notice('error', text)}`;
    const page = pages.render(request, { language, title: say(`${key}.title`), body, status: statusCode });
    void reply.headers({ ...PAGE_HEADERS, 'content-length': Buffer.byteLength(page) });
    return page;
  });
}

/** A browser that goes to an address says so; scripts, and fetches of pages, take anything. */
export const isForPeople = ({ headers: { accept = '' }, routeOptions }: FastifyRequest): boolean =>
  accept.includes('text/html') && routeOptions.url !== '/graphql';
