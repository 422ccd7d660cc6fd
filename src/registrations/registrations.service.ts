import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Person } from '../accounts/person.entity.js';
import { ensureDeskIsOpen, lockMeeting } from '../meetings/locked-meeting.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise, canWorkAtDesk } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Consequences } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { MembershipsService } from '../projects/memberships.service.js';
import type { Partner } from '../projects/partner.entity.js';
import { canCoordinate } from '../projects/project.policy.js';
import { visiblePartner } from '../projects/projects.service.js';
import { decidedBy, stateOfYes } from './approval/approval.js';
import { saveNeeds } from './needs/save-needs.js';
import { holdRegistrationsOf } from './locked-registration.js';
import { type Stay, ask, ensureOpen, insertOrRevive } from './new-registration.js';
import { columnsOf } from './registration-details.js';
import {
  type Registration,
  RegistrationKind,
  RegistrationOrigin,
  RegistrationState,
} from './registration.entity.js';
import type {
  DelegateInput,
  NameDelegatesInput,
  RegisterInput,
  RegisterWalkInInput,
} from './registration.input.js';

/** People who are named in one change. */
interface Naming {
  readonly named: readonly {
    readonly person: DelegateInput;
    readonly partner: Pick<Partner, 'id' | 'projectId'>;
    readonly stay: Stay;
    /** Where in the input he stands, his address, and who sends him. */
    readonly paths: Readonly<Record<'person' | 'email' | 'partner', readonly string[]>>;
  }[];
  readonly event: { readonly kind: string; readonly subjectId: string };
  readonly at: DateTime;
}

/** Registrations that are made: by a coordinator, by the person, at the desk. */
@Injectable()
export class RegistrationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly memberships: MembershipsService,
    private readonly consequences: Consequences,
  ) {}

  /** Each of them is asked by mail whether he comes. All of them are named, or none. */
  name(viewer: Viewer, { meetingId, partnerId, delegates }: NameDelegatesInput): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      const partner = await visiblePartner(manager, viewer, partnerId);
      ensure(canCoordinate(viewer, partner), ['input', 'partnerId']);
      ensureOpen(viewer, meeting, ['input', 'meetingId']);
      const named = delegates.map((person, index) => {
        const path = ['input', 'delegates', String(index)];
        const paths = { person: path, email: [...path, 'email'], partner: ['input', 'partnerId'] };
        return { person, partner, stay: {}, paths };
      });
      const event = { kind: 'delegates.named', subjectId: partnerId };
      return this.nameIn(manager, viewer, meeting, { named, event, at: this.clock.now() });
    });
  }

  /**
   * Within what else names people, by whoever may, to a meeting that is held and open.
   * @returns the ids of their registrations, in the order of their names
   */
  async nameIn(
    manager: EntityManager,
    viewer: Viewer,
    meeting: Meeting,
    { named, event, at }: Naming,
  ): Promise<string[]> {
    const { id: meetingId, projectId } = meeting;
    const ids: string[] = [];
    // In the order of addresses, so that two who name the same people at once do not wait for each other.
    const ordered = [...named.entries()].toSorted(([, { person: a }], [, { person: b }]) =>
      a.email.toLowerCase() < b.email.toLowerCase() ? -1 : 1,
    );
    const personIds: string[] = [];
    for (const [index, { person, partner, paths }] of ordered)
      personIds[index] = await this.memberships.delegate(manager, viewer, person, partner, paths.email);
    await holdRegistrationsOf(manager, meetingId, personIds);
    for (const [index, { partner, stay, paths }] of ordered) {
      const personId = personIds[index] as string;
      const asked = { viewer, meeting, personId, partnerId: partner.id, at, stay };
      ids[index] = await ask(manager, this.consequences, asked, paths);
    }
    const details = { registrationIds: ids };
    await tell(manager, this.jobs, viewer, at, { ...event, projectId, meetingId, details });
    return ids;
  }

  /** The viewer says for himself that he comes, on a seat of his partner. */
  register(viewer: Viewer, input: RegisterInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { meetingId } = input;
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      ensureOpen(viewer, meeting, ['input', 'meetingId']);
      const now = this.clock.now();
      const { partnerId, isDecided, before } = await ownPartner(manager, viewer, meeting, input.partnerId);
      const yes = { isOrganiser: canOrganise(viewer, meeting), isDecided, at: now };
      const row = {
        id: uuidv7(),
        meetingId,
        personId: viewer.personId as string,
        partnerId,
        kind: RegistrationKind.DELEGATE,
        ...stateOfYes(yes, before, ['input', 'meetingId']),
        origin: RegistrationOrigin.SELF,
        registeredAt: now,
        answeredAt: now,
        ...(await columnsOf(manager, meeting, input)),
      };
      const id = await insertOrRevive(manager, row, {
        person: ['input', 'meetingId'],
        partner: ['input', 'partnerId'],
        country: ['input', 'residenceCountry'],
      });
      await saveNeeds(manager, { viewer, at: now }, id, input);
      await this.made(manager, viewer, now, meeting, { ...row, id });
      return id;
    });
  }

  /** A name and a town are enough. The person gets no account and no mail. */
  walkIn(viewer: Viewer, input: RegisterWalkInInput): Promise<string> {
    const { meetingId, name, town, country, kind, partnerId = null } = input;
    const now = this.clock.now();
    return once(this.dataSource, viewer, now, { mutation: 'registerWalkIn', input }, async (manager, id) => {
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      ensure(canWorkAtDesk(viewer, meeting), ['input', 'meetingId']);
      ensureDeskIsOpen(meeting, ['input', 'meetingId']);
      if (partnerId && (await visiblePartner(manager, viewer, partnerId)).projectId !== meeting.projectId)
        throw new DomainError(UserErrorCode.INVALID, ['input', 'partnerId']);
      const person = { id: uuidv7(), name, email: null, language: viewer.language };
      await manager.insert(Person, person);
      const row = {
        id,
        meetingId,
        personId: person.id,
        partnerId,
        kind,
        state: RegistrationState.CONFIRMED,
        ...decidedBy(true, now),
        origin: RegistrationOrigin.WALK_IN,
        residenceTown: town,
        residenceCountryCode: country ?? meeting.countryCode,
        registeredAt: now,
        answeredAt: now,
      };
      await insertOrRevive(manager, row, {
        person: ['input', 'name'],
        partner: ['input', 'partnerId'],
        country: ['input', 'country'],
      });
      await this.made(manager, viewer, now, meeting, row);
    });
  }

  private async made(
    manager: EntityManager,
    viewer: Viewer,
    now: DateTime,
    { id: meetingId, projectId }: Meeting,
    { id: subjectId, state }: Pick<Registration, 'id' | 'state'>,
  ): Promise<void> {
    const kind = state === RegistrationState.PENDING ? 'registration.requested' : 'registration.made';
    const event = { kind, subjectId, projectId, meetingId };
    await tell(manager, this.jobs, viewer, now, event);
  }
}

