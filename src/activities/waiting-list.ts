import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CAPACITY_CHANGED } from '../agenda/agenda-items.service.js';
import { LEFT } from '../registrations/answers.service.js';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Consequences } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { SignUp, SignUpState } from './sign-up.entity.js';

/** More than wait anywhere. */
const MOST_AT_ONCE = 10_000;

/** Gives free places to those who wait, in the order of `waiting_line`, and tells them. */
@Injectable()
export class WaitingList {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    consequences: Consequences,
  ) {
    consequences.of(LEFT, (manager, viewer, id) => this.giveBack(manager, viewer, id));
    consequences.of(CAPACITY_CHANGED, (manager, viewer, id) => this.promote(manager, viewer, id));
  }

  /** Nobody else gives or takes places of this item until the transaction ends. */
  lock(manager: EntityManager, id: string): Promise<AgendaItem> {
    return manager.findOneOrFail(AgendaItem, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Those who are first in line: a place for one changes nothing in the order of the others. */
  async first(manager: EntityManager, itemId: string, count: number): Promise<string[]> {
    const line = 'select sign_up_id as id from waiting_line($1) order by place limit $2';
    const rows = await manager.query<{ id: string }[]>(line, [itemId, count]);
    return rows.map(({ id }) => id);
  }

  /** Hands out what is free. Each promotion is an event of its own, so each person hears of his. */
  async promote(manager: EntityManager, viewer: Viewer, itemId: string): Promise<void> {
    const item = await this.lock(manager, itemId);
    const free = (item.capacity ?? Number.MAX_SAFE_INTEGER) - item.taken;
    if (free <= 0) return;
    const next = await this.first(manager, itemId, Math.min(free, MOST_AT_ONCE));
    if (next.length === 0) return;
    const { projectId } = await manager.findOneByOrFail(Meeting, { id: item.meetingId });
    const now = this.clock.now();
    for (const id of next) {
      await manager.update(SignUp, { id }, { state: SignUpState.CONFIRMED, promotedAt: now });
      const event = { kind: 'signUp.promoted', subjectId: id, projectId, meetingId: item.meetingId };
      await tell(manager, this.jobs, viewer, now, event);
    }
  }

  /** Who does not come takes part in nothing. */
  private async giveBack(manager: EntityManager, viewer: Viewer, registrationId: string): Promise<void> {
    const signUps = await manager.findBy(SignUp, { registrationId });
    // In one order for all, so that two who leave at once do not wait for each other.
    for (const { id, itemId, state } of signUps.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))) {
      if (state === SignUpState.CANCELLED) continue;
      await this.lock(manager, itemId);
      await manager.update(SignUp, { id }, { state: SignUpState.CANCELLED });
      await this.promote(manager, viewer, itemId);
    }
  }
}
