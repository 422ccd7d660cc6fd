import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan, MoreThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { ensurePublished } from '../agenda/published-item.js';
import { ensureDeskIsOpen } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { RESCHEDULED } from '../meetings/meetings.service.js';
import { canWorkAtDesk } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Consequences } from '../platform/events/consequences.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { isDecided, stateOfYes } from '../registrations/approval/approval.js';
import { type HeldRegistration, lockRegistration } from '../registrations/locked-registration.js';
import { Registration, RegistrationState, isExpected } from '../registrations/registration.entity.js';
import { AttendanceDirection, AttendanceMethod, AttendanceRecord } from './attendance-record.entity.js';
import type { AttendanceInput, CorrectAttendanceInput } from './attendance.input.js';

const { IN, OUT } = AttendanceDirection;

/** A signature is more than what the desk saw, and that is more than what somebody says of himself. */
const EVIDENCE: Readonly<Record<AttendanceMethod, number>> = { SELF: 1, DESK: 2, SHEET: 3 };

/** Who was there, as it is recorded at the desk or by the person. */
@Injectable()
export class AttendanceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    consequences: Consequences,
  ) {
    consequences.of(RESCHEDULED, (manager, _viewer, id) => ensureDaysKept(manager, id));
  }

  /**
   * Whoever is in already stays in, unless it is known by better evidence now. Who was asked and has not answered has said
   * yes by coming, and whom the desk lets in is approved.
   */
  checkIn(viewer: Viewer, input: AttendanceInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registration, meeting } = await this.lock(manager, viewer, input.registrationId, canRecord);
      const where = await this.whereOf(manager, viewer, meeting, input);
      const last = await lastRecord(manager, registration.id, where);
      if (last?.direction === IN && EVIDENCE[last.method] >= EVIDENCE[where.method]) return last.id;
      await this.confirm(manager, viewer, { registration, meeting });
      return this.insert(manager, viewer, meeting, {
        ...where,
        registrationId: registration.id,
        direction: IN,
      });
    });
  }

  /** Whoever is out already stays out; nobody goes who has not come. */
  checkOut(viewer: Viewer, input: AttendanceInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registration, meeting } = await this.lock(manager, viewer, input.registrationId, canRecord);
      const where = await this.whereOf(manager, viewer, meeting, input);
      const last = await lastRecord(manager, registration.id, where);
      if (!last) throw new DomainError(UserErrorCode.NOT_CHECKED_IN, ['input', 'registrationId']);
      if (last.direction === OUT) return last.id;
      return this.insert(manager, viewer, meeting, {
        ...where,
        registrationId: registration.id,
        direction: OUT,
      });
    });
  }

  /** Makes a record void by another one, which says why. Correcting it again changes nothing. */
  correct(viewer: Viewer, { id, reason }: CorrectAttendanceInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const wrong = await manager.findOneBy(AttendanceRecord, { id: requireId(id) });
      if (!wrong) throw notFound();
      const { meeting } = await this.lock(manager, viewer, wrong.registrationId, canCorrect, 'id');
      if (wrong.correctsId) throw new DomainError(UserErrorCode.INVALID, ['input', 'id']);
      const done = await manager.findOneBy(AttendanceRecord, { correctsId: id });
      if (done) return done.id;
      const { registrationId, day, itemId, direction, mode, method } = wrong;
      const voids = { registrationId, day, itemId, direction, mode, method, correctsId: id, reason };
      return this.insert(manager, viewer, meeting, voids);
    });
  }

  /** Held for a record, so that of two desks the second finds what the first has written. */
  private async lock(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    may: (viewer: Viewer, held: HeldRegistration) => boolean,
    field = 'registrationId',
  ): Promise<HeldRegistration> {
    const held = await lockRegistration(manager, viewer, id);
    ensure(may(viewer, held), ['input', field]);
    ensureDeskIsOpen(held.meeting, ['input', field]);
    return held;
  }

  /** @throws DomainError NOT_COMING, AWAITS_APPROVAL */
  private async confirm(
    manager: EntityManager,
    viewer: Viewer,
    { registration, meeting }: HeldRegistration,
  ): Promise<void> {
    const { id, state } = registration;
    if (state === RegistrationState.CONFIRMED) return;
    const path = ['input', 'registrationId'];
    if (!isExpected(registration)) throw new DomainError(UserErrorCode.NOT_COMING, path);
    const isOrganiser = canWorkAtDesk(viewer, meeting);
    const yes = { isOrganiser, isDecided: await isDecided(manager, meeting), at: this.clock.now() };
    const come = stateOfYes(yes, registration, path);
    if (come.state !== RegistrationState.CONFIRMED)
      throw new DomainError(UserErrorCode.AWAITS_APPROVAL, path);
    const changes = { ...come, version: () => 'version + 1' };
    await manager.createQueryBuilder().update(Registration).set(changes).where('id = :id', { id }).execute();
  }

  /** On which day, to which item, and how it is known. A delegate speaks for himself, and of today only. */
  private async whereOf(
    manager: EntityManager,
    viewer: Viewer,
    meeting: Meeting,
    { day: asked, agendaItemId, mode, method: given }: AttendanceInput,
  ): Promise<Pick<AttendanceRecord, 'day' | 'itemId' | 'mode' | 'method'>> {
    const isDesk = canWorkAtDesk(viewer, meeting);
    const method = given ?? (isDesk ? AttendanceMethod.DESK : AttendanceMethod.SELF);
    ensure(isDesk || method === AttendanceMethod.SELF, ['input', 'method']);
    const today = localDayOf(this.clock.now(), meeting.timeZone);
    const item = agendaItemId ? await itemOf(manager, viewer, meeting, agendaItemId) : null;
    const day = item ? item.startsAtLocal.slice(0, 10) : (asked ?? today);
    const { startsOn, endsOn } = meeting;
    if (day < startsOn || day > endsOn || (item && asked && asked !== day))
      throw new DomainError(UserErrorCode.OUTSIDE_MEETING, ['input', 'day'], { startsOn, endsOn });
    if (!isDesk && day !== today) throw new DomainError(UserErrorCode.NOT_TODAY, ['input', 'day'], { day });
    return { day, itemId: item?.id ?? null, mode, method };
  }

  private async insert(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId }: Meeting,
    row: Omit<
      AttendanceRecord,
      'id' | 'meetingId' | 'recordedAt' | 'recordedById' | 'correctsId' | 'reason'
    > &
      Partial<AttendanceRecord>,
  ): Promise<string> {
    const [id, now] = [uuidv7(), this.clock.now()];
    const recorded = { recordedAt: now, recordedById: viewer.personId as string };
    await manager.insert(AttendanceRecord, { id, meetingId, ...row, ...recorded });
    const verb = row.correctsId ? 'corrected' : row.direction === IN ? 'checkedIn' : 'checkedOut';
    const event = { kind: `attendance.${verb}`, subjectId: id, projectId, meetingId };
    await record(manager, viewer, now, event);
    return id;
  }
}

