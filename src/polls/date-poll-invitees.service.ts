import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { type EntityManager, In, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { parseAddress } from '../accounts/address.js';
import { Person } from '../accounts/person.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { MemberRole, Membership } from '../projects/membership.entity.js';
import { MembershipsService } from '../projects/memberships.service.js';
import type { Partner } from '../projects/partner.entity.js';
import { canCoordinate } from '../projects/project.policy.js';
import { visiblePartner } from '../projects/projects.service.js';
import { type DatePoll, MOST_INVITEES, MOST_PARTNERS } from './date-poll.entity.js';
import type { DatePollPartnerInput, DatePollPersonInput } from './date-poll.input.js';
import { DatePollInvitee, DatePollPartner } from './date-poll-people.entity.js';

/** Who is asked: partners, and for each of them people. */
@Injectable()
export class DatePollInviteesService {
  constructor(private readonly memberships: MembershipsService) {}

  /**
   * Adds partners and people to a poll that is held; whoever is there stays, but for the seats.
   * @returns the ids of those who were not asked before
   */
  async add(
    manager: EntityManager,
    viewer: Viewer,
    { poll, now }: { poll: Pick<DatePoll, 'id' | 'projectId'>; now: DateTime },
    partners: readonly DatePollPartnerInput[],
  ): Promise<string[]> {
    const added: string[] = [];
    for (const [index, { partnerId, seats, people }] of partners.entries()) {
      const path = ['input', 'partners', `${index}`];
      const partner = await visiblePartner(manager, viewer, partnerId);
      if (partner.projectId !== poll.projectId)
        throw new DomainError(UserErrorCode.INVALID, [...path, 'partnerId']);
      const isNew = await this.addPartner(manager, { poll, now }, partnerId, seats);
      const personIds = people
        ? await this.named(manager, viewer, partner, people, path)
        : isNew
          ? await coordinatorsOf(manager, partnerId, path)
          : [];
      for (const [nth, personId] of personIds.entries()) {
        const id = uuidv7();
        const row = { id, pollId: poll.id, partnerId, personId, invitedAt: now };
        const isAdded = await insertNew(manager, row, [...path, 'people', `${nth}`]);
        if (isAdded) added.push(id);
      }
    }
    await ensureBounds(manager, poll.id);
    return added;
  }

  /** @returns whether it was not asked before */
  private async addPartner(
    manager: EntityManager,
    { poll, now }: { poll: Pick<DatePoll, 'id' | 'projectId'>; now: DateTime },
    partnerId: string,
    seats: number,
  ): Promise<boolean> {
    const key = { pollId: poll.id, partnerId };
    if ((await manager.update(DatePollPartner, key, { seats })).affected === 1) return false;
    await manager.insert(DatePollPartner, {
      id: uuidv7(),
      ...key,
      projectId: poll.projectId,
      seats,
      invitedAt: now,
    });
    return true;
  }

  /** People of the partner; whoever may name delegates for it makes others its delegates. */
  private async named(
    manager: EntityManager,
    viewer: Viewer,
    partner: Partner,
    people: readonly DatePollPersonInput[],
    path: readonly string[],
  ): Promise<string[]> {
    const ids: string[] = [];
    for (const [index, person] of people.entries()) {
      const at = [...path, 'people', `${index}`];
      const member = await memberWith(manager, person.email, partner.id);
      if (!member) ensure(canCoordinate(viewer, partner), [...at, 'email']);
      ids.push(member ?? (await this.memberships.delegate(manager, viewer, person, partner, at)));
    }
    return ids;
  }
}

/** The person of this address, where he is of the partner already. */
async function memberWith(manager: EntityManager, email: string, partnerId: string): Promise<string | null> {
  const address = parseAddress(email);
  const person = address && (await manager.findOneBy(Person, { email: address }));
  if (!person) return null;
  const role = In([MemberRole.COORDINATOR, MemberRole.DELEGATE]);
  const membership = { partnerId, personId: person.id, role, endedAt: IsNull() };
  return (await manager.existsBy(Membership, membership)) ? person.id : null;
}

/** @throws DomainError INVALID where a partner has none, so that nobody would be asked */
async function coordinatorsOf(
  manager: EntityManager,
  partnerId: string,
  path: readonly string[],
): Promise<string[]> {
  const role = MemberRole.COORDINATOR;
  const all = await manager.find(Membership, {
    where: { partnerId, role, endedAt: IsNull() },
    order: { since: 'ASC', id: 'ASC' },
  });
  if (all.length === 0) throw new DomainError(UserErrorCode.INVALID, [...path, 'people']);
  return all.map(({ personId }) => personId);
}

/**
 * @returns false: he is asked already
 * @throws DomainError DUPLICATE where he is asked for another partner
 */
async function insertNew(
  manager: EntityManager,
  row: Omit<DatePollInvitee, 'answeredAt' | 'comment'>,
  path: readonly string[],
): Promise<boolean> {
  const { pollId, personId, partnerId } = row;
  const known = await manager.findOneBy(DatePollInvitee, { pollId, personId });
  if (known && known.partnerId !== partnerId) throw new DomainError(UserErrorCode.DUPLICATE, path);
  if (!known) await manager.insert(DatePollInvitee, row);
  return !known;
}

async function ensureBounds(manager: EntityManager, pollId: string): Promise<void> {
  const isWithin =
    (await manager.countBy(DatePollPartner, { pollId })) <= MOST_PARTNERS &&
    (await manager.countBy(DatePollInvitee, { pollId })) <= MOST_INVITEES;
  if (!isWithin) throw new DomainError(UserErrorCode.INVALID, ['input', 'partners']);
}
