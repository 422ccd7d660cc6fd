import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Viewer } from '../platform/access/viewer.js';
import type { Ask } from '../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type HtmlValue } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { SitePages } from '../platform/pages/site-pages.js';
import { typedVersion } from '../platform/pages/typed-text.js';
import type { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { type MailedPages, mailedPage } from '../viewers/mailed-pages.js';
import type { AnswersService } from './answers.service.js';
import { type Answer, type Participation, modeIn, participationForm } from './participation-form.js';
import { needsIn } from './ready-field-form.js';
import { RegistrationState } from './registration.entity.js';
import { isWholeContact } from './needs/needs.input.js';

interface ParticipationPages extends MailedPages {
  readonly answers: AnswersService;
  readonly ask: Ask;
  readonly clock: Clock;
}

interface Params {
  readonly id: string;
  readonly personId: string;
  readonly until: string;
}

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
  mailedPage(app, parts, {
    path: PATH,
    titleKey: TITLE,
    open: (viewer, params: Params) => open(parts, viewer, params),
    show: (reply, opened) => show(reply, parts.pages, opened),
    take: (reply, opened, answer: Answer = {}) => take(parts, opened, answer, reply),
  });
}

const isOfMeeting = (found: Found): found is Participation => found.meeting !== null;

type Found = Omit<Participation, 'meeting'> & { readonly meeting: Participation['meeting'] | null };

interface Opened {
  readonly viewer: Viewer;
  readonly participation: Participation;
}

/** What he answers to; null when its last day is over where they meet. */
async function open(
  { ask, clock }: ParticipationPages,
  viewer: Viewer,
  { id, until }: Params,
): Promise<Opened | null> {
  // Who left the project finds what everybody else finds: nothing.
  const participation = await read(ask, viewer, id);
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
      version: typedVersion(answer.version),
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
