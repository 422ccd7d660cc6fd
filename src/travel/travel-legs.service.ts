import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences } from '../platform/events/consequences.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Clock } from '../platform/time/clock.js';
import { FORGOTTEN } from '../registrations/new-registration.js';
import { MOST_LEGS } from './bounds.js';
import { type Kind, lockToChange, lockTraveller, removeOnce, travelChanged } from './held-travel.js';
import { LOCAL_FIELD, timesOf } from './leg-times.js';
import { TravelDirection, TravelLeg, dueAt } from './travel-leg.entity.js';
import type { AddTravelLegInput, UpdateTravelLegInput } from './travel-leg.input.js';
import { canSeeTravel } from './travel.policy.js';

export const LEG: Kind<TravelLeg> = { entity: TravelLeg, canSee: canSeeTravel };

/** What the database says of the stay that follows from the legs: who leaves before he has come. */
export const meaningOfStay = (field: string) => ({
  registration_leaves_after_arriving: () => new DomainError(UserErrorCode.END_BEFORE_START, ['input', field]),
});

/** How people travel, as they or their coordinators say. */
@Injectable()
export class TravelLegsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    consequences: Consequences,
  ) {
    consequences.of(FORGOTTEN, async (manager, _viewer, registrationId) => {
      await manager.delete(TravelLeg, { registrationId });
    });
  }

  add(viewer: Viewer, input: AddTravelLegInput): Promise<string> {
    const now = this.clock.now();
    return once(this.dataSource, viewer, now, { mutation: 'addTravelLeg', input }, async (manager, id) => {
      const { registrationId, direction, mode, number, fromPlace, toPlace, wantsPickUp } = input;
      const { meeting } = await lockTraveller(manager, viewer, registrationId);
      const times = timesOf(input);
      // The registration is held, so nobody else adds one meanwhile.
      if ((await manager.countBy(TravelLeg, { registrationId })) >= MOST_LEGS)
        throw new DomainError(UserErrorCode.TOO_MUCH_TRAVEL, ['input', 'registrationId'], {
          what: 'legs',
          most: MOST_LEGS,
        });
      const leg = {
        ...defined({ registrationId, direction, mode, number, fromPlace, toPlace, wantsPickUp }),
        ...times,
        id,
        meetingId: meeting.id,
        dueAt: dueAt({ direction, ...times, expectedAt: null }),
      };
      await meaning(meaningOfStay(LOCAL_FIELD[direction]), manager.insert(TravelLeg, leg));
      await travelChanged(manager, { viewer, at: now }, meeting, 'travelLeg.added', id, { registrationId });
    });
  }

  /** A change of when or where it arrives takes a reported delay back; one that the host must know, his arrangement. */
  update(viewer: Viewer, input: UpdateTravelLegInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, mode, number, fromPlace, toPlace, wantsPickUp } = input;
      const { row: was, meeting } = await lockToChange(manager, viewer, LEG, id, ['input', 'id']);
      const changes = defined({ mode, number, fromPlace, toPlace, wantsPickUp });
      const times = timesOf({ ...was, ...defined(input) }, was);
      const is: TravelLeg = { ...was, ...changes, ...times };
      const delay = isStill(was, is, 'toPlace', 'arrivesAt')
        ? {}
        : { expectedAt: null, expectedAtLocal: null, delayNote: null };
      const due = dueAt({ ...is, ...delay });
      const place = is.direction === TravelDirection.TO_MEETING ? 'toPlace' : 'fromPlace';
      const isArranged = isStill(was, { ...is, dueAt: due }, place, 'dueAt') && is.wantsPickUp;
      const all = { ...changes, ...times, ...delay, dueAt: due, ...(isArranged ? {} : { pickUp: null }) };
      const edit = { viewer, at: this.clock.now(), input };
      const update = updateVersion(manager, edit, TravelLeg, all);
      const isNew = await meaning(
        { ...meaningOfStay(LOCAL_FIELD[was.direction]), ...MEANING_OF_DELAY },
        update,
      );
      if (isNew) await travelChanged(manager, edit, meeting, 'travelLeg.updated', id, edited(input));
      return id;
    });
  }

  /** What followed from the last leg of that direction is told no more. Removing a removed one changes nothing. */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const by = { viewer, at: this.clock.now() };
      const removed = await removeOnce(manager, by, LEG, id);
      if (!removed) return;
      const { registrationId } = removed.row;
      await travelChanged(manager, by, removed.meeting, 'travelLeg.removed', id, { registrationId });
    });
  }
}

const MEANING_OF_DELAY = {
  travel_leg_is_expected_after_departing: () =>
    new DomainError(UserErrorCode.END_BEFORE_START, ['input', 'departsAtLocal']),
};

/** Whether these are as they were; instants by what they are worth. */
const isStill = (was: TravelLeg, is: TravelLeg, ...names: (keyof TravelLeg)[]): boolean =>
  names.every((name) => String(was[name]?.valueOf()) === String(is[name]?.valueOf()));
