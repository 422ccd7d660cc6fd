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
      const itemId = requireId(agendaItemId);
      const whose = registrationId
        ? { id: requireId(registrationId) }
        : { personId: viewer.personId as string };
      // In this order, as everywhere: the registration, so that nobody withdraws meanwhile; the meeting; the item.
      const registration = await heldRegistration(manager, whose, itemId);
      const meetingId = registration?.meetingId ?? (await meetingOf(manager, itemId));
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      const item = await this.waitingList.lock(manager, itemId);
      await ensurePublished(manager, viewer, meeting, item, ['input', 'agendaItemId']);
      ensureNotClosed(meeting, ['input', 'agendaItemId']);
      if (!takesSignUps(item)) throw new DomainError(UserErrorCode.NO_SIGN_UP, ['input', 'agendaItemId']);
      if (!registration && !registrationId)
        throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'registrationId']);
      ensureHisToSay(viewer, registration, meeting, ['input', 'registrationId']);
      if (registration.state !== RegistrationState.CONFIRMED)
        throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'registrationId']);

      const isFree = item.capacity === null || item.taken < item.capacity;
      const state = isFree ? SignUpState.CONFIRMED : SignUpState.WAITLISTED;
      const place = [uuidv7(), meetingId, itemId, registration.id, state, this.clock.now().toISO()];
      const [taken] = await manager.query<{ id: string }[]>(TAKE_PLACE, place);
      if (!taken)
        return (await manager.findOneByOrFail(SignUp, { itemId, registrationId: registration.id })).id;
      await this.happened(manager, viewer, meeting, 'signUp.made', taken.id);
      return taken.id;
    });
  }

  /** The next in line gets the place. Cancelling again changes nothing. */
  cancel(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const found = await manager.findOneBy(SignUp, { id: requireId(id) });
      if (!found) throw notFound();
      const registration = await heldRegistration(manager, { id: found.registrationId }, found.itemId);
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

/** The registration at the meeting of this item; it stays as it is until the transaction ends. */
const heldRegistration = (
  manager: EntityManager,
  whose: { id: string } | { personId: string },
  itemId: string,
): Promise<Registration | null> =>
  manager
    .createQueryBuilder(Registration, 'registration')
    .innerJoin(AgendaItem, 'item', 'item.meetingId = registration.meetingId and item.id = :itemId', {
      itemId,
    })
    .where(whose)
    .setLock('pessimistic_read', undefined, ['registration'])
    .getOne();

/** @throws NOT_FOUND */
async function meetingOf(manager: EntityManager, itemId: string): Promise<string> {
  const item = await manager.findOneBy(AgendaItem, { id: itemId });
  if (!item) throw notFound();
  return item.meetingId;
}

/**
 * One statement, since hundreds take their place one after the other. Who gave his place back comes last again; who has
 * one or waits keeps it, and no row is returned. The lock of the item makes the number the next one.
 */
const TAKE_PLACE = `
insert into sign_up (id, meeting_id, item_id, registration_id, state, number, signed_up_at)
select $1, $2, $3, $4, $5, coalesce(max(number), 0) + 1, $6 from sign_up where item_id = $3
on conflict (item_id, registration_id) do update
  set state = excluded.state, number = excluded.number, signed_up_at = excluded.signed_up_at, promoted_at = null
  where sign_up.state = 'CANCELLED'
returning id`;

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
