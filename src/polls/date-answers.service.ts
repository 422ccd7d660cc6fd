import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { record, tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { DateOption } from './date-option.entity.js';
import type { DatePoll } from './date-poll.entity.js';
import type { AnswerDatePollInput, DateAnswerInput } from './date-poll.input.js';
import { DateAnswer, DatePollInvitee, DatePollPartner } from './date-poll-people.entity.js';
import { canAnswerDates } from './date-poll.policy.js';
import { ensureAnswerable, lockPoll } from './locked-poll.js';
import { noteProgress } from './progress.js';

/** What people say of the dates. */
@Injectable()
export class DateAnswersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * All of it or nothing, for every date that is asked. The answer with which the last partner has answered is told to
   * the organiser. Saying the same again changes nothing.
   */
  answer(viewer: Viewer, input: AnswerDatePollInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { datePollId, answers, comment } = input;
      const poll = await lockPoll(manager, viewer, datePollId);
      const now = this.clock.now();
      const invitee = await inviteeOf(manager, viewer, poll, { inviteeId: input.inviteeId, now });
      ensureAnswerable(poll, now, ['input', 'datePollId']);
      const changed = await changedAnswers(manager, invitee, answers);
      const isNewComment = comment !== undefined && (comment || null) !== (invitee.comment || null);
      if (changed.length === 0 && !isNewComment) return poll.id;
      await save(manager, invitee, changed, now);
      const said = defined({ answeredAt: now, comment: comment === undefined ? undefined : comment || null });
      await manager.update(DatePollInvitee, { id: invitee.id }, said);
      await this.answered(manager, viewer, poll, invitee, now);
      return poll.id;
    });
  }

  private async answered(
    manager: EntityManager,
    viewer: Viewer,
    { id: subjectId, projectId }: DatePoll,
    { id: inviteeId, partnerId }: DatePollInvitee,
    now: DateTime,
  ): Promise<void> {
    const event = { subjectId, projectId, details: { inviteeId, partnerId } };
    if (await noteProgress(manager, subjectId, now))
      await tell(manager, this.jobs, viewer, now, { kind: 'datePoll.completed', ...event });
    else await record(manager, viewer, now, { kind: 'datePoll.answered', ...event });
  }
}

/**
 * Whose answer it is. A coordinator whose partner is asked, but not he himself, comes to those who are asked.
 * @throws NOT_FOUND for whom he may not answer; DomainError FORBIDDEN where he is nobody who is asked
 */
async function inviteeOf(
  manager: EntityManager,
  viewer: Viewer,
  poll: DatePoll,
  { inviteeId, now }: { inviteeId?: string | null; now: DateTime },
): Promise<DatePollInvitee> {
  const { id: pollId } = poll;
  const personId = viewer.personId as string;
  const which = inviteeId ? { id: requireId(inviteeId) } : { personId };
  const invitee = await manager.findOneBy(DatePollInvitee, { pollId, ...which });
  if (invitee) {
    // Whoever may not answer for him does not see him either.
    if (!canAnswerDates(viewer, invitee, poll)) throw notFound();
    return invitee;
  }
  if (inviteeId) throw notFound();
  const asked = await manager.findBy(DatePollPartner, { pollId });
  const [own, ...others] = asked.filter(({ partnerId }) => viewer.coordinates.includes(partnerId));
  ensure(own !== undefined && others.length === 0, ['input', 'datePollId']);
  const { partnerId } = own as DatePollPartner;
  const row = { id: uuidv7(), pollId, partnerId, personId, invitedAt: now };
  await manager.insert(DatePollInvitee, row);
  return { ...row, answeredAt: null, comment: null };
}

/**
 * Those that say something new.
 * @throws DomainError INVALID for what is no date of this poll, ANSWER_MISSING where one is left out
 */
async function changedAnswers(
  manager: EntityManager,
  { id: inviteeId, pollId }: DatePollInvitee,
  answers: readonly DateAnswerInput[],
): Promise<DateAnswerInput[]> {
  const options = await manager.findBy(DateOption, { pollId });
  for (const [index, { optionId }] of answers.entries())
    if (!options.some(({ id }) => id === optionId))
      throw new DomainError(UserErrorCode.INVALID, ['input', 'answers', `${index}`, 'optionId']);
  const before = new Map(
    (await manager.findBy(DateAnswer, { inviteeId })).map(({ optionId, answer }) => [optionId, answer]),
  );
  const now = new Map(answers.map(({ optionId, answer }) => [optionId, answer]));
  // One that was withdrawn while somebody thought about it is asked no more.
  const listed = options.filter(({ withdrawnAt }) => !withdrawnAt).map(({ id }) => id);
  const missing = listed.filter((id) => !now.has(id) && !before.has(id)).length;
  if (missing > 0) throw new DomainError(UserErrorCode.ANSWER_MISSING, ['input', 'answers'], { missing });
  return listed.flatMap((optionId) => {
    const answer = now.get(optionId);
    return answer && answer !== before.get(optionId) ? [{ optionId, answer }] : [];
  });
}

async function save(
  manager: EntityManager,
  { id: inviteeId, pollId }: DatePollInvitee,
  changed: readonly DateAnswerInput[],
  answeredAt: DateTime,
): Promise<void> {
  if (changed.length === 0) return;
  await manager
    .createQueryBuilder()
    .insert()
    .into(DateAnswer)
    .values(changed.map(({ optionId, answer }) => ({ inviteeId, optionId, pollId, answer, answeredAt })))
    .orUpdate(['answer', 'answered_at'], ['invitee_id', 'option_id'])
    .execute();
}
