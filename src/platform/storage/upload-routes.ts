import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TUS_RESUMABLE } from '@tus/utils';

import type { Viewer } from '../access/viewer.js';
import { uuidOf } from '../database/uuid.js';
import type { LastingAccess } from '../live/lasting-access.js';
import { rejectionBody } from './rejected-file.js';
import type { UploadProgress, UploadRow, Uploads } from './uploads.js';

/**
 * The upload, with whoever sends this request, if he may continue it; null when there is none or he may not,
 * which look alike.
 */
type Authorize = (
  request: FastifyRequest,
  id: string,
) => Promise<{ readonly row: UploadRow; readonly viewer: Viewer } | null>;

interface UploadAccess {
  /** Of a request that has just come. */
  readonly admit: Authorize;
  /** Of one whose bytes are still coming, or have all come: his access may have ended meanwhile. */
  readonly askAgain: Authorize;
  readonly lasting: LastingAccess;
}

type UploadRequest = FastifyRequest<{ Params: { id: string } }>;

/**
 * `HEAD`, `PATCH` and `OPTIONS` of tus 1.0.0 for one upload; creation, termination and download are not
 * routed.
 *
 * Use: `await fastify.register(uploadRoutes(uploads, access))`, as a scope of its own, since it takes
 * the body parsers away.
 */
export function uploadRoutes(uploads: Uploads, access: UploadAccess) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const path = `${uploads.path}/:id`;

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
      const admitted = await admit(request, reply);
      if (!admitted) return reply;
      const { row } = admitted;
      // Under the lock only where it can change: a finished upload answers at once.
      const progress = row.state === 'OPEN' ? await uploads.progress(row.id) : { row, offset: row.size };
      return answerHead(reply, progress);
    });

    scope.patch(path, async (request: UploadRequest, reply) => {
      const admitted = await admit(request, reply);
      if (!admitted) return reply;
      const { row, viewer } = admitted;
      if (row.state !== 'OPEN') return answerLatePatch(request, reply, row);
      // What hooks have set (security headers, cookies) would be lost with the reply.
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      reply.hijack();
      // Who left while he was asked for would be watched for ever.
      if (reply.raw.destroyed) return reply;
      const ask = async () => (await access.askAgain(request, row.id))?.viewer ?? null;
      const end = (): void => {
        if (!request.raw.complete) request.raw.destroy();
      };
      const over = access.lasting.watch({ viewer, ask, end });
      reply.raw.once('close', over);
      receiving.add(request.raw);
      await uploads.receive(request.raw, reply.raw, async () => (await ask()) !== null);
      receiving.delete(request.raw);
      return reply;
    });

    /** Answers the request itself, and returns null, when it goes no further. */
    async function admit(request: UploadRequest, reply: FastifyReply): ReturnType<Authorize> {
      reply.headers({ 'Tus-Resumable': TUS_RESUMABLE, 'Cache-Control': 'no-store' });
      const id = uuidOf(request.params.id);
      const admitted = id ? await access.admit(request, id) : null;
      if (!admitted) {
        reply.code(404).send();
        return null;
      }
      if (request.headers['tus-resumable'] === TUS_RESUMABLE) return admitted;
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
