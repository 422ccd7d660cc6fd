import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Secrets } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import type { SitePages } from '../platform/pages/site-pages.js';
import type { Viewers } from './viewers.js';

/** What every page behind a mailed link needs. */
export interface MailedPages {
  readonly viewers: Viewers;
  readonly secrets: Secrets;
  readonly pages: SitePages;
}

interface MailedPage<Params, Opened, Sent> {
  /** With the names of its parameters; what stands in their place, too, was signed (`Secrets.sign`). */
  readonly path: string;
  readonly titleKey: string;
  /** What the link leads to by now; null: nothing, also for whoever has no access to it any more. */
  readonly open: (viewer: Viewer, params: Params) => Promise<Opened | null>;
  /** What is there, as a page. Changes nothing. */
  readonly show: (reply: FastifyReply, opened: Opened) => Promise<FastifyReply> | FastifyReply;
  /** Does what the form says, and shows what is so by then. */
  readonly take: (
    reply: FastifyReply,
    opened: Opened,
    sent: Sent | undefined,
    params: Params,
  ) => Promise<FastifyReply>;
  /** Whether this form may come from elsewhere than from our page; left out: none may. */
  readonly mayBeForeign?: (sent: Sent | undefined) => boolean;
}

type LinkRequest = FastifyRequest<{
  Params: { personId: string } & Readonly<Record<string, string>>;
  Querystring: { signature?: string | string[] };
  Body: unknown;
}>;

/**
 * A page without sign-in: whoever holds its link acts as the one person whom it was mailed to, as long as he has an account.
 * A GET changes nothing, so link scanners answer for nobody.
 */
export function mailedPage<Params extends { personId: string }, Opened extends { viewer: Viewer }, Sent>(
  app: FastifyInstance,
  { viewers, secrets, pages }: MailedPages,
  { path, titleKey, open, show, take, mayBeForeign = () => false }: MailedPage<Params, Opened, Sent>,
): void {
  // The router fills the parameters in, and the parser of the content type what was sent.
  const paramsOf = ({ params }: LinkRequest) => params as unknown as Params;
  const sentBy = ({ body }: LinkRequest) => (body ?? undefined) as Sent | undefined;

  async function followed(request: LinkRequest): Promise<Opened | null> {
    const { params, query } = request;
    const signed = path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
    if (!secrets.isSignatureOf(signed, String(query.signature))) return null;
    const viewer = await viewers.admitHolder(params.personId);
    return viewer.personId ? open(viewer, paramsOf(request)) : null;
  }

  app.get(path, async (request: LinkRequest, reply) => {
    const opened = await followed(request);
    return opened ? show(reply, opened) : pages.gone(request, reply, titleKey);
  });

  app.post(path, async (request: LinkRequest, reply) => {
    const opened = await followed(request);
    if (!opened) return pages.gone(request, reply, titleKey);
    const sent = sentBy(request);
    if (!mayBeForeign(sent) && !pages.isOwnForm(request))
      return pages.foreign(reply, opened.viewer.language, titleKey);
    return take(reply, opened, sent, paramsOf(request));
  });
}
