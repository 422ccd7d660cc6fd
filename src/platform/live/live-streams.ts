import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Client } from 'pg';
import { uuidOf } from '../database/uuid.js';
import type { Log } from '../log/log.js';
import type { Viewer } from '../access/viewer.js';
import { type Change, EventListener } from './event-listener.js';
import type { LastingAccess } from './lasting-access.js';

/** A client that reads this slowly is let go; it connects again and reads everything anew. */
const UNREAD_AT_MOST = 64 * 1024;

/**
 * Open streams of one session, or of one person's tokens, in a process; more than a browser opens. One more ends the
 * oldest, which may be one whose client is long gone without a word.
 */
const OPEN_AT_MOST = 20;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would otherwise keep the frames until its buffer is full.
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  // Kept for another request, the connection would hold up a server that stops.
  connection: 'close',
};

/** Of which kinds of events a viewer may hear on a stream; null: of none, as if what it tells of did not exist. */
export type Hearing = ((kind: string) => boolean) | null;

export const EVERYTHING: Hearing = () => true;

interface Stream {
  readonly of: 'projectId' | 'meetingId';
  readonly id: string;
  readonly response: ServerResponse;
  readonly viewer: Viewer;
  hears: NonNullable<Hearing>;
}

/** Finds anew who has a stream and what he may hear on it; null: nothing. */
type AskAgain = (stream: Stream) => Promise<Viewer | null>;

interface Dependencies {
  /** Makes a connection for LISTEN. */
  readonly open: () => Client;
  /** Who sends a request that has just come, which counts as one. */
  readonly admit: (request: FastifyRequest) => Promise<Viewer>;
  /** Who sends a request; asked again and again for as long as a stream lasts. */
  readonly viewerOf: (request: FastifyRequest) => Promise<Viewer>;
  /** Ends streams with the access of whom they are for, and is told here of what may end it. */
  readonly access: LastingAccess;
  readonly log: Log;
  /** How often an idle stream says something, so that proxies do not take it for dead. */
  readonly heartbeatMs?: number;
}

/**
 * Live changes as server-sent events (HTML Standard, section 9.2). A frame says which thing changed, not how:
 * `{"type": <kind of the event>, "id": <its subject>, "version": <where known>}`, and clients read again through
 * GraphQL. `{"type": "missed"}` says that frames may have been lost, so that all has to be read again; so does a
 * new connection.
 */
export class LiveStreams {
  private readonly streams = new Set<Stream>();
  private readonly admit: Dependencies['admit'];
  private readonly viewerOf: Dependencies['viewerOf'];
  private readonly access: LastingAccess;
  private stopping = false;

  constructor(
    private readonly fastify: FastifyInstance,
    { open, admit, viewerOf, access, log, heartbeatMs = 15_000 }: Dependencies,
  ) {
    this.admit = admit;
    this.viewerOf = viewerOf;
    this.access = access;
    const hearer = {
      changed: (change: Change) => this.tell(change),
      missed: () => this.missed(),
    };
    const listener = new EventListener(open, hearer, log);
    const heartbeat = setInterval(() => this.write(() => true, ':\n\n'), heartbeatMs).unref();
    fastify.addHook('onReady', () => listener.start());
    fastify.addHook('preClose', async () => {
      clearInterval(heartbeat);
      this.stopping = true;
      for (const { response } of this.streams) response.end();
      await listener.stop();
    });
  }

  /**
   * Adds a route, such as `/live/projects/:id`.
   * @param of which id of an event has to be the one in the path; what happens in a meeting is told by the meeting's
   *   stream alone, since not everybody in the project may know of it
   * @param hearing what the viewer may hear of it
   */
  serve(
    path: `/live/${string}/:id`,
    of: Stream['of'],
    hearing: (viewer: Viewer, id: string) => Hearing | Promise<Hearing>,
  ) {
    type Request = FastifyRequest<{ Params: { id: string } }>;
    this.fastify.get(path, { exposeHeadRoute: false }, async (request: Request, reply) => {
      const id = uuidOf(request.params.id);
      const viewer = await this.admit(request);
      void reply.header('cache-control', 'no-store');
      if (!viewer.personId) return reply.status(401).send({ code: 'UNAUTHENTICATED' });
      const hears = id ? await hearing(viewer, id) : null;
      if (!id || !hears) return reply.status(404).send({ code: 'NOT_FOUND' });
      reply.hijack();
      this.begin({ of, id, response: reply.raw, viewer, hears }, async (stream) => {
        const now = await this.viewerOf(request);
        const hearsNow = now.personId === null ? null : await hearing(now, id);
        if (hearsNow) stream.hears = hearsNow;
        return hearsNow && now;
      });
      return reply;
    });
  }

  private begin(stream: Stream, ask: AskAgain): void {
    const { response, viewer } = stream;
    if (this.stopping) response.destroy();
    if (response.destroyed) return; // also when he left while he was checked
    this.endOldest(viewer);
    this.streams.add(stream);
    const over = this.access.watch({ viewer, ask: () => ask(stream), end: () => response.end() });
    response.once('close', () => {
      over();
      this.streams.delete(stream);
    });
    response.writeHead(200, HEADERS);
    response.write(':\n\n');
  }

  /** Leaves room for one more of this viewer's. */
  private endOldest(viewer: Viewer): void {
    const his = [...this.streams].filter((stream) => whose(stream.viewer) === whose(viewer));
    const [oldest] = his;
    if (!oldest || his.length < OPEN_AT_MOST) return;
    this.streams.delete(oldest);
    oldest.response.destroy();
  }

  private missed(): void {
    this.write(() => true, frame({ type: 'missed' }));
    this.access.missed();
  }

  private tell(change: Change): void {
    this.access.changed(change);
    const { kind, subjectId, version } = change;
    const text = frame({ type: kind, id: subjectId, ...(version !== null && { version }) });
    const of = change.meetingId === null ? 'projectId' : 'meetingId';
    this.write((stream) => stream.of === of && stream.id === change[of] && stream.hears(kind), text);
  }

  private write(to: (stream: Stream) => boolean, text: string): void {
    for (const stream of this.streams) {
      if (stream.response.writableEnded || !to(stream)) continue;
      if (stream.response.writableLength > UNREAD_AT_MOST) stream.response.destroy();
      else stream.response.write(text);
    }
  }
}

/** By what open streams are counted: a token has no session. */
const whose = ({ sessionId, personId }: Viewer): string | null => sessionId ?? personId;

/** One line: JSON writes line ends within texts as `\n`. */
const frame = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
