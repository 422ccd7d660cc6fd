import type { FastifyInstance } from 'fastify';
import { ApiScope, type Viewer, hasScope, languageOf } from '../platform/access/viewer.js';
import type { LastingAccess } from '../platform/live/lasting-access.js';
import { uploadRoutes } from '../platform/storage/upload-routes.js';
import type { Viewers } from '../viewers/viewers.js';
import type { FileImport } from './file-import.entity.js';
import type { ImportUploads } from './import-uploads.js';

interface ImportFiles {
  readonly imports: Pick<ImportUploads<FileImport>, 'find' | 'uploads'>;
  readonly viewers: Viewers;
  readonly lasting: LastingAccess;
}

/** The bytes of imports, for whoever asked for the import alone. What has come is read and not handed out again. */
export async function importFiles(
  fastify: FastifyInstance,
  { imports, viewers, lasting }: ImportFiles,
): Promise<void> {
  const findFor = async (viewer: Viewer, id: string) => {
    const row = hasScope(viewer, ApiScope.WRITE) ? await imports.find(viewer, id) : null;
    return row && { row, viewer };
  };
  await fastify.register(
    uploadRoutes(imports.uploads, {
      admit: async (request, id) =>
        findFor(await viewers.admit(request, languageOf(request.headers['accept-language'])), id),
      askAgain: async (request, id) => findFor(await viewers.ofRequest(request, null), id),
      lasting,
    }),
  );
}
