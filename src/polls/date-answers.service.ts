import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { And, DataSource, type EntityManager, Equal, In, IsNull } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { DateOption } from './date-option.entity.js';
import type { DatePoll } from './date-poll.entity.js';
import type { AnswerDatePollInput, DateAnswerInput } from './date-poll.input.js';
import { DateAnswer, DatePollInvitee, DatePollPartner, hasVoice } from './date-poll-people.entity.js';
import { ask } from './date-poll-invitees.service.js';
import { canAnswerDates } from './date-poll.policy.js';
import { ensureAnswerable, lockPoll } from './locked-poll.js';
import { recordProgress, reopen } from './progress.js';

/** What people say of the dates. */
@Injectable()
export class DateAnswersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * All of it or nothing, for every date that is asked, and for each partner that he speaks for. The answer with which the
   * last partner has answered is told to the organiser. Saying the same again changes nothing.
   */
  answer(viewer: Viewer, input: AnswerDatePollInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { datePollId, answers, comment } = input;
      const poll = await lockPoll(manager, viewer, datePollId);
      const now = this.clock.now();
      await reopen(manager, poll.id);
      const voices = input.inviteeId
        ? [await voiceOf(manager, viewer, poll, input.inviteeId)]
        : await ownVoices(manager, viewer, poll, now);
      ensureAnswerable(poll, now, ['input', 'datePollId']);
      for (const voice of voices) {
        const changed = await changedAnswers(manager, voice, answers);
        const isNewComment = comment !== undefined && (comment || null) !== (voice.comment || null);
        if (changed.length === 0 && !isNewComment) continue;
        await save(manager, voice, changed, now);
        const said = defined({
          answeredAt: now,
          comment: comment === undefined ? undefined : comment || null,
        });
        await manager.update(DatePollInvitee, { id: voice.id }, said);
        const details = { inviteeId: voice.id, partnerId: voice.partnerId };
        const event = { kind: 'datePoll.answered', subjectId: poll.id, projectId: poll.projectId, details };
        await recordProgress(manager, this.jobs, viewer, now, event);
      }
      return poll.id;
    });
  }
}

/** @throws NOT_FOUND for whom he may not answer, since he does not see him either, and for whose voice does not count */
async function voiceOf(
  manager: EntityManager,
  viewer: Viewer,
  poll: DatePoll,
  inviteeId: string,
): Promise<DatePollInvitee> {
  const where = { id: And(Equal(requireId(inviteeId)), hasVoice()), pollId: poll.id };
  const voice = await manager.findOneBy(DatePollInvitee, where);
  if (!voice || !canAnswerDates(viewer, voice, poll)) throw notFound();
  return voice;
}

/**
 * The viewer's own, one for each partner that he is asked for or coordinates: he is the same person, and says so once.
 * A coordinator who is not asked himself comes to those who are, for those of his partners that are.
 * @throws DomainError FORBIDDEN where there is none
 */
async function ownVoices(
  manager: EntityManager,
  viewer: Viewer,
  { id: pollId }: DatePoll,
  now: DateTime,
): Promise<DatePollInvitee[]> {
  const personId = viewer.personId as string;
  const partnerId = In([...viewer.coordinates]);
  const coordinated = await manager.findBy(DatePollPartner, { pollId, partnerId, withdrawnAt: IsNull() });
  for (const partner of coordinated)
    await ask(manager, { pollId, partnerId: partner.partnerId, personId }, now);
  const where = { id: hasVoice(), pollId, personId };
  const voices = await manager.find(DatePollInvitee, { where, order: { id: 'ASC' } });
  ensure(voices.length > 0, ['input', 'datePollId']);
  return voices;
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
