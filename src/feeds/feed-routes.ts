import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CalendarFeeds } from '../accounts/calendar-feeds.service.js';
import { calendarText } from '../calendar/calendar-text.js';
import type { Viewer } from '../platform/access/viewer.js';
import { folded } from '../platform/email/folded.js';
import type { Ask } from '../platform/graphql/ask.js';
import { etagOf, isKnown } from '../platform/http/public-answer.js';
import type { SitePages } from '../platform/pages/site-pages.js';
import type { Clock } from '../platform/time/clock.js';
import type { Viewers } from '../viewers/viewers.js';
import { FEED_MEETING, type FeedMeeting, feedEvents } from './feed.js';

interface FeedRoutes {
  readonly feeds: CalendarFeeds;
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly pages: SitePages;
  readonly clock: Clock;
}

type FeedRequest = FastifyRequest<{ Params: { file: string } }>;

const FILE = /^([\w-]{43})\.ics$/;
/** What is over for longer is no news to a calendar, and stays there in most. */
const SHOWN_AFTER = { days: 90 };
/** The next ones: nobody is asked to more in that time. */
const MOST_MEETINGS = 20;

const MEETINGS = '{ viewer { registrations { meeting { id endsOn } } } }';

interface Registered {
  readonly viewer: {
    readonly registrations: readonly {
      readonly meeting: { readonly id: string; readonly endsOn: string } | null;
    }[];
  };
}

/**
 * A person's own calendar, for programs that subscribe: whoever knows its address reads what he may read, and nothing that
 * he would not show. An address that ended, or was none, is not there; nor is that of somebody who has no access any more.
 */
export function feedRoutes(app: FastifyInstance, { feeds, viewers, ask, pages, clock }: FeedRoutes): void {
  app.get('/calendar/:file', async (request: FeedRequest, reply) => {
    await viewers.admit(request, pages.languageOf(request));
    const token = FILE.exec(request.params.file)?.[1];
    const personId = token === undefined ? null : await feeds.ownerOf(token);
    const viewer = personId === null ? null : await viewers.admitHolder(personId);
    if (!viewer?.personId) return reply.callNotFound();
    const meetings = await meetingsOf(viewer);
    const say = pages.speaker(viewer.language);
    const events = meetings.flatMap((meeting) => feedEvents(meeting, say));
    const text = calendarText({ method: 'PUBLISH', name: say('page.calendarFeed.name') }, events);
    return send(request, reply, folded(text));
  });

  async function meetingsOf(viewer: Viewer): Promise<FeedMeeting[]> {
    const { viewer: he } = await ask.as<Registered>(viewer, MEETINGS, {});
    const since = clock.now().minus(SHOWN_AFTER).toISODate() ?? '';
    const shown = he.registrations
      .flatMap(({ meeting }) => (meeting && meeting.endsOn >= since ? [meeting] : []))
      .toSorted((a, b) => (a.endsOn < b.endsOn ? -1 : 1))
      .slice(0, MOST_MEETINGS);
    const found: FeedMeeting[] = [];
    for (const { id } of shown) {
      const { meeting } = await ask.as<{ meeting: FeedMeeting | null }>(viewer, FEED_MEETING, { id });
      if (meeting) found.push(meeting);
    }
    return found;
  }
}

/** For him alone: nothing in between keeps it, and his program asks each time whether its copy is as good as ever. */
async function send(request: FeedRequest, reply: FastifyReply, body: string): Promise<FastifyReply> {
  const etag = await etagOf([body]);
  reply.headers({
    etag,
    'cache-control': 'private, no-cache',
    'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
  });
  return isKnown(request, etag) ? reply.code(304).send() : reply.send(body);
}
