import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences } from '../platform/events/consequences.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { daysOf } from '../platform/time/wall-time.js';
import { FORGOTTEN } from '../registrations/new-registration.js';
import { MOST_HOTEL_STAYS, MOST_NIGHTS_OF_ONE } from './bounds.js';
import { type Kind, lockToChange, lockTraveller, removeOnce, travelChanged } from './held-travel.js';
import { HotelStay } from './hotel-stay.entity.js';
import type { AddHotelStayInput, UpdateHotelStayInput } from './hotel-stay.input.js';
import { canSeeHotel } from './travel.policy.js';

const STAY: Kind<HotelStay> = { entity: HotelStay, canSee: canSeeHotel };

const CONSTRAINTS = {
  hotel_stay_one_bed_a_night: () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'firstNight']),
};

/** Where people sleep. */
@Injectable()
export class HotelStaysService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    consequences: Consequences,
  ) {
    consequences.of(FORGOTTEN, async (manager, _viewer, registrationId) => {
      await manager.delete(HotelStay, { registrationId });
    });
  }

  /** Each night is in one bed, so saying the same again finds what is there. */
  add(viewer: Viewer, input: AddHotelStayInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registrationId, hotel, firstNight, lastNight } = input;
      const { meeting } = await lockTraveller(manager, viewer, registrationId);
      ensureNights(input);
      // The registration is held, so nobody else adds one meanwhile.
      const said = { registrationId, hotel, firstNight, lastNight };
      const same = await manager.findOneBy(HotelStay, said);
      if (same) return same.id;
      if ((await manager.countBy(HotelStay, { registrationId })) >= MOST_HOTEL_STAYS)
        throw new DomainError(UserErrorCode.TOO_MUCH_TRAVEL, ['input', 'registrationId'], {
          what: 'hotels',
          most: MOST_HOTEL_STAYS,
        });
      const id = uuidv7();
      const stay = { id, meetingId: meeting.id, ...said };
      await meaning(CONSTRAINTS, manager.insert(HotelStay, stay));
      await travelChanged(manager, { viewer, at: this.clock.now() }, meeting, 'hotelStay.added', id, {
        registrationId,
      });
      return id;
    });
  }

  update(viewer: Viewer, input: UpdateHotelStayInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion: _read, ...said } = input;
      const { row, meeting } = await lockToChange(manager, viewer, STAY, id, ['input', 'id']);
      const changes = defined(said);
      ensureNights({ ...row, ...changes });
      const edit = { viewer, at: this.clock.now(), input };
      if (await meaning(CONSTRAINTS, updateVersion(manager, edit, HotelStay, changes)))
        await travelChanged(manager, edit, meeting, 'hotelStay.updated', id, edited(input));
      return id;
    });
  }

  /** Removing a removed one changes nothing. */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const by = { viewer, at: this.clock.now() };
      const removed = await removeOnce(manager, by, STAY, id);
      if (!removed) return;
      const { registrationId } = removed.row;
      await travelChanged(manager, by, removed.meeting, 'hotelStay.removed', id, { registrationId });
    });
  }
}

/** @throws DomainError END_BEFORE_START, or INVALID for too many nights */
function ensureNights({ firstNight, lastNight }: Pick<HotelStay, 'firstNight' | 'lastNight'>): void {
  if (lastNight < firstNight) throw new DomainError(UserErrorCode.END_BEFORE_START, ['input', 'lastNight']);
  if (daysOf(firstNight, lastNight).length > MOST_NIGHTS_OF_ONE)
    throw new DomainError(UserErrorCode.INVALID, ['input', 'lastNight']);
}
