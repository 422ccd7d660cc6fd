import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItem, AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { ensurePublished } from '../agenda/published-item.js';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { inTurn } from '../platform/database/in-turn.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { RegistrationState } from '../registrations/registration.entity.js';
import { ensureHisToSay, heldRegistration } from './held-registration.js';
import { NO_OFFER, SignUp, SignUpState } from './sign-up.entity.js';
import type { AcceptOfferInput, SignUpInput } from './sign-up.input.js';
import { type OtherPlace, WaitingList, turnOf } from './waiting-list.js';

/** Places in workshops and site visits. */
@Injectable()
export class SignUpsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly waitingList: WaitingList,
  ) {}

  /**
   * Takes a place, or the end of the waiting list where none is left. Whoever is in already stays where he is. What he has
   * at the same time is given up for a place, and not for the waiting list, where he says so.
   */
  signUp(viewer: Viewer, { agendaItemId, registrationId, switchFrom }: SignUpInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const itemId = requireId(agendaItemId);
      const whose = registrationId
        ? { id: requireId(registrationId) }
        : { personId: viewer.personId as string };
      // In this order, as everywhere: the registration, so that nobody withdraws meanwhile; its turn; the meeting; the items.
      const registration = await heldRegistration(manager, whose, itemId);
      if (registration) await inTurn(manager, turnOf(registration.id));
      const meetingId = registration?.meetingId ?? (await meetingOf(manager, itemId));
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      const others = registration
        ? await this.waitingList.othersAtTheTime(manager, registration.id, itemId)
        : [];
      const item = await this.waitingList.lockToSwitch(manager, itemId, others);
      await ensurePublished(manager, viewer, meeting, item, ['input', 'agendaItemId']);
      ensureNotClosed(meeting, ['input', 'agendaItemId']);
      if (!takesSignUps(item)) throw new DomainError(UserErrorCode.NO_SIGN_UP, ['input', 'agendaItemId']);
      if (!registration && !registrationId)
        throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'registrationId']);
      ensureHisToSay(viewer, registration, meeting, ['input', 'registrationId']);
      if (registration.state === RegistrationState.PENDING)
        throw new DomainError(UserErrorCode.AWAITS_APPROVAL, ['input', 'registrationId']);
      if (registration.state !== RegistrationState.CONFIRMED)
        throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'registrationId']);

      const isFree = item.capacity === null || item.taken < item.capacity;
      const state = isFree ? SignUpState.CONFIRMED : SignUpState.WAITLISTED;
      const place = [uuidv7(), meetingId, itemId, registration.id, state, this.clock.now().toISO()];
      const [taken] = await manager.query<{ id: string }[]>(TAKE_PLACE, place);
      if (!taken)
        return (await manager.findOneByOrFail(SignUp, { itemId, registrationId: registration.id })).id;
      if (isFree) await this.waitingList.switchFrom(manager, viewer, others, switchFrom ?? []);
      await this.happened(manager, viewer, meeting, 'signUp.made', taken.id);
      return taken.id;
    });
  }

  /** The next in line gets the place. Cancelling again changes nothing. */
  cancel(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { signUp, meeting } = await this.hold(manager, viewer, id, ['id']);
      if (signUp.state === SignUpState.CANCELLED) return id;
      await this.waitingList.giveBack(manager, viewer, signUp);
      await this.happened(manager, viewer, meeting, 'signUp.cancelled', id);
      return id;
    });
  }

  /**
   * What he was offered is his. What he has at the same time is given up for it where he says so. Accepting again changes
   * nothing.
   * @throws DomainError OFFER_OVER, PLACE_AT_SAME_TIME
   */
  accept(viewer: Viewer, { id, switchFrom }: AcceptOfferInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { signUp, meeting, others } = await this.hold(manager, viewer, id, ['input', 'id']);
      if (signUp.state === SignUpState.CONFIRMED) return id;
      if (!signUp.offeredUntil || signUp.offeredUntil <= this.clock.now())
        throw new DomainError(UserErrorCode.OFFER_OVER, ['input', 'id']);
      await manager.update(SignUp, { id }, { ...NO_OFFER, state: SignUpState.CONFIRMED });
      await this.waitingList.switchFrom(manager, viewer, others, switchFrom ?? []);
      await this.happened(manager, viewer, meeting, 'signUp.accepted', id);
      return id;
    });
  }

  /**
   * What he was offered is offered to the next. Declining again changes nothing.
   * @throws DomainError OFFER_OVER where he has the place, or waits
   */
  decline(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { signUp, meeting } = await this.hold(manager, viewer, id, ['id']);
      if (signUp.state === SignUpState.CANCELLED) return id;
      if (signUp.state !== SignUpState.OFFERED) throw new DomainError(UserErrorCode.OFFER_OVER, ['id']);
      await this.waitingList.giveBack(manager, viewer, signUp);
      await this.happened(manager, viewer, meeting, 'signUp.declined', id);
      return id;
    });
  }

  /** A sign-up that somebody says something about which is his to say; nobody else changes it, or his other places. */
  private async hold(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    field: readonly string[],
  ): Promise<{ signUp: SignUp; meeting: Meeting; others: readonly OtherPlace[] }> {
    const found = await manager.findOneBy(SignUp, { id: requireId(id) });
    if (!found) throw notFound();
    const { registrationId, itemId, meetingId } = found;
    const registration = await heldRegistration(manager, { id: registrationId }, itemId);
    await inTurn(manager, turnOf(registrationId));
    const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
    const others = await this.waitingList.othersAtTheTime(manager, registrationId, itemId);
    await this.waitingList.lockToSwitch(manager, itemId, others);
    ensureHisToSay(viewer, registration, meeting, field);
    ensureNotClosed(meeting, field);
    // Read again: only now nobody else changes it.
    return { signUp: await manager.findOneByOrFail(SignUp, { id }), meeting, others };
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

/** Workshops and site visits, and what else has a number of places: a bus, a dinner. */
const takesSignUps = ({ kind, capacity }: AgendaItem): boolean =>
  kind === AgendaItemKind.WORKSHOP || kind === AgendaItemKind.SITE_VISIT || capacity !== null;
