import type { FastifyInstance, FastifyReply } from 'fastify';
import { DateTime } from 'luxon';
import type { Viewer } from '../platform/access/viewer.js';
import type { Ask } from '../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type HtmlValue } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { type MailedPages, mailedPage } from '../viewers/mailed-pages.js';
import { type Answer, type Offer, type OfferOf, offerForm } from './offer-form.js';
import { SignUpState } from './sign-up.entity.js';
import type { SignUpsService } from './sign-ups.service.js';

interface OfferPages extends MailedPages {
  readonly signUps: SignUpsService;
  readonly ask: Ask;
  readonly clock: Clock;
}

interface Params {
  readonly registrationId: string;
  readonly id: string;
  readonly personId: string;
  readonly until: string;
}

const PATH = '/offers/:registrationId/:id/:personId/:until';
const TITLE = 'page.offer.title';

/** The path of a mailed link: for one person and one sign-up, until the meeting is over. */
export const offerPath = (registrationId: string, id: string, personId: string, until: string): string =>
  `/offers/${registrationId}/${id}/${personId}/${until}`;

const OFFER = `query ($id: ID!) { registration(id: $id) { person { name }
  meeting { title number timeZone endsOn project { acronym } }
  signUps { id state offeredUntil agendaItem { title startsAt timeZone place room { name } }
    atSameTime { id agendaItem { title } } } } }`;

interface Found extends Omit<OfferOf, 'signUp' | 'meeting'> {
  readonly meeting: OfferOf['meeting'] | null;
  readonly signUps: readonly Offer[];
}

/**
 * Whether somebody wants a place, without an account's sign-in: who holds the mailed link answers as that one person. A
 * GET changes nothing, so link scanners answer for nobody.
 */
export function offerPages(app: FastifyInstance, parts: OfferPages): void {
  mailedPage(app, parts, {
    path: PATH,
    titleKey: TITLE,
    open: (viewer, params: Params) => open(parts, viewer, params),
    show: (reply, opened) => show(parts, reply, opened),
    take: (reply, opened, answer: Answer = {}, params) => take(parts, opened, { answer, params }, reply),
  });
}

interface Opened {
  readonly viewer: Viewer;
  readonly offer: OfferOf;
}

/** What he is offered; null when the meeting is over where they meet. */
async function open(
  { ask, clock }: OfferPages,
  viewer: Viewer,
  { registrationId, id, until }: Params,
): Promise<Opened | null> {
  const { registration } = await ask.as<{ registration: Found | null }>(viewer, OFFER, {
    id: registrationId,
  });
  if (!registration?.meeting) return null;
  const { meeting, person, signUps } = registration;
  const { timeZone, endsOn } = meeting;
  // A meeting that was postponed goes on being answered to.
  if ((until > endsOn ? until : endsOn) < localDayOf(clock.now(), timeZone)) return null;
  // What ended is in no list.
  return { viewer, offer: { meeting, person, signUp: signUps.find((signUp) => signUp.id === id) ?? null } };
}

/** Takes the answer and shows what is so by then. */
async function take(
  parts: OfferPages,
  opened: Opened,
  { answer: { answer, others = '' }, params }: { readonly answer: Answer; readonly params: Params },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { signUps, pages } = parts;
  const { viewer } = opened;
  const { id } = params;
  const say = pages.speaker(viewer.language);
  const now = async () => (await open(parts, viewer, params)) ?? opened;
  try {
    if (answer === 'yes') await signUps.accept(viewer, { id, switchFrom: others.split(' ') });
    else if (answer === 'no') await signUps.decline(viewer, id);
    else return await show(parts, reply, opened);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // Of what is over the page tells what became of it.
    const isOver = error.code === UserErrorCode.OFFER_OVER;
    const above = isOver ? undefined : notice('error', say(`error.${error.code}`, error.values));
    return show(parts, reply, await now(), { above, status: 422 });
  }
  if (answer === 'no') {
    const body = notice('success', say('page.offer.declined'));
    return pages.send(reply, { language: viewer.language, title: say(TITLE), body });
  }
  return show(parts, reply, await now());
}

interface More {
  /** A message above the form. */
  readonly above?: HtmlValue;
  readonly status?: number;
}

function show(
  { pages, clock }: OfferPages,
  reply: FastifyReply,
  { viewer: { language }, offer }: Opened,
  { above, status }: More = {},
): FastifyReply {
  const say = pages.speaker(language);
  const { signUp } = offer;
  const isOpen = signUp?.offeredUntil && DateTime.fromISO(signUp.offeredUntil) > clock.now();
  const body =
    signUp && (isOpen || signUp.state === SignUpState.CONFIRMED)
      ? [above, offerForm({ ...offer, signUp }, { say, language })]
      : notice('info', say('page.offer.over'));
  return pages.send(reply, { language, title: say(TITLE), body, status });
}
