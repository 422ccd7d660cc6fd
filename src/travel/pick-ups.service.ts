import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { canWorkAtDesk } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { TravelLeg } from './travel-leg.entity.js';
import type { ArrangePickUpInput } from './travel-leg.input.js';

/** Who fetches whom. */
@Injectable()
export class PickUpsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * For all of them, or for none. Arranging the same again changes nothing.
   * @throws NOT_FOUND for legs to another meeting; DomainError INVALID where somebody does not want to be fetched
   */
  arrange(viewer: Viewer, { meetingId, legIds, pickUp = null }: ArrangePickUpInput): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      ensure(canWorkAtDesk(viewer, meeting), ['input', 'meetingId']);
      ensureNotClosed(meeting, ['input', 'meetingId']);
      const ids = [...new Set(legIds.map(requireId))];
      // Held in one order, so that two who arrange the same do not wait for each other.
      const legs = await manager.find(TravelLeg, {
        where: { id: In(ids), meetingId },
        order: { id: 'ASC' },
        lock: { mode: 'for_no_key_update' },
      });
      if (legs.length < ids.length) throw notFound();
      if (legs.some(({ wantsPickUp }) => !wantsPickUp))
        throw new DomainError(UserErrorCode.INVALID, ['input', 'legIds']);
      const changed = legs.filter((leg) => leg.pickUp !== pickUp).map(({ id }) => id);
      if (changed.length === 0) return ids;
      await manager.update(TravelLeg, { id: In(changed) }, { pickUp, version: () => 'version + 1' });
      const { projectId } = meeting;
      const event = { kind: 'pickUp.arranged', subjectId: meetingId, projectId, meetingId };
      await record(manager, viewer, this.clock.now(), { ...event, details: { legIds: changed } });
      return ids;
    });
  }
}
