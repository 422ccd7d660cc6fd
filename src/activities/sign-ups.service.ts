import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItem, AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { ensurePublished } from '../agenda/published-item.js';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { Registration, RegistrationState } from '../registrations/registration.entity.js';
import { canAnswerFor, canSeeRegistration } from '../registrations/registration.policy.js';
import { SignUp, SignUpState } from './sign-up.entity.js';
import type { SignUpInput } from './sign-up.input.js';
import { WaitingList } from './waiting-list.js';

/** Places in workshops and site visits. */
@Injectable()
export class SignUpsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly waitingList: WaitingList,
  ) {}

  /** Takes a place, or the end of the waiting list where none is left. Whoever is in already stays where he is. */
  signUp(viewer: Viewer, { agendaItemId, registrationId }: SignUpInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const found = await manager.findOneBy(AgendaItem, { id: requireId(agendaItemId) });
      if (!found) throw notFound();
      const whose = registrationId
        ? { id: requireId(registrationId) }
        : { personId: viewer.personId as string };
      // In this order, as everywhere: the registration, so that nobody withdraws meanwhile; the meeting; the item.
      const registration = await heldRegistration(manager, found.meetingId, whose);
      const meeting = await lockMeeting(manager, viewer, found.meetingId, 'use');
      const item = await this.waitingList.lock(manager, found.id);
      await ensurePublished(manager, viewer, meeting, item, ['input', 'agendaItemId']);
      ensureNotClosed(meeting, ['input', 'agendaItemId']);
      if (!takesSignUps(item)) throw new DomainError(UserErrorCode.NO_SIGN_UP, ['input', 'agendaItemId']);
      if (!registration && !registrationId)
        throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'registrationId']);
      ensureHisToSay(viewer, registration, meeting, ['input', 'registrationId']);
      if (registration.state !== RegistrationState.CONFIRMED)
        throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'registrationId']);

      const known = await manager.findOneBy(SignUp, { itemId: item.id, registrationId: registration.id });
      if (known && known.state !== SignUpState.CANCELLED) return known.id;
      const last = await manager.maximum(SignUp, 'number', { itemId: item.id });
      const isFree = item.capacity === null || item.taken < item.capacity;
      const now = this.clock.now();
      const place = {
        state: isFree ? SignUpState.CONFIRMED : SignUpState.WAITLISTED,
        number: (last ?? 0) + 1,
        signedUpAt: now,
        promotedAt: null,
      };
      const id = known?.id ?? uuidv7();
      const ids = { id, itemId: item.id, registrationId: registration.id, meetingId: meeting.id };
      if (known) await manager.update(SignUp, { id }, place);
      else await manager.insert(SignUp, { ...ids, ...place });
      await this.happened(manager, viewer, meeting, 'signUp.made', id);
      return id;
    });
  }

  /** The next in line gets the place. Cancelling again changes nothing. */
  cancel(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const found = await manager.findOneBy(SignUp, { id: requireId(id) });
      if (!found) throw notFound();
      const registration = await heldRegistration(manager, found.meetingId, { id: found.registrationId });
      const meeting = await lockMeeting(manager, viewer, found.meetingId, 'use');
      await this.waitingList.lock(manager, found.itemId);
      ensureHisToSay(viewer, registration, meeting, ['id']);
      ensureNotClosed(meeting, ['id']);
      // Read again: only now nobody else changes it.
      const { state } = await manager.findOneByOrFail(SignUp, { id });
      if (state === SignUpState.CANCELLED) return id;
      await manager.update(SignUp, { id }, { state: SignUpState.CANCELLED });
      await this.waitingList.promote(manager, viewer, found.itemId);
      await this.happened(manager, viewer, meeting, 'signUp.cancelled', id);
      return id;
    });
  }

  private async happened(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId }: Meeting,
    kind: string,
    subjectId: string,
  ): Promise<void> {
    await record(manager, viewer, this.clock.now(), { kind, subjectId, projectId, meetingId });
  }
}

/** The registration, which stays as it is until the transaction ends. */
const heldRegistration = (
  manager: EntityManager,
  meetingId: string,
  whose: { id: string } | { personId: string },
): Promise<Registration | null> =>
  manager.findOne(Registration, { where: { ...whose, meetingId }, lock: { mode: 'pessimistic_read' } });

/** @throws NOT_FOUND or DomainError FORBIDDEN where it is not his to say */
function ensureHisToSay(
  viewer: Viewer,
  registration: Registration | null,
  meeting: Meeting,
  field: readonly string[],
): asserts registration is Registration {
  if (!registration || !canSeeRegistration(viewer, registration, meeting)) throw notFound();
  ensure(canAnswerFor(viewer, registration, meeting), field);
}

/** Workshops and site visits, and what else has a number of places: a bus, a dinner. */
const takesSignUps = ({ kind, capacity }: AgendaItem): boolean =>
  kind === AgendaItemKind.WORKSHOP || kind === AgendaItemKind.SITE_VISIT || capacity !== null;
