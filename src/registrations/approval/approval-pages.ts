import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canOrganise } from '../../meetings/meeting.policy.js';
import type { Secrets } from '../../platform/access/secrets.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Ask } from '../../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import { type HtmlValue } from '../../platform/pages/html.js';
import { notice } from '../../platform/pages/layout.js';
import type { SitePages } from '../../platform/pages/site-pages.js';
import type { Clock } from '../../platform/time/clock.js';
import { localDayOf } from '../../platform/time/wall-time.js';
import type { Viewers } from '../../viewers/viewers.js';
import { type Decision, type Waiting, approvalForm } from './approval-form.js';
import type { ApprovalsService } from './approvals.service.js';

interface ApprovalPages {
  readonly approvals: ApprovalsService;
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly secrets: Secrets;
  readonly pages: SitePages;
  readonly clock: Clock;
}

type ApprovalRequest = FastifyRequest<{
  Params: { id: string; personId: string; until: string };
  Querystring: { signature?: string | string[] };
  Body: Decision | undefined;
}>;

const PATH = '/approvals/:id/:personId/:until';
const TITLE = 'page.approval.title';
/** As the column of a reason in the API. */
const LONGEST_REASON = 500;

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
  const { pages } = parts;

  app.get(PATH, async (request: ApprovalRequest, reply) => {
    const opened = await open(parts, request);
    return opened ? show(pages, reply, opened) : pages.gone(request, reply, TITLE);
  });

  app.post(PATH, async (request: ApprovalRequest, reply) => {
    const opened = await open(parts, request);
    if (!opened) return pages.gone(request, reply, TITLE);
    if (!pages.isOwnForm(request)) return pages.foreign(reply, opened.viewer.language, TITLE);
    return take(parts, request, opened, reply);
  });
}

interface Opened {
  readonly viewer: Viewer;
  readonly waiting: Waiting;
}

/** Whom the link is for, and of whom he decides; null when it is not ours, he does not organise it, or it is over. */
async function open(
  { ask, viewers, secrets, clock }: ApprovalPages,
  { params: { id, personId, until }, query }: ApprovalRequest,
): Promise<Opened | null> {
  if (!secrets.isSignatureOf(approvalPath(id, personId, until), String(query.signature))) return null;
  const viewer = await viewers.admitHolder(personId);
  if (!viewer.personId) return null;
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
  request: ApprovalRequest,
  opened: Opened,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { approvals, pages } = parts;
  const { viewer } = opened;
  const sent = request.body ?? {};
  const say = pages.speaker(viewer.language);
  const reason = typeof sent.reason === 'string' ? sent.reason.replaceAll(/\s+/g, ' ').trim() : '';
  const again = (problem: string) =>
    show(pages, reply, opened, { above: notice('error', problem), sent, status: 422 });
  const known = { id: request.params.id, expectedVersion: versionOf(sent) };
  try {
    if (sent.decision === 'approve') await approvals.approve(viewer, known);
    else if (sent.decision !== 'refuse') return await show(pages, reply, opened);
    else if (reason === '' || reason.length > LONGEST_REASON)
      return await again(say('page.approval.missing'));
    else await approvals.refuse(viewer, { ...known, reason });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const now = (await open(parts, request)) ?? opened;
    const isChanged = error.code === UserErrorCode.CONFLICT;
    const problem = isChanged ? say('page.approval.changed') : say(`error.${error.code}`, error.values);
    return show(pages, reply, now, { above: notice('error', problem), status: 422 });
  }
  return show(pages, reply, (await open(parts, request)) ?? opened);
}

/** 0, which no registration has, where the form has none that can be one. */
const versionOf = ({ version }: Decision): number =>
  typeof version === 'string' && /^\d{1,9}$/.test(version) ? Number(version) : 0;

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
