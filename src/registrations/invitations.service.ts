import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { lockMeeting } from '../meetings/locked-meeting.js';
import { type Meeting, MeetingState } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record, tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { canLead } from '../projects/project.policy.js';
import { visiblePartner } from '../projects/projects.service.js';
import { Invitation } from './invitation.entity.js';
import type { InvitePartnerInput } from './registration.input.js';

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
    { id: meetingId, projectId, state }: Meeting,
    { partnerId, seats }: Omit<InvitePartnerInput, 'meetingId'>,
  ): Promise<string> {
    if (state !== MeetingState.ANNOUNCED && state !== MeetingState.OPEN)
      throw new DomainError(UserErrorCode.WRONG_STATE, ['input', 'meetingId'], { state });
    const partner = await visiblePartner(manager, viewer, partnerId);
    if (partner.projectId !== projectId) throw new DomainError(UserErrorCode.INVALID, ['input', 'partnerId']);

    const existing = await manager.findOneBy(Invitation, { meetingId, partnerId });
    if (existing?.seats === seats) return existing.id;
    const [id, now] = [existing?.id ?? uuidv7(), this.clock.now()];
    const event = { subjectId: id, projectId, meetingId, details: { seats } };
    if (existing) {
      const tooFew = () =>
        new DomainError(UserErrorCode.TOO_FEW_PLACES, ['input', 'seats'], { taken: existing.taken });
      const update = manager.update(Invitation, { id }, { seats });
      await meaning({ invitation_is_not_overfilled: tooFew }, update);
      await record(manager, viewer, now, { kind: 'invitation.changed', ...event });
      return id;
    }
    const duplicate = () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'partnerId']);
    const insert = manager.insert(Invitation, { id, meetingId, partnerId, seats, invitedAt: now });
    await meaning({ invitation_once: duplicate }, insert);
    await tell(manager, this.jobs, viewer, now, { kind: 'partner.invited', ...event });
    return id;
  }
}
