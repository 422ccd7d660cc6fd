import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { CAPACITY_CHANGED } from '../agenda/agenda-items.service.js';
import { PUBLISHED } from '../agenda/agenda-releases.service.js';
import { LEFT } from '../registrations/answers.service.js';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { isOwnTurn } from '../platform/database/in-turn.js';
import { Consequences } from '../platform/events/consequences.js';
import { type Happening, tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { NO_OFFER, SignUp, SignUpState } from './sign-up.entity.js';

/** More than wait anywhere. */
const MOST_AT_ONCE = 10_000;
/** How long an offer stands where places are not offered, to who must give another place up for it. */
const HOURS_TO_CHOOSE = 24;

/** In which only one at a time takes places for somebody, so that he has no two at the same time. */
export const turnOf = (registrationId: string): string => `places of ${registrationId}`;

/** null: it happens by the clock. */
type Actor = Pick<Viewer, 'personId'>;

/** A sign-up by which somebody has a place, or is offered one. */
export interface OtherPlace {
  readonly id: string;
  readonly itemId: string;
}

/** Somebody who is first in line. */
export interface Next {
  readonly id: string;
  readonly registrationId: string;
  /** Whether a mail reaches him, and its link lets him in. */
  readonly canBeAsked: boolean;
}

const NEXT = `
select w.sign_up_id as id, s.registration_id as "registrationId",
  exists (select from person p join membership m on m.person_id = p.id
    join meeting g on g.id = r.meeting_id and g.project_id = m.project_id
    where p.id = r.person_id and p.email is not null and p.disabled_at is null and m.ended_at is null) as "canBeAsked"
from waiting_line($1) w
join sign_up s on s.id = w.sign_up_id
join registration r on r.id = s.registration_id
order by w.place limit $2`;

/** By the newest release; what is not in it, by the draft. */
const TERMS = `
select m.id as "meetingId", m.project_id as "projectId", m.offer_hours as "offerHours",
  to_json(coalesce(l.starts_at, i.starts_at)) #>> '{}' as "startsAt"
from agenda_item i
join meeting m on m.id = i.meeting_id
left join agenda_release r on r.meeting_id = m.id and r.number = m.agenda_release
left join agenda_release_line l on l.release_id = r.id and l.item_id = i.id
where i.id = $1`;

/** What the places of an item are given and offered by. */
export interface Terms {
  readonly meetingId: string;
  readonly projectId: string;
  readonly offerHours: number;
  /** When it begins. */
  readonly startsAt: DateTime;
}

const TITLE = `
select coalesce(title ->> $2, title ->> 'en', jsonb_path_query_first(title, '$.*') #>> '{}') as item
from agenda_item where id = $1`;

/** An offer ends with the beginning of what it is for, also when a new release brings that forward. */
const BROUGHT_FORWARD = `
update sign_up s set offered_until = l.starts_at
from meeting m
join agenda_release r on r.meeting_id = m.id and r.number = m.agenda_release
join agenda_release_line l on l.release_id = r.id
where m.id = $1 and s.item_id = l.item_id and s.state = 'OFFERED' and s.offered_until > l.starts_at`;

/**
 * Gives free places to those who wait, in the order of `waiting_line`, and tells them. Where the meeting has hours for it,
 * and where somebody has a place at the same time already, the place is offered: it is kept for him until he answers.
 */
@Injectable()
export class WaitingList {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    consequences: Consequences,
  ) {
    consequences.of(LEFT, (manager, viewer, id) => this.giveBackAll(manager, viewer, id));
    consequences.of(CAPACITY_CHANGED, (manager, viewer, id) => this.promote(manager, viewer, id));
    consequences.of(PUBLISHED, (manager, _viewer, id) => manager.query(BROUGHT_FORWARD, [id]));
  }

  /** Nobody else gives or takes places of this item until the transaction ends. */
  lock(manager: EntityManager, id: string): Promise<AgendaItem> {
    return manager.findOneOrFail(AgendaItem, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Those who are first in line: a place for one changes nothing in the order of the others. */
  first(manager: EntityManager, itemId: string, count: number): Promise<Next[]> {
    return manager.query(NEXT, [itemId, count]);
  }

  /** What else somebody has, or is offered, at the time of this item. */
  othersAtTheTime(manager: EntityManager, registrationId: string, itemId: string): Promise<OtherPlace[]> {
    return manager.query(
      'select sign_up_id as id, item_id as "itemId" from places_at_the_time($1, $2) order by item_id',
      [registrationId, itemId],
    );
  }

  /** The item, and those that may be given up for it, locked in one order for all. */
  async lockToSwitch(
    manager: EntityManager,
    itemId: string,
    others: readonly OtherPlace[],
  ): Promise<AgendaItem> {
    const items = new Map<string, AgendaItem>();
    for (const id of [itemId, ...others.map((other) => other.itemId)].toSorted())
      items.set(id, await this.lock(manager, id));
    return items.get(itemId) as AgendaItem;
  }

  /**
   * Gives up what somebody has at the time of a place that he has got.
   * @param ids of what he gives up for it
   * @throws DomainError PLACE_AT_SAME_TIME with the first one that is not among them
   */
  async switchFrom(
    manager: EntityManager,
    viewer: Viewer,
    others: readonly OtherPlace[],
    ids: readonly string[],
  ): Promise<void> {
    for (const other of others) {
      if (!ids.includes(other.id)) {
        const [values] = await manager.query<{ item: string }[]>(TITLE, [other.itemId, viewer.language]);
        throw new DomainError(UserErrorCode.PLACE_AT_SAME_TIME, ['input', 'switchFrom'], values);
      }
      await this.giveBack(manager, viewer, other);
    }
  }

  async termsOf(manager: EntityManager, itemId: string): Promise<Terms> {
    type Row = Omit<Terms, 'startsAt'> & { startsAt: string };
    const [{ startsAt, ...of }] = await manager.query<[Row]>(TERMS, [itemId]);
    return { ...of, startsAt: DateTime.fromISO(startsAt) };
  }

  /** Hands out what is free. Each promotion is an event of its own, so each person hears of his. */
  async promote(manager: EntityManager, viewer: Actor, itemId: string): Promise<void> {
    const item = await this.lock(manager, itemId);
    const free = (item.capacity ?? Number.MAX_SAFE_INTEGER) - item.taken;
    if (free <= 0) return;
    const all = await this.first(manager, itemId, Math.min(free, MOST_AT_ONCE));
    if (all.length === 0) return;
    const terms = await this.termsOf(manager, itemId);
    const hasBegun = terms.startsAt <= this.clock.now();
    for (const { id, registrationId, canBeAsked } of all) {
      const isAsked = canBeAsked && terms.offerHours > 0 && !hasBegun;
      if (!isAsked && (await this.isFree(manager, registrationId, itemId)))
        await this.give(manager, viewer, terms, id);
      // Who is elsewhere when it has begun stays there.
      else if (!hasBegun) await this.offer(manager, viewer, terms, id);
    }
  }

  /** He has the place, and is told. */
  async give(manager: EntityManager, viewer: Actor, terms: Terms, id: string): Promise<void> {
    const promotedAt = this.clock.now();
    await manager.update(SignUp, { id }, { ...NO_OFFER, state: SignUpState.CONFIRMED, promotedAt });
    await this.tell(manager, viewer, terms, { kind: 'signUp.promoted', subjectId: id });
  }

  /** The place is kept for him until he answers, or the time for that is over. */
  async offer(manager: EntityManager, viewer: Actor, terms: Terms, id: string): Promise<void> {
    const now = this.clock.now();
    const hours = terms.offerHours || HOURS_TO_CHOOSE;
    const offeredUntil = DateTime.min(now.plus({ hours }), terms.startsAt);
    const details = { until: offeredUntil.toISO() };
    const offerEventId = await this.tell(manager, viewer, terms, {
      kind: 'signUp.offered',
      subjectId: id,
      details,
    });
    const offered = { state: SignUpState.OFFERED, offeredUntil, offerEventId, promotedAt: now };
    await manager.update(SignUp, { id }, offered);
  }

  /** The next in line gets the place. */
  async giveBack(manager: EntityManager, viewer: Actor, { id, itemId }: OtherPlace): Promise<void> {
    await manager.update(SignUp, { id }, { ...NO_OFFER, state: SignUpState.CANCELLED });
    await this.promote(manager, viewer, itemId);
  }

  /** Whether he has nothing else at that time, and nobody is about to take something for him. */
  async isFree(manager: EntityManager, registrationId: string, itemId: string): Promise<boolean> {
    return (
      (await isOwnTurn(manager, turnOf(registrationId))) &&
      (await this.othersAtTheTime(manager, registrationId, itemId)).length === 0
    );
  }

  /** Who does not come takes part in nothing. */
  private async giveBackAll(manager: EntityManager, viewer: Viewer, registrationId: string): Promise<void> {
    const signUps = await manager.findBy(SignUp, { registrationId });
    // In one order for all, so that two who leave at once do not wait for each other.
    for (const { id, itemId, state } of signUps.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))) {
      if (state === SignUpState.CANCELLED) continue;
      await this.lock(manager, itemId);
      await this.giveBack(manager, viewer, { id, itemId });
    }
  }

  private tell(
    manager: EntityManager,
    viewer: Actor,
    { meetingId, projectId }: Terms,
    what: Pick<Happening, 'kind' | 'subjectId' | 'details'>,
  ): Promise<string> {
    return tell(manager, this.jobs, viewer, this.clock.now(), { ...what, projectId, meetingId });
  }
}
