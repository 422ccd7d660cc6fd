import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lockToArrange } from '../meetings/locked-meeting.js';
import { instantAt } from '../meetings/meeting-times.js';
import type { Viewer } from '../platform/access/viewer.js';
import { withText } from '../platform/database/columns.js';
import { ensureVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { once } from '../platform/idempotency/once.js';
import { Clock } from '../platform/time/clock.js';
import { localOf } from '../platform/time/wall-time.js';
import { AgendaItem } from './agenda-item.entity.js';
import { replacePeople } from './agenda-people.js';
import type { AddUnscheduledItemInput } from './agenda.input.js';
import { textField, tooMany, tooMuchText } from './bounds.js';
import { draftChanged, ensureRoom, lockItem, takeOut } from './draft.js';

/**
 * What waits beside the agenda until it gets a time. For the draft it is as if it were removed; it keeps how long it is to
 * last, as a span that means no more than that.
 */
@Injectable()
export class UnscheduledItemsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  add(viewer: Viewer, input: AddUnscheduledItemInput): Promise<string> {
    const now = this.clock.now();
    const creation = { mutation: 'addUnscheduledItem', input };
    return once(this.dataSource, viewer, now, creation, async (manager, id) => {
      const meeting = await lockToArrange(manager, viewer, input.meetingId, ['input', 'meetingId']);
      const { kind, sourceKind, place, roomId, isMandatory, capacity, minutes } = input;
      await ensureRoom(manager, meeting.id, roomId);
      const texts = {
        title: { [viewer.language]: input.title },
        description: withText(null, viewer.language, input.description),
      };
      const what = { kind, sourceKind, place, roomId, isMandatory, capacity, ...texts };
      // Away from the hours in which clocks are changed.
      const startsAtLocal = `${meeting.startsOn}T12:00:00`;
      const startsAt = instantAt(startsAtLocal, meeting.timeZone, 'EARLIER', ['input', 'meetingId']);
      const endsAt = startsAt.plus({ minutes });
      const span = { startsAtLocal, endsAtLocal: localOf(endsAt, meeting.timeZone), startsAt, endsAt };
      const row = { id, meetingId: meeting.id, parentId: null, ...what, ...span };
      const waiting = { ...row, removedAt: now, isWaiting: true };
      const meanings = { ...tooMany(['input', 'meetingId']), ...tooMuchText(textField(input)) };
      await meaning(meanings, manager.insert(AgendaItem, waiting));
      await replacePeople(manager, meeting.projectId, id, input);
      await draftChanged(manager, viewer, now, meeting, { kind: 'agendaItem.added', subjectId: id });
    });
  }

  /**
   * Takes an item off the draft, with its parts, and keeps it for later. What waits already stays.
   * @throws Conflict; DomainError TOO_FEW_PLACES or HAS_ATTENDANCE, as removing does, and TOO_MANY_ITEMS
   */
  unschedule(viewer: Viewer, id: string, expectedVersion?: number | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { item, meeting } = await lockItem(manager, viewer, id, ['id'], { waiting: true });
      if (item.isWaiting) return id;
      await ensureVersion(manager, item, expectedVersion);
      const now = this.clock.now();
      await takeOut(manager, item, { removedAt: now, isWaiting: true });
      await manager.update(AgendaItem, { id }, { parentId: null });
      await draftChanged(manager, viewer, now, meeting, { kind: 'agendaItem.unscheduled', subjectId: id });
      return id;
    });
  }
}
