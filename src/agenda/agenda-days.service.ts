import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull, LessThanOrEqual, MoreThanOrEqual, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { lockToArrange } from '../meetings/locked-meeting.js';
import { soonestAt, toTheSecond } from '../meetings/meeting-times.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaItem } from './agenda-item.entity.js';
import { copyPeople } from './agenda-people.js';
import { between, inZone, movedAlong, shiftedSpan, spanAt } from './agenda-times.js';
import type {
  DraftChangeInput,
  DuplicateAgendaDayInput,
  ShiftAgendaInput,
  SwapAgendaItemsInput,
} from './agenda.input.js';
import { tooMany } from './bounds.js';
import { type Placing, advanceDraft, doesNotFit, insertLines, partsOf, putLines, whatItIs } from './draft.js';

/** Changes of many lines of a draft in one step, by whoever looked at the whole of it. */
@Injectable()
export class AgendaDaysService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The rest of a day is so many minutes later, or earlier: every start from that time on, and every end after it. What is
   * under way then lasts longer, or shorter.
   */
  shift(viewer: Viewer, input: ShiftAgendaInput): Promise<string> {
    return this.change(viewer, input, 'agenda.shifted', async (manager, meeting) => {
      const { fromLocal, minutes } = input;
      const [day, shown] = [fromLocal.slice(0, 10), toTheSecond(fromLocal)];
      const from = soonestAt(fromLocal, meeting.timeZone, ['input', 'fromLocal']);
      const field = ['input', 'minutes'];
      const moved = (await linesOf(manager, meeting, day, { loose: true }))
        .filter(({ endsAt, endsAtLocal }) => endsAt > from || endsAtLocal > shown)
        .map((line) => {
          const { id, place, roomId, parentId, startsAt, startsAtLocal, endsAt } = line;
          // Of a time that is skipped the wall tells what begins after it.
          const isLater = startsAt >= from || startsAtLocal >= shown;
          const start = isLater ? startsAt.plus({ minutes }) : startsAt;
          return { id, place, roomId, parentId, ...between(start, endsAt.plus({ minutes }), meeting, field) };
        });
      await meaning(meaningsAt(field), putLines(manager, moved));
      return { from: shown, minutes };
    });
  }

  /**
   * Two items change places: room, time, and what they are part of, each as long as before. They change their starts; where
   * one is the next after the other on its day, the earlier one ends when the later one did, so that what follows them
   * stays as it is.
   * Their parts move along, also into the other room where they were in that of what they are part of.
   */
  swap(viewer: Viewer, input: SwapAgendaItemsInput): Promise<string> {
    return this.change(viewer, input, 'agenda.swapped', async (manager, meeting) => {
      const field = ['input', 'secondId'];
      const ids = [requireId(input.firstId), requireId(input.secondId)];
      const found = await manager.findBy(AgendaItem, {
        id: In(ids),
        meetingId: meeting.id,
        removedAt: IsNull(),
      });
      const [one, other] = found.toSorted((a, b) => a.startsAt.diff(b.startsAt).toMillis());
      if (!one || !other) throw notFound();
      if (one.parentId === other.id || other.parentId === one.id)
        throw new DomainError(UserErrorCode.OUTSIDE_PARENT, field);
      const isNext = await isNextOnItsDay(manager, one, other);
      const start = isNext ? other.endsAt.minus(one.endsAt.diff(one.startsAt)) : other.startsAt;
      const at = (from: AgendaItem['startsAt'], line: AgendaItem) => spanAt(from, line, meeting, field);
      const { place, roomId, parentId } = one;
      const there = { place: other.place, roomId: other.roomId, parentId: other.parentId };
      const wholes = [
        { id: one.id, ...there, ...at(start, one) },
        { id: other.id, place, roomId, parentId, ...at(one.startsAt, other) },
      ] as const;
      const changed: Placing[] = [...wholes];
      for (const [item, whole, to] of [
        [one, wholes[0], other],
        [other, wholes[1], one],
      ] as const)
        for (const part of await partsOf(manager, item)) {
          const movedRoomId = part.roomId && part.roomId === item.roomId ? to.roomId : part.roomId;
          const times = movedAlong(part, { was: item, is: whole }, meeting, field);
          changed.push({ ...part, roomId: movedRoomId, ...times });
        }
      await meaning(meaningsAt(field), putLines(manager, changed));
      return { itemIds: ids };
    });
  }

  /** Puts all that one day has into another one as well, as new items: with who speaks and answers, without sign-ups. */
  duplicate(viewer: Viewer, input: DuplicateAgendaDayInput): Promise<string> {
    return this.change(viewer, input, 'agenda.dayDuplicated', async (manager, meeting) => {
      const { day, toDay } = input;
      const field = ['input', 'toDay'];
      if (day === toDay) throw new DomainError(UserErrorCode.INVALID, field);
      const lines = await linesOf(manager, meeting, day, { loose: false });
      const ids = new Map(lines.map(({ id }) => [id, uuidv7()]));
      const copies = lines.map((line) => {
        const span = inZone(shiftedSpan(line, day, toDay, meeting.timeZone), meeting, field);
        const { place, roomId } = line;
        const parentId = line.parentId && (ids.get(line.parentId) ?? null);
        const id = ids.get(line.id) as string;
        return { ...whatItIs(line), meetingId: meeting.id, place, roomId, ...span, parentId, id };
      });
      await meaning(meaningsAt(field), insertLines(manager, copies));
      await copyPeople(manager, ids);
      return { day, toDay };
    });
  }

  /** @param work does it, and returns what the event says of it */
  private change(
    viewer: Viewer,
    input: DraftChangeInput,
    kind: string,
    work: (manager: EntityManager, meeting: Meeting) => Promise<object>,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockToArrange(manager, viewer, input.meetingId, ['input', 'meetingId']);
      const { id: meetingId, projectId } = meeting;
      const at = this.clock.now();
      if (!(await advanceDraft(manager, { viewer, at, input }, meeting))) return meetingId;
      const details = await work(manager, meeting);
      await record(manager, viewer, at, { kind, subjectId: meetingId, projectId, meetingId, details });
      return meetingId;
    });
  }
}

