import type { FastifyInstance, FastifyReply } from 'fastify';
import { canOrganise } from '../../meetings/meeting.policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Ask } from '../../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import { type HtmlValue } from '../../platform/pages/html.js';
import { notice } from '../../platform/pages/layout.js';
import type { SitePages } from '../../platform/pages/site-pages.js';
import { typedText, typedVersion } from '../../platform/pages/typed-text.js';
import type { Clock } from '../../platform/time/clock.js';
import { localDayOf } from '../../platform/time/wall-time.js';
import { type MailedPages, mailedPage } from '../../viewers/mailed-pages.js';
import { LONGEST_REASON } from './approval.input.js';
import { type Decision, type Waiting, approvalForm } from './approval-form.js';
import type { ApprovalsService } from './approvals.service.js';

interface ApprovalPages extends MailedPages {
  readonly approvals: ApprovalsService;
  readonly ask: Ask;
  readonly clock: Clock;
}

interface Params {
  readonly id: string;
  readonly personId: string;
  readonly until: string;
}

const PATH = '/approvals/:id/:personId/:until';
const TITLE = 'page.approval.title';
/** Of a reason as it is typed, before its lines are one. */
const MOST_TYPED = 10 * LONGEST_REASON;

/** The path of a mailed link: for one of those who decide and one registration, until the meeting is over. */
export const approvalPath = (id: string, personId: string, until: string): string =>
  `/approvals/${id}/${personId}/${until}`;

const WAITING = `query ($id: ID!) { registration(id: $id) { id version state refusalReason
  person { name } partner { name } meeting { title number place timeZone startsOn endsOn hostPartner { id }
    project { id acronym } } } }`;

type Found = Omit<Waiting, 'meeting'> & { readonly meeting: Waiting['meeting'] | null };
const isOfMeeting = (found: Found): found is Waiting => found.meeting !== null;

/**
 * Whether somebody may come, without sign-in: who holds the mailed link decides as the one whom it was sent to, as long as
 * he organises the meeting. A GET changes nothing, so link scanners decide of nobody.
 */
export function approvalPages(app: FastifyInstance, parts: ApprovalPages): void {
  mailedPage(app, parts, {
    path: PATH,
    titleKey: TITLE,
    open: (viewer, params: Params) => open(parts, viewer, params),
    show: (reply, opened) => show(parts.pages, reply, opened),
    take: (reply, opened, sent: Decision = {}, params) => take(parts, opened, { sent, params }, reply),
  });
}

interface Opened {
  readonly viewer: Viewer;
  readonly waiting: Waiting;
}

/** Of whom he decides; null when he does not organise the meeting, or it is over. */
async function open(
  { ask, clock }: ApprovalPages,
  viewer: Viewer,
  { id, until }: Params,
): Promise<Opened | null> {
  const { registration } = await ask.as<{ registration: Found | null }>(viewer, WAITING, { id });
  if (!registration || !isOfMeeting(registration)) return null;
  const { project, hostPartner, timeZone, endsOn } = registration.meeting;
  if (!canOrganise(viewer, { projectId: project.id, hostPartnerId: hostPartner.id })) return null;
  // A meeting that was postponed goes on being decided of.
  const last = until > endsOn ? until : endsOn;
  return last >= localDayOf(clock.now(), timeZone) ? { viewer, waiting: registration } : null;
}

/** Takes the decision and shows what is so by then. */
async function take(
  parts: ApprovalPages,
  opened: Opened,
  { sent, params }: { readonly sent: Decision; readonly params: Params },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { approvals, pages } = parts;
  const { viewer } = opened;
  const say = pages.speaker(viewer.language);
  const now = async () => (await open(parts, viewer, params)) ?? opened;
  const reason = typedText(sent.reason, MOST_TYPED)?.replaceAll(/\s+/g, ' ') ?? '';
  const again = (problem: string) =>
    show(pages, reply, opened, { above: notice('error', problem), sent, status: 422 });
  // 0, which no registration has, where the form has none.
  const known = { id: params.id, expectedVersion: typedVersion(sent.version) ?? 0 };
  try {
    if (sent.decision === 'approve') await approvals.approve(viewer, known);
    else if (sent.decision !== 'refuse') return await show(pages, reply, opened);
    else if (reason === '' || reason.length > LONGEST_REASON)
      return await again(say('page.approval.missing'));
    else await approvals.refuse(viewer, { ...known, reason });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const isChanged = error.code === UserErrorCode.CONFLICT;
    const problem = isChanged ? say('page.approval.changed') : say(`error.${error.code}`, error.values);
    return show(pages, reply, await now(), { above: notice('error', problem), status: 422 });
  }
  return show(pages, reply, await now());
}

interface More {
  /** A message above the form. */
  readonly above?: HtmlValue;
  /** What was typed. */
  readonly sent?: Decision;
  readonly status?: number;
}

function show(
  pages: SitePages,
  reply: FastifyReply,
  { viewer: { language }, waiting }: Opened,
  { above, sent, status }: More = {},
): FastifyReply {
  const say = pages.speaker(language);
  const body = [above, approvalForm(waiting, { say, language, sent })];
  return pages.send(reply, { language, title: say(TITLE), body, status });
}
