import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { shiftedDay } from '../agenda/agenda-times.js';
import { tooMany } from '../agenda/bounds.js';
import { doesNotFit } from '../agenda/draft.js';
import { lockMeeting } from '../meetings/locked-meeting.js';
import { Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { tooManyRooms } from '../meetings/rooms.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Partner, PartnerRole } from '../projects/partner.entity.js';
import { canLead } from '../projects/project.policy.js';
import { visibleProject } from '../projects/projects.service.js';
import type { CloneMeetingInput, CloneMeetingsInput } from './clone.input.js';
import { type Likeness, copyAgenda, copyRooms } from './copied-agenda.js';
import { copyRequests } from './copied-requests.js';

/** What of a meeting is not as in the one that it is like. */
type Changes = Pick<Meeting, 'projectId' | 'number' | 'slug' | 'startsOn' | 'hostPartnerId'> &
  Partial<Pick<Meeting, 'place' | 'countryCode' | 'timeZone'>>;

interface Wanted {
  readonly source: Meeting;
  readonly changes: Changes;
  /** Where the input says what it is to be like. */
  readonly field: readonly string[];
}

/** Meetings like others: their agenda, rooms and deadlines, as far on the clock from the first day as there. */
@Injectable()
export class ClonesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly meetings: MeetingsService,
  ) {}

  cloneMeeting(viewer: Viewer, input: CloneMeetingInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = uuidv7();
      const source = await lockMeeting(manager, viewer, input.meetingId, 'use');
      ensure(canLead(viewer, source.projectId), ['input', 'meetingId']);
      const { number, slug, startsOn, place, country, timeZone } = input;
      const hostPartnerId = input.hostPartnerId ?? source.hostPartnerId;
      const stays = hostPartnerId === source.hostPartnerId;
      const changes = {
        projectId: source.projectId,
        number,
        slug,
        startsOn,
        hostPartnerId,
        place: place ?? (stays ? source.place : null),
        countryCode: country ?? (stays ? source.countryCode : null),
        timeZone: timeZone ?? source.timeZone,
      };
      await this.make(manager, viewer, id, { source, changes, field: ['input', 'meetingId'] });
      return id;
    });
  }

  /**
   * The meetings of a project that was, or was made to be, a template.
   * @throws DomainError INVALID for a project without meetings, or the same one; DUPLICATE where the other project has a
   *   meeting of the same number or slug already
   */
  cloneMeetings(viewer: Viewer, input: CloneMeetingsInput): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const { fromProjectId, projectId, startsOn } = input;
      for (const [name, id] of Object.entries({ fromProjectId, projectId })) {
        await visibleProject(manager, viewer, id);
        ensure(canLead(viewer, id), ['input', name]);
      }
      const sources = await this.lockSources(manager, requireId(fromProjectId));
      const [first] = sources;
      if (!first || fromProjectId === projectId)
        throw new DomainError(UserErrorCode.INVALID, ['input', 'fromProjectId']);
      const hosts = await this.hostsIn(manager, sources, projectId);
      const ids: string[] = [];
      for (const source of sources) {
        const id = uuidv7();
        const hostPartnerId = hosts.get(source.hostPartnerId) as string;
        const changes = { projectId, number: source.number, slug: source.slug, hostPartnerId };
        const itsFirst = shiftedDay(source.startsOn, first.startsOn, startsOn);
        const like = {
          source,
          changes: { ...changes, startsOn: itsFirst },
          field: ['input', 'fromProjectId'],
        };
        await sayingDuplicateAt(['input', 'projectId'], this.make(manager, viewer, id, like));
        ids.push(id);
      }
      return ids;
    });
  }

  /** What is not called off, in order, and held, so that each is copied as it is at one moment. */
  private async lockSources(manager: EntityManager, projectId: string): Promise<Meeting[]> {
    const sources = await manager.find(Meeting, {
      where: { projectId, state: Not(MeetingState.CANCELLED) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_read' },
    });
    const key = ({ startsOn, number }: Meeting) => `${startsOn} ${String(number).padStart(6, '0')}`;
    // Here, since a day may have changed while it was waited for.
    return sources.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** Who hosts there what one of these partners hosted: whoever has the same slug, else the lead partner. */
  private async hostsIn(
    manager: EntityManager,
    sources: readonly Meeting[],
    projectId: string,
  ): Promise<Map<string, string>> {
    const before = await manager.findBy(Partner, {
      id: In(sources.map(({ hostPartnerId }) => hostPartnerId)),
    });
    const after = await manager.findBy(Partner, { projectId });
    const lead = after.find(({ role }) => role === PartnerRole.LEAD);
    return new Map(
      before.map(({ id, slug }) => {
        const host = after.find((partner) => partner.slug === slug) ?? lead;
        return [id, host?.id as string];
      }),
    );
  }

  private async make(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    { source, changes, field }: Wanted,
  ): Promise<void> {
    const { place, countryCode: country, timeZone = source.timeZone, ...rest } = changes;
    const like = {
      ...rest,
      place,
      country,
      timeZone,
      endsOn: shiftedDay(source.endsOn, source.startsOn, changes.startsOn),
      mode: source.mode,
    };
    await this.meetings.scheduleIn(manager, viewer, id, { ...like, description: null }, source.title);
    const { description, agendaIsPublic, offerHours, mailRules } = source;
    await manager.update(Meeting, { id }, { description, agendaIsPublic, offerHours, mailRules });
    const clone = await manager.findOneByOrFail(Meeting, { id });
    const isSameHost = clone.hostPartnerId === source.hostPartnerId;
    const roomIds = isSameHost
      ? await meaning(tooManyRooms(field), copyRooms(manager, source.id, id))
      : new Map<string, string>();
    const likeness: Likeness = { source, clone, isSameHost, roomIds };
    const itemIds = await meaning({ ...tooMany(field), ...doesNotFit(field) }, copyAgenda(manager, likeness));
    await copyRequests(manager, likeness, itemIds);
  }
}

/** Number and slug are no fields here: that they are taken is said at the project in which they are. */
async function sayingDuplicateAt<Result>(field: readonly string[], making: Promise<Result>): Promise<Result> {
  try {
    return await making;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== UserErrorCode.DUPLICATE) throw error;
    throw new DomainError(error.code, field, error.values);
  }
}
