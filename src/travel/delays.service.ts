import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ensureNotClosed } from '../meetings/locked-meeting.js';
import { instantAt, toTheSecond } from '../meetings/meeting-times.js';
import { canWorkAtDesk } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { tell } from '../platform/events/record.js';
import { ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { canAnswerFor } from '../registrations/registration.policy.js';
import { lockTravel } from './held-travel.js';
import { ensureAfter } from './leg-times.js';
import { TravelLeg, dueAt } from './travel-leg.entity.js';
import type { ReportDelayInput } from './travel-leg.input.js';
import { LEG, meaningOfStay } from './travel-legs.service.js';

/** Legs that arrive at another time than planned. */
@Injectable()
export class DelaysService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * The planned time stays; boards and conflicts go by the expected one. The planned time takes a delay back. Reporting
   * the same again changes nothing.
   */
  report(
    viewer: Viewer,
    { legId, expectedAtLocal, occurrence, note = null }: ReportDelayInput,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const path = ['input', 'legId'];
      const { row: leg, registration, meeting } = await lockTravel(manager, viewer, LEG, legId);
      ensure(canAnswerFor(viewer, registration, meeting) || canWorkAtDesk(viewer, meeting), path);
      ensureNotClosed(meeting, path);
      const at = instantAt(expectedAtLocal, leg.toTimeZone, occurrence, ['input', 'expectedAtLocal']);
      ensureAfter(leg.departsAt, at, 'expectedAtLocal');
      const delay =
        at.toMillis() === leg.arrivesAt.toMillis()
          ? { expectedAt: null, expectedAtLocal: null, delayNote: null }
          : { expectedAt: at, expectedAtLocal: toTheSecond(expectedAtLocal), delayNote: note };
      if (delay.expectedAt?.toMillis() === leg.expectedAt?.toMillis() && delay.delayNote === leg.delayNote)
        return legId;
      const version = leg.version + 1;
      const changes = { ...delay, dueAt: dueAt({ ...leg, ...delay }), version };
      const update = manager.update(TravelLeg, { id: legId }, changes);
      await meaning(meaningOfStay('expectedAtLocal'), update);
      const { id: meetingId, projectId } = meeting;
      const details = { version, registrationId: registration.id };
      const event = { kind: 'travelLeg.delayed', subjectId: legId, projectId, meetingId, details };
      await tell(manager, this.jobs, viewer, this.clock.now(), event);
      return legId;
    });
  }
}
