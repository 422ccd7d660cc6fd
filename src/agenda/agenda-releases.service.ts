import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { tell } from '../platform/events/record.js';
import { Conflict, DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaRelease } from './agenda-release.entity.js';
import type { PublishAgendaInput } from './agenda.input.js';

/** Numbered, frozen agendas. */
@Injectable()
export class AgendaReleasesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Freezes the draft as it was looked at. A draft that is published already stays the release that it is. */
  publish(viewer: Viewer, { meetingId, draftVersion }: PublishAgendaInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, meetingId, 'change');
      ensure(canOrganise(viewer, meeting), ['input', 'meetingId']);
      ensureNotClosed(meeting, ['input', 'meetingId']);
      const { projectId, agendaVersion: version } = meeting;
      if (draftVersion !== version)
        throw new Conflict(['input', 'draftVersion'], { version, rowId: meetingId, changeIds: [] });
      if (await manager.existsBy(AgendaRelease, { meetingId, draftVersion })) return meetingId;
      const [id, number, now] = [uuidv7(), meeting.agendaRelease + 1, this.clock.now()];
      const release = { id, meetingId, number, draftVersion, publishedAt: now };
      await manager.insert(AgendaRelease, { ...release, publishedById: viewer.personId as string });
      const lines: unknown[] = await manager.query(
        `insert into agenda_release_line
           (release_id, item_id, parent_id, kind, starts_at, ends_at, starts_at_local, ends_at_local, place,
            speaker_ids, partner_ids)
         select $1, id, parent_id, kind, starts_at, ends_at, starts_at_local, ends_at_local, place,
           speaker_ids, partner_ids
         from agenda_line where edition_id = $2 returning item_id`,
        [id, meetingId],
      );
      if (lines.length === 0) throw new DomainError(UserErrorCode.NOTHING_TO_PUBLISH, ['input', 'meetingId']);
      await manager.update(Meeting, { id: meetingId }, { agendaRelease: number });
      const event = { kind: 'agenda.published', subjectId: id, projectId, meetingId, details: { number } };
      await tell(manager, this.jobs, viewer, now, event);
      return meetingId;
    });
  }
}
