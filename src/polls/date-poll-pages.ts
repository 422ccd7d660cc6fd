import type { FastifyInstance, FastifyReply } from 'fastify';
import { DateTime } from 'luxon';
import type { Viewer } from '../platform/access/viewer.js';
import type { Ask } from '../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type HtmlValue } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import { typedText } from '../platform/pages/typed-text.js';
import type { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { type MailedPages, mailedPage } from '../viewers/mailed-pages.js';
import { type AskedOf, askedPartners } from './asked-partners.js';
import type { DateAnswersService } from './date-answers.service.js';
import { type Answerer, type AskedPoll, type PolledDate, datePollForm, fieldOf } from './date-poll-form.js';
import { DateAnswerValue } from './date-poll-people.entity.js';

interface DatePollPages extends MailedPages {
  readonly answers: DateAnswersService;
  readonly ask: Ask;
  readonly clock: Clock;
}

type Typed = Readonly<Record<string, unknown>>;

interface Params {
  readonly id: string;
  readonly personId: string;
  readonly until: string;
}

const PATH = '/date-poll/:id/:personId/:until';
const TITLE = 'page.dates.title';

/**
 * The path of a mailed link: for one person and one poll, until the last of its dates is over.
 * @param dates that are asked about when the mail is written
 */
export const datePollPath = (id: string, personId: string, dates: readonly PolledDate[]): string =>
  `/date-poll/${id}/${personId}/${lastDay(dates)}`;

const lastDay = (dates: readonly PolledDate[]): string =>
  dates
    .map(({ endsOn, endsAtLocal }) => endsOn ?? (endsAtLocal ?? '').slice(0, 10))
    .toSorted()
    .at(-1) ?? '';

/** What a date of a poll is read as. */
export const POLLED_DATE =
  'fragment PolledDate on DateOption { id startsOn endsOn startsAt endsAt endsAtLocal }';

const POLL = `query ($id: ID!) {
  viewer { id name memberships { role partner { id } } }
  datePoll(id: $id) { id title place timeZone state answersUntil answersUntilLocal project { acronym }
    options { ...PolledDate } chosenOption { ...PolledDate } partners { partner { id name } }
    invitees { id comment answers { optionId answer } person { id } partner { id name } } } } ${POLLED_DATE}`;

interface Found extends AskedOf {
  readonly viewer: AskedOf['viewer'] & { readonly id: string; readonly name: string };
  readonly datePoll:
    | (AskedPoll & {
        readonly partners: NonNullable<AskedOf['datePoll']>['partners'];
        readonly invitees: readonly (NonNullable<AskedOf['datePoll']>['invitees'][number] & {
          readonly comment: string | null;
          readonly answers: readonly { readonly optionId: string; readonly answer: string }[];
        })[];
      })
    | null;
}

interface Opened {
  readonly viewer: Viewer;
  readonly poll: AskedPoll;
  readonly answerer: Answerer;
}

/**
 * Which dates suit, without an account's sign-in: who holds the mailed link answers as that one person. A GET changes
 * nothing, and a form in which a date is not answered does not either, so link scanners answer for nobody.
 */
export function datePollPages(app: FastifyInstance, parts: DatePollPages): void {
  mailedPage(app, parts, {
    path: PATH,
    titleKey: TITLE,
    open: (viewer, params: Params) => open(parts, viewer, params),
    show: (reply, opened) => show(reply, parts, opened),
    take: (reply, opened, typed: Typed = {}) => take(parts, opened, typed, reply),
  });
}

/** What he is asked; null when all of it is over. */
async function open(parts: DatePollPages, viewer: Viewer, { id, until }: Params): Promise<Opened | null> {
  // Who left the project finds what everybody else finds: nothing.
  const opened = await read(parts, viewer, id);
  if (!opened) return null;
  const { timeZone, options, answersUntilLocal } = opened.poll;
  // Dates that came later, and a later deadline, go on being answered.
  const last = [until, lastDay(options), answersUntilLocal.slice(0, 10)].toSorted().at(-1) as string;
  return last >= localDayOf(parts.clock.now(), timeZone) ? opened : null;
}

/** Null for whoever is not asked: neither he nor the partner that he coordinates. */
async function read({ ask }: DatePollPages, viewer: Viewer, id: string): Promise<Opened | null> {
  const found = await ask.as<Found>(viewer, POLL, { id });
  const { viewer: himself, datePoll: poll } = found;
  const partners = askedPartners(found, himself.id).map(({ name }) => name);
  if (!poll || partners.length === 0) return null;
  const own = poll.invitees.find(({ person }) => person?.id === himself.id);
  const answers = new Map(own?.answers.map(({ optionId, answer }) => [optionId, answer]));
  const comment = own?.comment ?? null;
  const answerer = { name: himself.name, partner: partners.join(', '), comment, answers };
  return { viewer, poll, answerer };
}

/** Takes the answer and shows what is kept; what cannot be taken stays in the form. */
async function take(
  parts: DatePollPages,
  opened: Opened,
  typed: Typed,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { viewer, poll, answerer } = opened;
  const say = parts.pages.speaker(viewer.language);
  const answers = poll.options.flatMap(({ id: optionId }) => {
    const answer = Object.values(DateAnswerValue).find((value) => value === typed[fieldOf(optionId)]);
    return answer ? [{ optionId, answer }] : [];
  });
  const comment = typedText(typed['comment'], 1000) ?? '';
  const again = (problem: string) => {
    const said = new Map(answers.map(({ optionId, answer }) => [optionId, answer]));
    const form = { ...opened, answerer: { ...answerer, comment, answers: said } };
    return show(reply, parts, form, { above: notice('error', problem), status: 422 });
  };
  if (answers.length < poll.options.length && isOpen(poll, parts)) return again(say('page.dates.missing'));
  try {
    await parts.answers.answer(viewer, { datePollId: poll.id, answers, comment });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const now = (await read(parts, viewer, poll.id)) ?? opened;
    // What has ended says so itself, with what was said before.
    if (error.code === UserErrorCode.POLL_ENDED) return show(reply, parts, now, { status: 422 });
    return again(say(`error.${error.code}`, error.values));
  }
  const above = notice('success', say('page.dates.saved'));
  return show(reply, parts, (await read(parts, viewer, poll.id)) ?? opened, { above });
}

const isOpen = (poll: AskedPoll, { clock }: DatePollPages): boolean => endedBy(poll, clock) === null;

function endedBy({ state, answersUntil }: AskedPoll, clock: Clock): 'CHOSEN' | 'CANCELLED' | 'LATE' | null {
  if (state !== 'OPEN') return state;
  return DateTime.fromISO(answersUntil) <= clock.now() ? 'LATE' : null;
}

interface More {
  /** A message above the form. */
  readonly above?: HtmlValue;
  readonly status?: number;
}

function show(
  reply: FastifyReply,
  { pages, clock }: DatePollPages,
  { viewer: { language }, poll, answerer }: Opened,
  { above, status }: More = {},
): FastifyReply {
  const say = pages.speaker(language);
  const body = [above, datePollForm(poll, answerer, { say, language, ended: endedBy(poll, clock) })];
  return pages.send(reply, { language, title: say(TITLE), body, status });
}
