import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { lockToArrange } from '../../meetings/locked-meeting.js';
import { instantAt, toTheSecond } from '../../meetings/meeting-times.js';
import { Meeting } from '../../meetings/meeting.entity.js';
import { RESCHEDULED } from '../../meetings/meetings.service.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { defined, withText } from '../../platform/database/columns.js';
import { edited, updateVersion } from '../../platform/database/update-version.js';
import { meaning } from '../../platform/database/violations.js';
import { Consequences } from '../../platform/events/consequences.js';
import { record } from '../../platform/events/record.js';
import { notFound, requireId } from '../../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import { once } from '../../platform/idempotency/once.js';
import { Clock } from '../../platform/time/clock.js';
import { localDayOf } from '../../platform/time/wall-time.js';
import { knownPartners, knownSpeakers } from '../agenda-people.js';
import { AgendaRelease } from '../agenda-release.entity.js';
import { type Span, inOtherZone, spanOf, within } from '../agenda-times.js';
import { tooMany } from '../bounds.js';
import { CarriedOutAgenda, CarriedOutItem } from './carried-out.entity.js';
import type { AddCarriedOutItemInput, UpdateCarriedOutItemInput } from './carried-out.input.js';

/** The record of what took place. */
@Injectable()
export class CarriedOutItemsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    consequences: Consequences,
  ) {
    consequences.of(RESCHEDULED, (manager, _viewer, meetingId) => refit(manager, meetingId));
  }

  /**
   * Begins the record as a copy of the newest release. One that was begun stays as it is.
   * @throws DomainError NOT_PUBLISHED without a release, NOT_BEGUN before the first day of the meeting
   */
  begin(viewer: Viewer, meetingId: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockToArrange(manager, viewer, meetingId, ['id']);
      if (await manager.existsBy(CarriedOutAgenda, { meetingId })) return meetingId;
      const release = { meetingId, number: meeting.agendaRelease };
      const newest = await manager.findOneBy(AgendaRelease, release);
      if (!newest) throw new DomainError(UserErrorCode.NOT_PUBLISHED, ['id']);
      const now = this.clock.now();
      if (localDayOf(now, meeting.timeZone) < meeting.startsOn)
        throw new DomainError(UserErrorCode.NOT_BEGUN, ['id'], { day: meeting.startsOn });
      const startedById = viewer.personId as string;
      await manager.insert(CarriedOutAgenda, {
        meetingId,
        releaseId: newest.id,
        startedAt: now,
        startedById,
      });
      await manager.query(
        `insert into carried_out_item (id, meeting_id, item_id, kind, title, description, starts_at, ends_at,
           starts_at_local, ends_at_local, place, planned_place, speaker_ids, partner_ids)
         select gen_random_uuid(), l.meeting_id, l.id, l.kind, l.title, l.description, l.starts_at, l.ends_at,
           l.starts_at_local, l.ends_at_local, w.place, w.place, l.speaker_ids, l.partner_ids
         from agenda_line l left join room r on r.id = l.room_id
         cross join lateral (select nullif(concat_ws(', ', r.name, r.house, l.place), '') as place) w where l.edition_id = $1`,
        [newest.id],
      );
      const details = { release: newest.number };
      await this.changed(manager, viewer, meeting, {
        kind: 'carriedOut.begun',
        subjectId: meetingId,
        details,
      });
      return meetingId;
    });
  }

  /** Adds what nobody planned. */
  add(viewer: Viewer, input: AddCarriedOutItemInput): Promise<string> {
    const creation = { mutation: 'addCarriedOutItem', input };
    return once(this.dataSource, viewer, this.clock.now(), creation, async (manager, id) => {
      const meeting = await lockToArrange(manager, viewer, input.meetingId, ['input', 'meetingId']);
      const { id: meetingId, projectId } = meeting;
      if (!(await manager.existsBy(CarriedOutAgenda, { meetingId })))
        throw new DomainError(UserErrorCode.NOT_BEGUN, ['input', 'meetingId'], { day: meeting.startsOn });
      const { kind, title, description, place, speakerIds, partnerIds } = input;
      const row = {
        id,
        meetingId,
        itemId: null,
        kind,
        title: { [viewer.language]: title },
        description: withText(null, viewer.language, description),
        place,
        ...spanOf(meeting, input),
        speakerIds: await knownSpeakers(manager, projectId, speakerIds ?? []),
        partnerIds: await knownPartners(manager, projectId, partnerIds ?? []),
      };
      await meaning(tooMany(['input', 'meetingId']), manager.insert(CarriedOutItem, row));
      await this.changed(manager, viewer, meeting, { kind: 'carriedOut.added', subjectId: id });
    });
  }

  /** Says how it took place, or that it did not. */
  update(viewer: Viewer, input: UpdateCarriedOutItemInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, title, description, speakerIds, partnerIds, place, kind, tookPlace } = input;
      const { item, meeting } = await this.lockItem(manager, viewer, id, ['input', 'id']);
      const { projectId } = meeting;
      const changes = defined({
        place,
        kind,
        tookPlace,
        title: title === undefined ? undefined : { ...item.title, [viewer.language]: title },
        description:
          description === undefined ? undefined : withText(item.description, viewer.language, description),
        speakerIds: speakerIds ? await knownSpeakers(manager, projectId, speakerIds) : undefined,
        partnerIds: partnerIds ? await knownPartners(manager, projectId, partnerIds) : undefined,
        ...timesOf(meeting, item, input),
      });
      const edit = { viewer, at: this.clock.now(), input };
      if (!(await updateVersion(manager, edit, CarriedOutItem, changes))) return id;
      const event = { kind: 'carriedOut.updated', subjectId: id, details: edited(input) };
      await this.changed(manager, viewer, meeting, event);
      return id;
    });
  }

  /** Removes what nobody planned and was added by mistake. Removing a removed one is NOT_FOUND. */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const { item, meeting } = await this.lockItem(manager, viewer, id, ['id']);
      if (item.itemId) throw new DomainError(UserErrorCode.PLANNED, ['id']);
      await manager.delete(CarriedOutItem, { id });
      await this.changed(manager, viewer, meeting, { kind: 'carriedOut.removed', subjectId: id });
    });
  }

  private async lockItem(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    field: readonly string[],
  ): Promise<{ item: CarriedOutItem; meeting: Meeting }> {
    const found = await manager.findOneBy(CarriedOutItem, { id: requireId(id) });
    if (!found) throw notFound();
    const meeting = await lockToArrange(manager, viewer, found.meetingId, field);
    const item = await manager.findOneBy(CarriedOutItem, { id });
    if (!item) throw notFound();
    return { item, meeting };
  }

  private changed(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId }: Meeting,
    what: { readonly kind: string; readonly subjectId: string; readonly details?: object },
  ): Promise<unknown> {
    return record(manager, viewer, this.clock.now(), { ...what, projectId, meetingId });
  }
}

