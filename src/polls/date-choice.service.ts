import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type AgendaItem, AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { draftChanged, insertLines } from '../agenda/draft.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { canLead } from '../projects/project.policy.js';
import { InvitationsService } from '../registrations/invitations.service.js';
import { DateOption } from './date-option.entity.js';
import { DatePoll, DatePollState } from './date-poll.entity.js';
import type { ChooseDateOptionInput } from './date-poll.input.js';
import { DateAnswerValue, DatePollPartner } from './date-poll-people.entity.js';
import { ensureUndecided, lockOption } from './locked-poll.js';
import { daysOfMeeting } from './option-dates.js';

/** What is longer is no line of an agenda. */
const MOST_HOURS = 24;

const OPTION = ['input', 'optionId'];
const alreadyChosen = () => new DomainError(UserErrorCode.ALREADY_CHOSEN, OPTION);

/** What the partners say of one date. */
interface Voice {
  readonly partner_id: string;
  readonly name: string;
  /** null: nobody of it has answered. */
  readonly answer: DateAnswerValue | null;
}

const VOICES = `
select o.partner_id, p.name, o.answer from date_option_partner o join partner p on p.id = o.partner_id
where o.option_id = $1 order by p.name, p.id`;

/** How a poll ends: a date becomes a meeting. */
@Injectable()
export class DateChoiceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly meetings: MeetingsService,
    private readonly invitations: InvitationsService,
  ) {}

  /**
   * Schedules and announces the meeting and invites the partners that were asked, or nothing of it. Choosing the same date
   * again changes nothing.
   * @throws DomainError ALREADY_CHOSEN for another date than that which was; HOST_CANNOT, NOBODY_CAN, NO_QUORUM
   */
  choose(viewer: Viewer, input: ChooseDateOptionInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { option, poll } = await lockOption(manager, viewer, input.optionId);
      ensure(canLead(viewer, poll.projectId), OPTION);
      if (option.chosenAt) return poll.id;
      if (poll.state === DatePollState.CHOSEN) throw alreadyChosen();
      ensureUndecided(poll, OPTION);
      if (option.withdrawnAt) throw new DomainError(UserErrorCode.INVALID, OPTION);
      this.ensureToCome(option, poll);
      const hostPartnerId = hostOf(poll, input);
      const voices = await manager.query<Voice[]>(VOICES, [option.id]);
      ensureItSuits(poll, hostPartnerId, voices, input.confirmBelowQuorum);
      const meetingId = await this.makeMeeting(manager, viewer, { poll, option, hostPartnerId, input });
      const version = poll.version + 1;
      const now = this.clock.now();
      const chosen = manager.update(DateOption, { id: option.id }, { chosenAt: now });
      await meaning({ date_option_chosen_once: alreadyChosen }, chosen);
      const { CHOSEN: state } = DatePollState;
      await manager.update(DatePoll, { id: poll.id }, { state, meetingId, version });
      const details = { optionId: option.id, meetingId, version };
      const { id: subjectId, projectId } = poll;
      const event = { kind: 'datePoll.chosen', subjectId, projectId, details };
      await tell(manager, this.jobs, viewer, now, event);
      return poll.id;
    });
  }

  /** @throws DomainError IN_THE_PAST once its last day is over: of that meeting nobody would hear in time */
  private ensureToCome(option: DateOption, { timeZone }: DatePoll): void {
    const today = localDayOf(this.clock.now(), timeZone);
    if (daysOfMeeting(option, timeZone).endsOn < today)
      throw new DomainError(UserErrorCode.IN_THE_PAST, OPTION);
  }

  private async makeMeeting(
    manager: EntityManager,
    viewer: Viewer,
    {
      poll,
      option,
      hostPartnerId,
      input: { number, slug, place, country, mode },
    }: { poll: DatePoll; option: DateOption; hostPartnerId: string; input: ChooseDateOptionInput },
  ): Promise<string> {
    const { id: pollId, projectId, timeZone, title } = poll;
    const id = uuidv7();
    const days = daysOfMeeting(option, timeZone);
    const meeting = { projectId, hostPartnerId, number, slug, timeZone, ...days, mode, country };
    await this.meetings.scheduleIn(manager, viewer, id, { ...meeting, place: place ?? poll.place }, title);
    const scheduled = await manager.findOneByOrFail(Meeting, { id });
    await this.meetings.take(manager, viewer, scheduled, 'announced');
    const asked = await manager.find(DatePollPartner, {
      where: { pollId, withdrawnAt: IsNull() },
      order: { id: 'ASC' },
    });
    const announced = await manager.findOneByOrFail(Meeting, { id });
    if (option.startsAt) await this.hourIntoDraft(manager, viewer, announced, option);
    for (const { partnerId, seats } of asked)
      await this.invitations.inviteIn(manager, viewer, announced, { partnerId, seats });
    return id;
  }

  /** What was asked and answered was an hour, so the agenda begins with it. Days with hours of their own say less. */
  private async hourIntoDraft(
    manager: EntityManager,
    viewer: Viewer,
    meeting: Meeting,
    { startsAt, endsAt, startsAtLocal, endsAtLocal }: DateOption,
  ): Promise<void> {
    if ((endsAt as DateTime).diff(startsAt as DateTime, 'hours').hours > MOST_HOURS) return;
    const [id, kind] = [uuidv7(), AgendaItemKind.SESSION];
    const span = { startsAt, endsAt, startsAtLocal, endsAtLocal } as Pick<
      AgendaItem,
      'startsAt' | 'endsAt' | 'startsAtLocal' | 'endsAtLocal'
    >;
    await insertLines(manager, [
      { id, meetingId: meeting.id, kind, title: meeting.title as object, ...span },
    ]);
    const added = { kind: 'agendaItem.added', subjectId: id };
    await draftChanged(manager, viewer, this.clock.now(), meeting, added);
  }
}

/** @throws DomainError INVALID where neither names one, or each another */
function hostOf({ hostPartnerId }: DatePoll, input: ChooseDateOptionInput): string {
  const host = hostPartnerId ?? input.hostPartnerId;
  if (host && (input.hostPartnerId ?? host) === host) return host;
  throw new DomainError(UserErrorCode.INVALID, ['input', 'hostPartnerId']);
}

const comes = ({ answer }: Voice): boolean =>
  answer === DateAnswerValue.YES || answer === DateAnswerValue.IF_NEED_BE;

/**
 * A date without the host is none; one that is below the quorum is chosen by whoever knows that it is.
 * @throws DomainError HOST_CANNOT, NOBODY_CAN or NO_QUORUM
 */
function ensureItSuits(
  { hostPartnerId: asked, quorum }: DatePoll,
  hostPartnerId: string,
  voices: readonly Voice[],
  isConfirmed: boolean,
): void {
  const host = voices.find(({ partner_id: id }) => id === hostPartnerId);
  // Who was not asked as the host may still say so, but has not said no.
  const cannot = host && (asked ? !comes(host) : host.answer === DateAnswerValue.NO);
  if (cannot) {
    const values = { host: host.name, answer: host.answer ?? 'OPEN' };
    throw new DomainError(UserErrorCode.HOST_CANNOT, OPTION, values);
  }
  const count = voices.filter(comes).length;
  if (count === 0) throw new DomainError(UserErrorCode.NOBODY_CAN, OPTION);
  if (count >= quorum || isConfirmed) return;
  const missing = voices.filter((voice) => !comes(voice)).map(({ name }) => name);
  const values = { count, quorum, partners: missing.join(', ') };
  throw new DomainError(UserErrorCode.NO_QUORUM, ['input', 'confirmBelowQuorum'], values);
}
