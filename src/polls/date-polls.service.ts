import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { instantAt, toTheSecond } from '../meetings/meeting-times.js';
import { ensureZone } from '../meetings/meetings.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { defined, withText } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { record, tell } from '../platform/events/record.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { type Occurrence, localOf } from '../platform/time/wall-time.js';
import { canLead } from '../projects/project.policy.js';
import { visibleProject } from '../projects/projects.service.js';
import { DatePoll, DatePollState } from './date-poll.entity.js';
import type { CreateDatePollInput, InviteToDatePollInput, UpdateDatePollInput } from './date-poll.input.js';
import { DatePollInviteesService } from './date-poll-invitees.service.js';
import { DatePollPartner } from './date-poll-people.entity.js';
import { canOrganisePoll } from './date-poll.policy.js';
import { addOptions } from './date-options.service.js';
import { ensureHostIsAsked, ensureQuorum } from './enough-asked.js';
import { ensureAnswerable, ensureUndecided, isOver, lockPoll } from './locked-poll.js';
import { kindOf, optionsOf } from './option-dates.js';
import { noteProgress } from './progress.js';

const CONSTRAINTS = {
  date_poll_host_fkey: () => new DomainError(UserErrorCode.INVALID, ['input', 'hostPartnerId']),
};

/** Date polls: what is asked, until when, and of whom. */
@Injectable()
export class DatePollsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly invitees: DatePollInviteesService,
  ) {}

  /** Everybody who is asked gets a mail with a link of his own. */
  create(viewer: Viewer, input: CreateDatePollInput): Promise<string> {
    const now = this.clock.now();
    return once(this.dataSource, viewer, now, { mutation: 'createDatePoll', input }, async (manager, id) => {
      const { projectId, title, timeZone, hostPartnerId = null, place, quorum, partners } = input;
      await visibleProject(manager, viewer, projectId);
      ensure(canLead(viewer, projectId), ['input', 'projectId']);
      ensureZone(timeZone);
      const poll = {
        id,
        projectId,
        hostPartnerId: hostPartnerId && requireId(hostPartnerId),
        title: { [viewer.language]: title },
        place,
        timeZone,
        kind: kindOf(input),
        quorum,
        ...deadlineOf(input, timeZone, now),
        createdById: viewer.personId as string,
        createdAt: now,
      };
      const options = optionsOf(poll, input, now);
      await meaning(CONSTRAINTS, manager.insert(DatePoll, poll));
      await addOptions(manager, options);
      const inviteeIds = await this.invitees.add(manager, viewer, { poll, now }, partners);
      await ensureQuorum(manager, poll);
      await ensureHostIsAsked(manager, poll);
      const event = { kind: 'datePoll.created', subjectId: id, projectId, details: { inviteeIds } };
      await tell(manager, this.jobs, viewer, now, event);
    });
  }

  /** A deadline that comes later lets people answer, and be reminded, again. */
  update(viewer: Viewer, input: UpdateDatePollInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, title, place, quorum } = input;
      const poll = await this.lockToOrganise(manager, viewer, id, ['input', 'id']);
      ensureUndecided(poll, ['input', 'id']);
      const now = this.clock.now();
      const { answersUntilLocal } = input;
      const deadline =
        answersUntilLocal === undefined
          ? null
          : deadlineOf({ ...input, answersUntilLocal }, poll.timeZone, now);
      const changes = defined({
        place,
        quorum,
        title: title === undefined ? undefined : { ...poll.title, ...withText(null, viewer.language, title) },
        ...deadline,
      });
      const isNow = await updateVersion(manager, { viewer, at: now, input }, DatePoll, changes);
      if (!isNow) return id;
      await ensureQuorum(manager, { id, quorum: quorum ?? poll.quorum });
      if (deadline && deadline.answersUntil > poll.answersUntil)
        await manager.update(DatePollPartner, { pollId: id }, { reminders: 0 });
      const event = { kind: 'datePoll.updated', subjectId: id, projectId: poll.projectId };
      await record(manager, viewer, now, { ...event, details: edited(input) });
      return id;
    });
  }

  /** Asking whoever is asked already changes nothing but the seats of his partner. */
  invite(viewer: Viewer, { datePollId, partners }: InviteToDatePollInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const path = ['input', 'datePollId'];
      const poll = await this.lockToOrganise(manager, viewer, datePollId, path);
      const now = this.clock.now();
      ensureAnswerable(poll, now, path);
      const inviteeIds = await this.invitees.add(manager, viewer, { poll, now }, partners);
      await noteProgress(manager, poll.id, now);
      const { id: subjectId, projectId } = poll;
      const event = { kind: 'datePoll.invited', subjectId, projectId, details: { inviteeIds } };
      if (inviteeIds.length > 0) await tell(manager, this.jobs, viewer, now, event);
      return subjectId;
    });
  }

  /** Nobody answers any more, as if the deadline were now. After the deadline it changes nothing. */
  close(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const poll = await this.lockToOrganise(manager, viewer, id, ['id']);
      ensureUndecided(poll, ['id']);
      const now = this.clock.now();
      if (isOver(poll, now)) return id;
      const version = poll.version + 1;
      const answersUntilLocal = localOf(now, poll.timeZone);
      await manager.update(DatePoll, { id }, { answersUntil: now, answersUntilLocal, version });
      const event = { kind: 'datePoll.closed', subjectId: id, projectId: poll.projectId };
      await record(manager, viewer, now, { ...event, details: { version } });
      return id;
    });
  }

  /** Gives it up, and tells those who were asked. Giving it up again changes nothing. */
  cancel(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const poll = await lockPoll(manager, viewer, id);
      const { projectId, state } = poll;
      ensure(canLead(viewer, projectId), ['id']);
      if (state === DatePollState.CANCELLED) return id;
      ensureUndecided(poll, ['id']);
      const version = poll.version + 1;
      await manager.update(DatePoll, { id }, { state: DatePollState.CANCELLED, version });
      const event = { kind: 'datePoll.cancelled', subjectId: id, projectId, details: { version } };
      await tell(manager, this.jobs, viewer, this.clock.now(), event);
      return id;
    });
  }

  private async lockToOrganise(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    path: readonly string[],
  ): Promise<DatePoll> {
    const poll = await lockPoll(manager, viewer, id);
    ensure(canOrganisePoll(viewer, poll), path);
    return poll;
  }
}

/** @throws DomainError NONEXISTENT_TIME, AMBIGUOUS_TIME or IN_THE_PAST */
function deadlineOf(
  { answersUntilLocal, occurrence }: { answersUntilLocal: string; occurrence?: Occurrence | null },
  timeZone: string,
  now: DateTime,
): Pick<DatePoll, 'answersUntil' | 'answersUntilLocal'> {
  const path = ['input', 'answersUntilLocal'];
  const answersUntil = instantAt(answersUntilLocal, timeZone, occurrence, path);
  if (answersUntil <= now) throw new DomainError(UserErrorCode.IN_THE_PAST, path);
  return { answersUntil, answersUntilLocal: toTheSecond(answersUntilLocal) };
}
