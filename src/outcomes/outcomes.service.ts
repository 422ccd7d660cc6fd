import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { isPublished } from '../agenda/published-item.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Texts, defined, withText } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { type Happening, record, tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { Membership } from '../projects/membership.entity.js';
import { visibleProject } from '../projects/projects.service.js';
import { Outcome } from './outcome.entity.js';
import type { RecordOutcomeInput, UpdateOutcomeInput } from './outcome.input.js';
import { canRecord, isOwner } from './outcome.policy.js';

const invalid = (field: string) => () => new DomainError(UserErrorCode.INVALID, ['input', field]);

const CONSTRAINTS = {
  outcome_meeting_fkey: invalid('meetingId'),
  outcome_item_fkey: invalid('agendaItemId'),
  outcome_item_has_a_meeting: invalid('agendaItemId'),
  outcome_partner_fkey: invalid('partnerId'),
  outcome_names_its_partner: invalid('partnerId'),
  outcome_owner_partner_fkey: invalid('ownerPartnerId'),
  outcome_action_has_an_owner: invalid('ownerPartnerId'),
  outcome_person_owns_an_action: invalid('ownerPersonId'),
  outcome_due_is_an_action: invalid('dueOn'),
  outcome_done_is_an_action: invalid('isDone'),
};

/** What a project and its meetings bring about. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** An action is mailed to its owner. A meeting that is closed is amended first. */
  record(viewer: Viewer, input: RecordOutcomeInput): Promise<string> {
    const { projectId, kind, title, text, dueOn } = input;
    const now = this.clock.now();
    return once(this.dataSource, viewer, now, { mutation: 'recordOutcome', input }, async (manager, id) => {
      await visibleProject(manager, viewer, projectId);
      const origin = { meetingId: checked(input.meetingId), agendaItemId: checked(input.agendaItemId) };
      const named = namedIn(input);
      const meeting = await lockOrigin(manager, viewer, origin.meetingId);
      const { partnerId = null } = named;
      ensure(canRecord(viewer, { projectId, partnerId }, meeting), ['input', decisive(input)]);
      if (meeting) ensureNotClosed(meeting, ['input', 'meetingId']);
      await ensureItemIsKnown(manager, viewer, meeting, origin.agendaItemId);
      await ensureMember(manager, projectId, named.ownerPersonId);
      const texts = {
        title: { [viewer.language]: title },
        text: withText(null, viewer.language, text),
      };
      const row = { id, projectId, ...origin, kind, ...texts, ...named, dueOn, recordedAt: now };
      await meaning(CONSTRAINTS, manager.insert(Outcome, row));
      await tell(manager, this.jobs, viewer, now, happening('outcome.recorded', row));
    });
  }

  /** What came out of a closed meeting stays, but for who sees to an action, by when, and whether it is done. */
  update(viewer: Viewer, input: UpdateOutcomeInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, title, text, dueOn } = input;
      const { outcome, meeting } = await lockOutcome(manager, viewer, id);
      const { projectId } = outcome;
      const named = namedIn(input);
      const { partnerId = outcome.partnerId } = named;
      ensure(canRecord(viewer, outcome, meeting) || isOwnersWord(viewer, outcome, input), ['input', 'id']);
      if (partnerId !== outcome.partnerId)
        ensure(canRecord(viewer, { projectId, partnerId }, meeting), ['input', 'partnerId']);
      if (meeting && [title, text, named.partnerId].some((value) => value !== undefined))
        ensureNotClosed(meeting, ['input', 'id']);
      await ensureMember(manager, projectId, named.ownerPersonId);
      const now = this.clock.now();
      const changes = defined({
        ...named,
        dueOn,
        title: title === undefined ? undefined : titleWith(outcome.title, viewer.language, title),
        text: text === undefined ? undefined : withText(outcome.text, viewer.language, text),
        doneAt: doneAt(outcome, input, now),
      });
      const update = updateVersion(manager, { viewer, at: now, input }, Outcome, changes);
      if (!(await meaning(CONSTRAINTS, update))) return id;
      await record(manager, viewer, now, happening('outcome.updated', outcome, edited(input)));
      return id;
    });
  }
}

