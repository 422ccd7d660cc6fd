import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Viewer } from '../platform/access/viewer.js';
import type { Secrets } from '../platform/access/secrets.js';
import type { Ask } from '../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type HtmlValue } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { SitePages } from '../platform/pages/site-pages.js';
import type { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import type { Viewers } from '../viewers/viewers.js';
import type { AnswersService } from './answers.service.js';
import { type Answer, type Participation, modeIn, participationForm } from './participation-form.js';
import { needsIn } from './ready-field-form.js';
import { RegistrationState } from './registration.entity.js';
import { isWholeContact } from './needs/needs.input.js';

interface ParticipationPages {
  readonly answers: AnswersService;
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly secrets: Secrets;
  readonly pages: SitePages;
  readonly clock: Clock;
}

type ParticipationRequest = FastifyRequest<{
  Params: { id: string; personId: string; until: string };
  Querystring: { signature?: string | string[] };
  Body: Answer | undefined;
}>;

const PATH = '/participation/:id/:personId/:until';
const TITLE = 'page.participation.title';

/** The path of a mailed link: for one person and one registration, until the meeting is over. */
export const participationPath = (id: string, personId: string, until: string): string =>
  `/participation/${id}/${personId}/${until}`;

const REGISTRATION = `query ($id: ID!) { registration(id: $id) {
  id version state mode origin refusalReason photoConsent needs { diets diet accessNeeds access interpretationLanguage emergencyContact { name phone } } person { name } partner { name }
  meeting { title number place timeZone mode startsOn endsOn project { acronym }
    readyFields { field name purpose consentText keptUntil } } } }`;

/**
 * Yes or no without an account's sign-in: who holds the mailed link answers for that one person, as that person. A GET
 * changes nothing, and a form that is sent without a choice does not either, so link scanners answer for nobody.
 */
export function participationPages(app: FastifyInstance, parts: ParticipationPages): void {
  const { pages } = parts;

  app.get(PATH, async (request: ParticipationRequest, reply) => {
    const opened = await open(parts, request);
    return opened ? show(reply, pages, opened) : pages.gone(request, reply, TITLE);
  });

  app.post(PATH, async (request: ParticipationRequest, reply) => {
    const opened = await open(parts, request);
    if (!opened) return pages.gone(request, reply, TITLE);
    if (!pages.isOwnForm(request)) return pages.foreign(reply, opened.viewer.language, TITLE);
    return take(parts, opened, request.body ?? {}, reply);
  });
}

const isOfMeeting = (found: Found): found is Participation => found.meeting !== null;

type Found = Omit<Participation, 'meeting'> & { readonly meeting: Participation['meeting'] | null };

interface Opened {
  readonly viewer: Viewer;
  readonly participation: Participation;
}

/** Whom the link is for, and what he answers to; null when it is not ours, or its last day is over where they meet. */
async function open(
  { ask, viewers, secrets, clock }: ParticipationPages,
  { params: { id, personId, until }, query }: ParticipationRequest,
): Promise<Opened | null> {
  if (!secrets.isSignatureOf(participationPath(id, personId, until), String(query.signature))) return null;
  const viewer = await viewers.admitHolder(personId);
  // Who left the project, or was disabled, finds what everybody else finds: nothing.
  const participation = viewer.personId && (await read(ask, viewer, id));
  if (!participation || !isOfMeeting(participation)) return null;
  const { timeZone, endsOn } = participation.meeting;
  const today = localDayOf(clock.now(), timeZone);
  // A meeting that was postponed goes on being answered to.
  return (until > endsOn ? until : endsOn) >= today ? { viewer, participation } : null;
}

const read = async (ask: Ask, viewer: Viewer, id: string): Promise<Found | null> =>
  (await ask.as<{ registration: Found | null }>(viewer, REGISTRATION, { id })).registration;

/** Takes the answer and shows what is kept; what cannot be taken stays in the form. */
async function take(
  { answers, ask, pages }: ParticipationPages,
  { viewer, participation }: Opened,
  answer: Answer,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const say = pages.speaker(viewer.language);
  const again = (problem: string) =>
    show(reply, pages, { viewer, participation }, { above: notice('error', problem), answer, status: 422 });
  const showNow = async (moreOf: (now: Participation) => More) => {
    const found = await read(ask, viewer, participation.id);
    const now = found && isOfMeeting(found) ? found : participation;
    return show(reply, pages, { viewer, participation: now }, moreOf(now));
  };
  const comes = answer.answer === 'yes';
  if (!comes && answer.answer !== 'no') return again(say('page.participation.missing'));
  const needs = needsIn(answer);
  if (comes && needs.emergencyContact && !isWholeContact(needs.emergencyContact))
    return again(say('page.participation.contactUnclear'));
  try {
    await answers.answer(viewer, participation.id, {
      comes,
      needs,
      photoConsent: answer.photo === 'yes',
      mode: modeIn(answer),
      version: versionOf(answer),
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // What was typed goes: whoever sees what is kept by now decides anew.
    if (error.code === UserErrorCode.CONFLICT)
      return showNow(() => ({ above: notice('error', say('page.participation.changed')), status: 422 }));
    return again(say(`error.${error.code}`, error.values));
  }
  return showNow(({ state }) => {
    const yes = state === RegistrationState.PENDING ? 'saidYesWaits' : 'saidYes';
    return { above: notice('success', say(`page.participation.${comes ? yes : 'saidNo'}`)) };
  });
}

/** Null where the form has none that can be one. */
const versionOf = ({ version }: Answer): number | null =>
  typeof version === 'string' && /^\d{1,9}$/.test(version) ? Number(version) : null;

interface More {
  /** A message above the form. */
  readonly above?: HtmlValue;
  /** What was typed. */
  readonly answer?: Answer;
  readonly status?: number;
}

function show(
  reply: FastifyReply,
  pages: SitePages,
  { viewer: { language }, participation }: Opened,
  { above, answer, status }: More = {},
): FastifyReply {
  const say = pages.speaker(language);
  const body = [above, participationForm(participation, { say, language, answer })];
  return pages.send(reply, { language, title: say(TITLE), body, status });
}
