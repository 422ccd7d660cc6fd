import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import { type Viewer, anonymous } from '../platform/access/viewer.js';
import { tell } from '../platform/events/record.js';
import { ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { REMINDABLE } from './presentation.policy.js';

const AT_MOST_EVERY = { hours: 24 };

interface Reminded {
  readonly id: string;
  readonly project_id: string;
  readonly meeting_id: string;
}

/** Reminds partners of what they still owe; whose material is there hears nothing. */
@Injectable()
export class MaterialReminders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** @returns the requests whose partners were reminded now; not those reminded in the last 24 hours */
  remind(viewer: Viewer, meetingId: string): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      ensure(canOrganise(viewer, meeting), ['meetingId']);
      ensureNotClosed(meeting, ['meetingId']);
      return this.remindThose(manager, viewer, 'r.meeting_id = $4', [meetingId]);
    });
  }

  /** Of these requests, because a rule of the meeting says so; @returns as `remind` */
  remindOf(manager: EntityManager, requestIds: readonly string[]): Promise<string[]> {
    return this.remindThose(manager, anonymous('en'), 'r.id = any($4::uuid[])', [requestIds]);
  }

  /** @param which condition on `material_request r`, with its values from $4 on */
  private async remindThose(
    manager: EntityManager,
    viewer: Viewer,
    which: string,
    values: readonly unknown[],
  ): Promise<string[]> {
    const now = this.clock.now();
    const [reminded] = await manager.query<[Reminded[], number]>(
      `update material_request r set reminded_at = $1, version = r.version + 1
       from meeting m
       where m.id = r.meeting_id and m.state = any($3) and (${which}) and r.accepted_at is null
         and (r.reminded_at is null or r.reminded_at <= $2)
         and not exists (select from presentation p where p.request_id = r.id and p.number = 1)
       returning r.id, r.project_id, r.meeting_id`,
      [now.toISO(), now.minus(AT_MOST_EVERY).toISO(), REMINDABLE, ...values],
    );
    for (const { id, project_id: projectId, meeting_id: meetingId } of reminded) {
      const event = { kind: 'material.reminded', subjectId: id, projectId, meetingId };
      await tell(manager, this.jobs, viewer, now, event);
    }
    return reminded.map(({ id }) => id);
  }
}