interface Sender {
  readonly id: string;
  readonly project_id: string;
  readonly is_decided: boolean;
  readonly approved_at: DateTime | null;
  readonly refused_at: DateTime | null;
}

/**
 * By their ids alone: a person has few, a project may have many, and the planner cannot know. With what is decided of him
 * by one statement, since many register at once.
 */
const SENDERS = `
select p.id, p.project_id, j.approves_registrations as is_decided, r.approved_at, r.refused_at
from partner p join project j on j.id = p.project_id
left join registration r on r.meeting_id = $2 and r.person_id = $3
where p.id = any($1::uuid[])`;

/** The partner that sends him: the one he says, or the only one of this project that he belongs to. */
async function ownPartner(
  manager: EntityManager,
  viewer: Viewer,
  { id: meetingId, projectId }: Meeting,
  asked: string | null | undefined,
): Promise<{
  partnerId: string;
  isDecided: boolean;
  before: Pick<Registration, 'approvedAt' | 'refusedAt'>;
}> {
  if (asked && !viewer.partners.includes(requireId(asked))) throw notFound();
  const all = await manager.query<Sender[]>(SENDERS, [viewer.partners, meetingId, viewer.personId]);
  const [partner, ...others] = all.filter(({ id, project_id }) =>
    asked ? id === asked : project_id === projectId,
  );
  if (!partner || others.length > 0) throw new DomainError(UserErrorCode.INVALID, ['input', 'partnerId']);
  const { id: partnerId, is_decided: isDecided, approved_at: approvedAt, refused_at: refusedAt } = partner;
  return { partnerId, isDecided, before: { approvedAt, refusedAt } };
}
