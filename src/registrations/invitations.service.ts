import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { type Meeting, MeetingState } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record, tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { canLead } from '../projects/project.policy.js';
import { visiblePartner } from '../projects/projects.service.js';
import { Invitation } from './invitation.entity.js';
import type { InvitePartnerInput, MoveSeatsInput } from './invitation.input.js';
import { SeatMove } from './seat-move.entity.js';

/** Which partner may send how many. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Invites a partner and mails its coordinators, or changes the seats of one that is invited. */
  invite(viewer: Viewer, { meetingId, ...invited }: InvitePartnerInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      ensure(canLead(viewer, meeting.projectId), ['input', 'meetingId']);
      return this.inviteIn(manager, viewer, meeting, invited);
    });
  }

  /** Within what else invites, by whoever may; to a meeting that is held. */
  async inviteIn(
    manager: EntityManager,
    viewer: Viewer,
    meeting: Meeting,
    { partnerId, seats }: Omit<InvitePartnerInput, 'meetingId'>,
  ): Promise<string> {
    const { id: meetingId, projectId } = meeting;
    ensureAhead(meeting);
    const partner = await visiblePartner(manager, viewer, partnerId);
    if (partner.projectId !== projectId) throw new DomainError(UserErrorCode.INVALID, ['input', 'partnerId']);

    const [existing] = await lockInvitations(manager, meetingId, [partnerId]);
    if (existing?.seats === seats) return existing.id;
    const [id, now] = [existing?.id ?? uuidv7(), this.clock.now()];
    const event = { subjectId: id, projectId, meetingId, details: { seats } };
    const log = (eventId: string) => {
      const more = seats - (existing?.seats ?? 0);
      const whose = more > 0 ? { toPartnerId: partnerId } : { fromPartnerId: partnerId };
      const move = { id: eventId, meetingId, ...whose, seats: Math.abs(more) };
      return manager.insert(SeatMove, { ...move, movedById: viewer.personId as string, movedAt: now });
    };
    if (existing) {
      const update = manager.update(Invitation, { id }, { seats });
      await meaning(tooFewOf(existing), update);
      await log(await record(manager, viewer, now, { kind: 'invitation.changed', ...event }));
      return id;
    }
    const duplicate = () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'partnerId']);
    const insert = manager.insert(Invitation, { id, meetingId, partnerId, seats, invitedAt: now });
    await meaning({ invitation_once: duplicate }, insert);
    await log(await tell(manager, this.jobs, viewer, now, { kind: 'partner.invited', ...event }));
    return id;
  }

  /**
   * Seats that nobody has taken go to another partner; the coordinators of both are told.
   * @throws DomainError NOT_INVITED at the partner that has no invitation, TOO_FEW_PLACES where more are taken than would stay
   */
  moveSeats(viewer: Viewer, input: MoveSeatsInput): Promise<string> {
    const now = this.clock.now();
    return once(this.dataSource, viewer, now, { mutation: 'moveSeats', input }, async (manager, id) => {
      const { meetingId, fromPartnerId, toPartnerId, seats, reason } = input;
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      ensure(canLead(viewer, meeting.projectId), ['input', 'meetingId']);
      ensureNotClosed(meeting, ['input', 'meetingId']);
      ensureAhead(meeting);
      for (const partnerId of [fromPartnerId, toPartnerId]) await visiblePartner(manager, viewer, partnerId);
      if (fromPartnerId === toPartnerId)
        throw new DomainError(UserErrorCode.INVALID, ['input', 'toPartnerId']);

      const held = await lockInvitations(manager, meetingId, [fromPartnerId, toPartnerId]);
      const of = (partner: 'fromPartnerId' | 'toPartnerId'): Invitation => {
        const invitation = held.find(({ partnerId }) => partnerId === input[partner]);
        if (!invitation) throw new DomainError(UserErrorCode.NOT_INVITED, ['input', partner]);
        return invitation;
      };
      const [from, to] = [of('fromPartnerId'), of('toPartnerId')];
      await meaning(tooFewOf(from), addSeats(manager, from, -seats));
      await addSeats(manager, to, seats);
      const move = { id, meetingId, fromPartnerId, toPartnerId, seats, reason };
      await manager.insert(SeatMove, { ...move, movedById: viewer.personId as string, movedAt: now });
      const event = { kind: 'seats.moved', subjectId: id, projectId: meeting.projectId, meetingId };
      await tell(manager, this.jobs, viewer, now, event);
    });
  }
}

function ensureAhead({ state }: Meeting): void {
  if (state !== MeetingState.ANNOUNCED && state !== MeetingState.OPEN)
    throw new DomainError(UserErrorCode.WRONG_STATE, ['input', 'meetingId'], { state });
}

/** In one order, so that two who move seats to and fro do not wait for each other. */
const lockInvitations = (
  manager: EntityManager,
  meetingId: string,
  partnerIds: readonly string[],
): Promise<Invitation[]> =>
  manager.find(Invitation, {
    where: { meetingId, partnerId: In(partnerIds) },
    order: { id: 'ASC' },
    lock: { mode: 'for_no_key_update' },
  });

const addSeats = (manager: EntityManager, { id }: Invitation, seats: number): Promise<unknown> =>
  manager
    .createQueryBuilder()
    .update(Invitation)
    .set({ seats: () => 'seats + :seats' })
    .where('id = :id')
    .setParameters({ id, seats })
    .execute();

const tooFewOf = ({ taken }: Invitation) => {
  const tooFew = () => new DomainError(UserErrorCode.TOO_FEW_PLACES, ['input', 'seats'], { taken });
  return { invitation_is_not_overfilled: tooFew, invitation_has_seats: tooFew };
};
