import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { lockToArrange } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { roomIsTaken } from '../meetings/rooms.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences, Occasion } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { Conflict, DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaRelease } from './agenda-release.entity.js';
import type { PublishAgendaInput, RepublishAgendaInput } from './agenda.input.js';
import { tooMany } from './bounds.js';
import { changingRooms } from './draft.js';
import { bringBack, differ, liesOutside } from './old-release.js';

/** A meeting has a new release, by which its times are others. */
export const PUBLISHED = new Occasion('agenda.published');

/** Numbered, frozen agendas. */
@Injectable()
export class AgendaReleasesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly consequences: Consequences,
  ) {}

  /** Freezes the draft as it was looked at. A draft that is published already, in the zone in which the
   * meeting is, stays the release that it is. */
  publish(viewer: Viewer, { meetingId, draftVersion }: PublishAgendaInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockToArrange(manager, viewer, meetingId, ['input', 'meetingId']);
      const { agendaVersion: version, agendaRelease: number } = meeting;
      if (draftVersion !== version)
        throw new Conflict(['input', 'draftVersion'], { version, rowId: meetingId, changeIds: [] });
      const { timeZone } = meeting;
      const sameDraft = { meetingId, number, draftVersion };
      const published = [
        { ...sameDraft, timeZone },
        { ...sameDraft, assumedTimeZone: timeZone },
      ];
      if (await manager.existsBy(AgendaRelease, published)) return meetingId;
      const lines = await this.freeze(manager, viewer, meeting, { editionId: meetingId, draftVersion });
      if (lines === 0) throw new DomainError(UserErrorCode.NOTHING_TO_PUBLISH, ['input', 'meetingId']);
      return meetingId;
    });
  }

  /**
   * Makes a new release of what an old one has; the old one stays. The draft stays too, but what was taken out of it since
   * comes back into it: people take part in it again. Where the newest release is the same already, nothing is done.
   */
  republish(viewer: Viewer, { meetingId, release: number }: RepublishAgendaInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockToArrange(manager, viewer, meetingId, ['input', 'meetingId']);
      const field = ['input', 'release'];
      const old = await manager.findOneBy(AgendaRelease, { meetingId, number });
      if (!old) throw new DomainError(UserErrorCode.INVALID, field);
      const { agendaRelease, startsOn, endsOn } = meeting;
      const { id: newestId } = await manager.findOneByOrFail(AgendaRelease, {
        meetingId,
        number: agendaRelease,
      });
      if (!(await differ(manager, newestId, old.id))) return meetingId;
      if (await liesOutside(manager, old.id, meeting))
        throw new DomainError(UserErrorCode.OUTSIDE_MEETING, field, { startsOn, endsOn });
      const back = changingRooms(manager, () => bringBack(manager, old.id));
      if (await meaning({ ...roomIsTaken(field), ...tooMany(field) }, back))
        await manager.increment(Meeting, { id: meetingId }, 'agendaVersion', 1);
      await this.freeze(manager, viewer, meeting, { editionId: old.id, draftVersion: old.draftVersion });
      return meetingId;
    });
  }

  /** @returns how many lines the new release has */
  private async freeze(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId, agendaRelease, timeZone }: Meeting,
    { editionId, draftVersion }: { editionId: string; draftVersion: number },
  ): Promise<number> {
    const [id, number, now] = [uuidv7(), agendaRelease + 1, this.clock.now()];
    const release = { id, meetingId, number, draftVersion, publishedAt: now, timeZone };
    await manager.insert(AgendaRelease, { ...release, publishedById: viewer.personId as string });
    const lines: unknown[] = await manager.query(
      `insert into agenda_release_line
         (release_id, item_id, parent_id, kind, starts_at, ends_at, starts_at_local, ends_at_local, place,
          room_id, speaker_ids, partner_ids, is_mandatory, end_is_inferred)
       select $1, id, parent_id, kind, starts_at, ends_at, starts_at_local, ends_at_local, place,
         room_id, speaker_ids, partner_ids, is_mandatory, end_is_inferred
       from agenda_line where edition_id = $2 returning item_id`,
      [id, editionId],
    );
    await manager.update(Meeting, { id: meetingId }, { agendaRelease: number });
    await this.consequences.follow(manager, viewer, PUBLISHED, meetingId);
    const event = { kind: 'agenda.published', subjectId: id, projectId, meetingId, details: { number } };
    await tell(manager, this.jobs, viewer, now, event);
    return lines.length;
  }
}