/**
 * Where one end is left out, the other one stays at its instant, also in the hour that a clock shows twice.
 * @throws DomainError NONEXISTENT_TIME, AMBIGUOUS_TIME, END_BEFORE_START or OUTSIDE_MEETING, with the path of the time
 */
function timesOf(meeting: Meeting, item: CarriedOutItem, input: UpdateCarriedOutItemInput): Partial<Span> {
  const { startsAtLocal, endsAtLocal, occurrence } = input;
  const at = (local: string, name: string, which = occurrence): DateTime =>
    instantAt(local, meeting.timeZone, which, ['input', name]);
  const given: Partial<Span> = {
    ...(startsAtLocal !== undefined && {
      startsAt: at(startsAtLocal, 'startsAtLocal'),
      startsAtLocal: toTheSecond(startsAtLocal),
    }),
    ...(endsAtLocal !== undefined && {
      endsAt: at(endsAtLocal, 'endsAtLocal', input.endOccurrence ?? occurrence),
      endsAtLocal: toTheSecond(endsAtLocal),
    }),
  };
  if (Object.keys(given).length > 0) within(meeting, { ...item, ...given });
  return given;
}

/** After a change of the meeting's zone the record keeps its wall times. */
async function refit(manager: EntityManager, meetingId: string): Promise<void> {
  const { timeZone } = await manager.findOneByOrFail(Meeting, { id: meetingId });
  for (const item of await manager.findBy(CarriedOutItem, { meetingId })) {
    const { startsAt, endsAt } = inOtherZone(item, timeZone);
    if (+startsAt !== +item.startsAt || +endsAt !== +item.endsAt)
      await manager.update(CarriedOutItem, { id: item.id }, { startsAt, endsAt });
  }
}
