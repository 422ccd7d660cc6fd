import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiScope, type Viewer, hasScope, languageOf } from '../platform/access/viewer.js';
import { uuidOf } from '../platform/database/uuid.js';
import type { Ask } from '../platform/graphql/ask.js';
import type { LastingAccess } from '../platform/live/lasting-access.js';
import { extensionOf } from '../platform/storage/content-type.js';
import { sendFile } from '../platform/storage/download.js';
import { uploadRoutes } from '../platform/storage/upload-routes.js';
import type { Viewers } from '../viewers/viewers.js';
import { PRESENTATIONS_PATH } from './presentation.read.js';
import type { PresentationUploads } from './presentation-uploads.js';

interface PresentationFiles {
  readonly presentations: PresentationUploads;
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly lasting: LastingAccess;
}

const FILE = 'query ($id: ID!) { presentation(id: $id) { state fileName size sha256 } }';

interface Found {
  readonly presentation:
    | { readonly state: 'DONE'; readonly fileName: string; readonly size: number; readonly sha256: string }
    | { readonly state: 'OPEN' | 'REJECTED' }
    | null;
}

/**
 * The bytes of presentations: uploads for whoever asked for them, downloads for whoever sees the version. Everybody else
 * finds nothing there.
 */
export async function presentationFiles(fastify: FastifyInstance, parts: PresentationFiles): Promise<void> {
  const { presentations, viewers, ask, lasting } = parts;
  const viewerOf = async (request: FastifyRequest, scope: ApiScope) => {
    const viewer = await viewers.admit(request, languageOf(request.headers['accept-language']));
    return viewer.personId && hasScope(viewer, scope) ? viewer : null;
  };

  const findFor = async (viewer: Viewer | null, id: string) => {
    const row = viewer && (await presentations.find(viewer, id));
    return row && { row, viewer };
  };

  await fastify.register(
    uploadRoutes(presentations.uploads, {
      admit: async (request, id) => findFor(await viewerOf(request, ApiScope.WRITE), id),
      askAgain: async (request, id) => {
        const viewer = await viewers.ofRequest(request, null);
        return findFor(hasScope(viewer, ApiScope.WRITE) ? viewer : null, id);
      },
      lasting,
    }),
  );

  fastify.get<{ Params: { id: string } }>(`${PRESENTATIONS_PATH}/:id`, async (request, reply) => {
    const id = uuidOf(request.params.id);
    const viewer = id ? await viewerOf(request, ApiScope.READ) : null;
    const { presentation } = viewer ? await ask.as<Found>(viewer, FILE, { id }) : { presentation: null };
    if (presentation?.state !== 'DONE')
      return reply.code(404).header('Cache-Control', 'private, no-store').send();
    const file = { ...presentation, extension: extensionOf(presentation.fileName) };
    return sendFile(reply, presentations.files, file, request.headers.range);
  });
}