/** The desk, and everybody of himself. */
const canRecord = (viewer: Viewer, { registration, meeting }: HeldRegistration): boolean =>
  canWorkAtDesk(viewer, meeting) || viewer.personId === registration.personId;

const canCorrect = (viewer: Viewer, { meeting }: HeldRegistration): boolean => canWorkAtDesk(viewer, meeting);

async function itemOf(
  manager: EntityManager,
  viewer: Viewer,
  meeting: Meeting,
  id: string,
): Promise<AgendaItem> {
  const item = await manager.findOneBy(AgendaItem, { id: requireId(id), meetingId: meeting.id });
  if (!item) throw notFound();
  await ensurePublished(manager, viewer, meeting, item, ['input', 'agendaItemId']);
  return item;
}

/** The newest record that still holds. */
const lastRecord = (
  manager: EntityManager,
  registrationId: string,
  { day, itemId }: Pick<AttendanceRecord, 'day' | 'itemId'>,
): Promise<AttendanceRecord | null> =>
  manager
    .createQueryBuilder(AttendanceRecord, 'a')
    .where('a.registrationId = :registrationId and a.day = :day', { registrationId, day })
    .andWhere('a.itemId is not distinct from cast(:itemId as uuid) and a.correctsId is null', { itemId })
    .andWhere('not exists (select from attendance_record c where c.corrects_id = a.id)')
    .orderBy('a.id', 'DESC')
    .limit(1)
    .getOne();

/** @throws DomainError HAS_ATTENDANCE when people were there on a day that the meeting no longer has */
async function ensureDaysKept(manager: EntityManager, meetingId: string): Promise<void> {
  const { startsOn, endsOn } = await manager.findOneByOrFail(Meeting, { id: meetingId });
  const where = [LessThan(startsOn), MoreThan(endsOn)].map((day) => ({ meetingId, day }));
  const found = await manager.findOne(AttendanceRecord, {
    where,
    order: { day: 'ASC' },
    select: { id: true, day: true },
  });
  if (!found) return;
  const field = found.day < startsOn ? 'startsOn' : 'endsOn';
  throw new DomainError(UserErrorCode.HAS_ATTENDANCE, ['input', field]);
}