/**
 * What of the draft begins on a day, and what is part of that, also after midnight. Parts of what began earlier are among it
 * where `loose` says so.
 */
async function linesOf(
  manager: EntityManager,
  { id: meetingId }: Meeting,
  day: string,
  { loose }: { readonly loose: boolean },
): Promise<AgendaItem[]> {
  const all = await manager.findBy(AgendaItem, { meetingId, removedAt: IsNull() });
  const isOfDay = ({ startsAtLocal }: AgendaItem): boolean => startsAtLocal.startsWith(`${day}T`);
  const wholes = new Set(all.filter((line) => line.parentId === null && isOfDay(line)).map(({ id }) => id));
  return all.filter((line) => wholes.has(line.parentId ?? line.id) || (loose && isOfDay(line)));
}

/** Whether the other one comes later that day, and no line lies between them. */
async function isNextOnItsDay(manager: EntityManager, one: AgendaItem, other: AgendaItem): Promise<boolean> {
  const { meetingId, endsAt } = one;
  const { startsAt } = other;
  if (endsAt > startsAt || one.startsAtLocal.slice(0, 10) !== other.startsAtLocal.slice(0, 10)) return false;
  const parentId = one.parentId === other.parentId && one.parentId ? one.parentId : IsNull();
  const between = { startsAt: MoreThanOrEqual(endsAt), endsAt: LessThanOrEqual(startsAt) };
  const id = Not(In([one.id, other.id]));
  return !(await manager.existsBy(AgendaItem, { id, meetingId, parentId, removedAt: IsNull(), ...between }));
}

/** Of constraints that only the database can tell. */
const meaningsAt = (field: readonly string[]) => ({
  agenda_item_has_attendance: () => new DomainError(UserErrorCode.HAS_ATTENDANCE, field),
  ...doesNotFit(field),
  ...tooMany(field),
});
