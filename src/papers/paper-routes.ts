import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Secrets } from '../platform/access/secrets.js';
import { ApiScope, LANGUAGES, hasScope, languageOf } from '../platform/access/viewer.js';
import { uuidOf } from '../platform/database/uuid.js';
import type { PdfRenderer } from '../platform/documents/pdf-renderer.js';
import type { Ask } from '../platform/graphql/ask.js';
import { TakingTurns } from '../platform/http/taking-turns.js';
import type { SitePages } from '../platform/pages/site-pages.js';
import { sendMade } from '../platform/storage/download.js';
import type { Viewers } from '../viewers/viewers.js';
import { badge, badges } from './badges.js';
import { catering } from './catering.js';
import { letter } from './letters/letter.js';
import type { PaperOf } from './paper.js';
import { participants } from './participants.js';
import { places } from './places.js';
import { rooms } from './rooms.js';

interface PaperRoutes {
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly secrets: Secrets;
  readonly pages: SitePages;
  readonly renderer: PdfRenderer;
}

type PaperRequest = FastifyRequest<{
  Params: { id: string };
  Querystring: { lang?: string | string[]; item?: string | string[] };
}>;

/** Where each paper is (docs/papers.md). */
const PAPERS: Readonly<Record<string, PaperOf>> = {
  '/files/meetings/:id/badges.pdf': badges,
  '/files/meetings/:id/catering.pdf': catering,
  '/files/meetings/:id/participants.pdf': participants,
  '/files/meetings/:id/places.pdf': places,
  '/files/meetings/:id/rooms.pdf': rooms,
  '/files/registrations/:id/badge.pdf': badge,
  '/files/registrations/:id/letter.pdf': letter,
};

/**
 * Papers as PDF, made when somebody asks for them, of what he may see; whoever may not have one finds nothing. Who asks for
 * several at once waits for himself.
 */
export function paperRoutes(app: FastifyInstance, parts: PaperRoutes): void {
  const { viewers, ask, secrets, pages, renderer } = parts;
  const turns = new TakingTurns(1);
  const speaker = pages.speaker.bind(pages);

  for (const [path, paperOf] of Object.entries(PAPERS))
    app.get(path, async (request: PaperRequest, reply) => {
      const id = uuidOf(request.params.id);
      const viewer = await viewers.admit(request, languageOf(request.headers['accept-language']));
      const nothing = () => reply.code(404).header('Cache-Control', 'private, no-store').send();
      if (!id || !viewer.personId || !hasScope(viewer, ApiScope.READ)) return nothing();
      const chosen = LANGUAGES.find((one) => one === request.query.lang) ?? null;
      const { item } = request.query;
      const of = item === undefined ? null : uuidOf(String(item));
      if (item !== undefined && !of) return nothing();
      await turns.enter(viewer.personId);
      try {
        const paper = await paperOf({ viewer, chosen, item: of, ask, secrets, speaker }, id);
        if (!paper) return await nothing();
        const content = await renderer.render(paper);
        return await sendMade(reply, { content, fileName: paper.fileName, extension: 'pdf' });
      } finally {
        turns.leave(viewer.personId);
      }
    });
}