type Id = string | null | undefined;

/** Whoever has to see to an action says himself that it is done, and nothing else of it. */
const isOwnersWord = (
  viewer: Viewer,
  outcome: Outcome,
  { id: _id, expectedVersion: _read, isDone, ...rest }: UpdateOutcomeInput,
) =>
  isOwner(viewer, outcome) &&
  isDone !== undefined &&
  Object.values(rest).every((value) => value === undefined);

/** @throws NOT_FOUND for what is no id */
const checked = (id: Id): Id => (typeof id === 'string' ? requireId(id) : id);

const namedIn = ({ partnerId, ownerPartnerId, ownerPersonId }: RecordOutcomeInput | UpdateOutcomeInput) => ({
  partnerId: checked(partnerId),
  ownerPartnerId: checked(ownerPartnerId),
  ownerPersonId: checked(ownerPersonId),
});

/** Of what was named, that on which the right to record it hangs. */
function decisive({ partnerId, meetingId }: RecordOutcomeInput): string {
  if (partnerId) return 'partnerId';
  return meetingId ? 'meetingId' : 'projectId';
}

const happening = (
  kind: string,
  {
    id: subjectId,
    projectId,
    meetingId,
    kind: what,
  }: Pick<Outcome, 'id' | 'projectId' | 'kind'> & { meetingId?: Id },
  edit: object = {},
): Happening => ({
  kind,
  subjectId,
  projectId,
  meetingId: meetingId ?? undefined,
  details: { kind: what, ...edit },
});

/** The meeting it comes from stays in its state meanwhile. @throws NOT_FOUND */
const lockOrigin = async (manager: EntityManager, viewer: Viewer, meetingId: Id): Promise<Meeting | null> =>
  meetingId ? lockMeeting(manager, viewer, meetingId, 'use') : null;

/**
 * A line that is in the draft only is between its organisers.
 * @throws DomainError INVALID, as for a line that does not exist
 */
async function ensureItemIsKnown(
  manager: EntityManager,
  viewer: Viewer,
  meeting: Meeting | null,
  itemId: Id,
): Promise<void> {
  if (!itemId || (meeting && canOrganise(viewer, meeting))) return;
  if (!(await isPublished(manager, itemId))) throw invalid('agendaItemId')();
}

/** @throws NOT_FOUND when there is none that the viewer may see */
async function lockOutcome(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<{ outcome: Outcome; meeting: Meeting | null }> {
  const lock = { mode: 'for_no_key_update' } as const;
  const outcome = await manager.findOne(Outcome, { where: { id: requireId(id) }, lock });
  if (!outcome || !viewer.projects.includes(outcome.projectId)) throw notFound();
  return { outcome, meeting: await lockOrigin(manager, viewer, outcome.meetingId) };
}

/** @throws DomainError INVALID when the person is not, or no longer, in the project */
async function ensureMember(manager: EntityManager, projectId: string, personId: Id): Promise<void> {
  if (!personId) return;
  const isMember = await manager.existsBy(Membership, { projectId, personId, endedAt: IsNull() });
  if (!isMember) throw invalid('ownerPersonId')();
}

/** @throws DomainError INVALID when it would be without any title */
function titleWith(titles: Texts, language: string, title: string | null): Texts {
  const changed = withText(titles, language, title);
  if (!changed) throw invalid('title')();
  return changed;
}

/** Done once: saying so again leaves the first time. */
function doneAt(
  { doneAt: before }: Outcome,
  { isDone }: UpdateOutcomeInput,
  now: DateTime,
): DateTime | null | undefined {
  if (isDone === undefined || isDone === null) return undefined;
  if (!isDone) return null;
  return before ? undefined : now;
}
