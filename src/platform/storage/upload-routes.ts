import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TUS_RESUMABLE } from '@tus/utils';

import { UUID } from '../database/uuid.js';
import { rejectionBody } from './rejected-file.js';
import { UPLOADS_PATH } from './uploads.js';
import type { UploadProgress, UploadRow, Uploads } from './uploads.js';

/**
 * The upload, if whoever sends this request may continue it; null when there is none or he may not, which
 * look alike.
 */
export type AuthorizeUpload = (request: FastifyRequest, id: string) => Promise<UploadRow | null>;

type UploadRequest = FastifyRequest<{ Params: { id: string } }>;

/**
 * `HEAD`, `PATCH` and `OPTIONS` of tus 1.0.0 for one upload; creation, termination and download are not
 * routed.
 *
 * Use: `await fastify.register(uploadRoutes(uploads, authorize))`, as a scope of its own, since it takes
 * the body parsers away.
 */
export function uploadRoutes(uploads: Uploads, authorize: AuthorizeUpload) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const path = `${UPLOADS_PATH}/:id`;

    // A client that sends slowly, or no more, must not hold up a restart; what has arrived is kept.
    const receiving = new Set<IncomingMessage>();
    scope.addHook('preClose', async () => {
      for (const request of receiving) if (!request.complete) request.destroy();
    });

    scope.options(path, async (_request, reply) =>
      reply
        .code(204)
        .headers({
          'Tus-Version': TUS_RESUMABLE,
          'Tus-Max-Size': uploads.maxSize,
          Allow: 'OPTIONS, HEAD, PATCH',
        })
        .send(),
    );

    scope.head(path, async (request: UploadRequest, reply) => {
      const row = await admit(request, reply);
      if (!row) return reply;
      // Under the lock only where it can change: a finished upload answers at once.
      const progress = row.state === 'OPEN' ? await uploads.progress(row.id) : { row, offset: row.size };
      return answerHead(reply, progress);
    });

    scope.patch(path, async (request: UploadRequest, reply) => {
      const row = await admit(request, reply);
      if (!row) return reply;
      if (row.state !== 'OPEN') return answerLatePatch(request, reply, row);
      // What hooks have set (security headers, cookies) would be lost with the reply.
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      reply.hijack();
      receiving.add(request.raw);
      await uploads.receive(request.raw, reply.raw);
      receiving.delete(request.raw);
      return reply;
    });

    /** Answers the request itself, and returns null, when it goes no further. */
    async function admit(request: UploadRequest, reply: FastifyReply): Promise<UploadRow | null> {
      reply.headers({ 'Tus-Resumable': TUS_RESUMABLE, 'Cache-Control': 'no-store' });
      const { id } = request.params;
      const row = UUID.test(id) ? await authorize(request, id) : null;
      if (!row) {
        reply.code(404).send();
        return null;
      }
      if (request.headers['tus-resumable'] === TUS_RESUMABLE) return row;
      reply.code(412).header('Tus-Version', TUS_RESUMABLE).send();
      return null;
    }
  };
}

/**
 * A rejected upload is not answered with its full offset, which clients take for success.
 * A HEAD answer has no body, so the reason is in a header.
 */
function answerHead(reply: FastifyReply, { row, offset }: UploadProgress): FastifyReply {
  if (row.state === 'REJECTED') {
    return reply.code(422).header('Upload-Rejected', rejectionBody(row.reason).code).send();
  }
  return reply.code(200).headers({ 'Upload-Offset': offset, 'Upload-Length': row.size }).send();
}

/** A client repeats its last PATCH when the answer to it was lost. */
function answerLatePatch(request: FastifyRequest, reply: FastifyReply, row: UploadRow): FastifyReply {
  if (row.state === 'REJECTED') return reply.code(422).send(rejectionBody(row.reason));
  if (request.headers['upload-offset'] !== String(row.size)) return reply.code(409).send();
  return reply.code(204).header('Upload-Offset', row.size).send();
}
