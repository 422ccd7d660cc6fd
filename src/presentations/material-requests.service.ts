import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { RESCHEDULED } from '../meetings/meetings.service.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import { instantAt, toTheSecond } from '../meetings/meeting-times.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Consequences } from '../platform/events/consequences.js';
import { record, tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { localOf } from '../platform/time/wall-time.js';
import { Partner, PartnerRole } from '../projects/partner.entity.js';
import { requestInUse } from './locked-request.js';
import { MaterialRequest } from './material-request.entity.js';
import type { RequestMaterialInput } from './presentation.input.js';

/** What partners owe for a meeting. */
@Injectable()
export class MaterialRequestsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    consequences: Consequences,
  ) {
    consequences.of(RESCHEDULED, (manager, _viewer, meetingId) => refit(manager, meetingId));
  }

  /**
   * Asks each of the partners once for this kind of thing; who was asked already keeps what he was asked.
   * @returns the requests of all these partners, new or not
   */
  request(viewer: Viewer, input: RequestMaterialInput): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const { kind, dueAtLocal, occurrence } = input;
      const meeting = await lockMeeting(manager, viewer, input.meetingId, 'use');
      ensure(canOrganise(viewer, meeting), ['input', 'meetingId']);
      ensureNotClosed(meeting, ['input', 'meetingId']);
      const { id: meetingId, projectId, timeZone } = meeting;
      const dueAt = instantAt(dueAtLocal, timeZone, occurrence, ['input', 'dueAtLocal']);
      const partnerIds = await partnersAsked(manager, projectId, input.partnerIds);
      const agendaItemId = await itemOf(manager, meetingId, input.agendaItemId, partnerIds.length);
      const requestedAt = this.clock.now();
      const due = { dueAt, dueAtLocal: toTheSecond(dueAtLocal) };
      const common = { projectId, meetingId, agendaItemId, kind, ...due, requestedAt };
      const title = { [viewer.language]: input.title };
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(MaterialRequest)
        .values(partnerIds.map((partnerId) => ({ id: uuidv7(), partnerId, title, ...common })))
        .orIgnore()
        .returning('id')
        .execute();
      const requestIds = (inserted.raw as { id: string }[]).map(({ id }) => id);
      if (requestIds.length > 0) {
        const event = { kind: 'material.requested', subjectId: meetingId, projectId, meetingId };
        await tell(manager, this.jobs, viewer, requestedAt, { ...event, details: { requestIds } });
      }
      const all = await manager.findBy(MaterialRequest, { meetingId, kind, partnerId: In(partnerIds) });
      return all.map(({ id }) => id);
    });
  }

  /** The organisers have what they need. Accepting it again changes nothing. */
  accept(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { request, meeting } = await requestInUse(manager, viewer, id);
      ensure(canOrganise(viewer, meeting), ['id']);
      ensureNotClosed(meeting, ['id']);
      const now = this.clock.now();
      const accepted = await manager
        .createQueryBuilder()
        .update(MaterialRequest)
        .set({ acceptedAt: now, version: () => 'version + 1' })
        .where('id = :id and accepted_at is null', { id })
        .andWhere('exists (select from presentation p where p.request_id = :id and p.number = 1)')
        .execute();
      if (accepted.affected === 1) {
        const { projectId, meetingId } = request;
        await record(manager, viewer, now, {
          kind: 'material.accepted',
          subjectId: id,
          projectId,
          meetingId,
        });
      } else if (!(await manager.existsBy(MaterialRequest, { id, acceptedAt: Not(IsNull()) }))) {
        throw new DomainError(UserErrorCode.MATERIAL_MISSING, ['id']);
      }
      return id;
    });
  }
}

/** @throws DomainError INVALID for partners of other projects */
async function partnersAsked(
  manager: EntityManager,
  projectId: string,
  named: readonly string[] | null | undefined,
): Promise<string[]> {
  const asked = named && [...new Set(named.map(requireId))];
  const which = asked ? { id: In(asked) } : { role: In([PartnerRole.LEAD, PartnerRole.PARTNER]) };
  const found = await manager.findBy(Partner, { projectId, ...which });
  if (asked && found.length !== asked.length)
    throw new DomainError(UserErrorCode.INVALID, ['input', 'partnerIds']);
  return found.map(({ id }) => id);
}

/** @throws NOT_FOUND for an item of another meeting; DomainError INVALID when several partners would share it */
async function itemOf(
  manager: EntityManager,
  meetingId: string,
  id: string | null | undefined,
  partners: number,
): Promise<string | null> {
  if (!id) return null;
  if (partners !== 1) throw new DomainError(UserErrorCode.INVALID, ['input', 'agendaItemId']);
  const item = { id: requireId(id), meetingId, removedAt: IsNull() };
  if (!(await manager.existsBy(AgendaItem, item))) throw notFound();
  return id;
}

/** After a change of the meeting's zone deadlines keep their wall time; of one that comes twice the earlier counts. */
async function refit(manager: EntityManager, meetingId: string): Promise<void> {
  const { timeZone } = await manager.findOneByOrFail(Meeting, { id: meetingId });
  for (const { id, dueAt, dueAtLocal } of await manager.findBy(MaterialRequest, { meetingId })) {
    if (localOf(dueAt, timeZone) === dueAtLocal) continue;
    const derived = instantAt(dueAtLocal, timeZone, 'EARLIER', ['input', 'timeZone']);
    await manager.update(MaterialRequest, { id }, { dueAt: derived });
  }
}
