import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, In, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { parseAddress } from '../accounts/address.js';
import { Person } from '../accounts/person.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { MemberRole, Membership, lastsAt } from '../projects/membership.entity.js';
import { MembershipsService } from '../projects/memberships.service.js';
import type { Partner } from '../projects/partner.entity.js';
import { canCoordinate } from '../projects/project.policy.js';
import { visiblePartner } from '../projects/projects.service.js';
import { type DatePoll, MOST_INVITEES, MOST_PARTNERS } from './date-poll.entity.js';
import type { DatePollPartnerInput, DatePollPersonInput } from './date-poll.input.js';
import { DatePollInvitee, DatePollPartner } from './date-poll-people.entity.js';
import { canAnswerDates, canOrganisePoll } from './date-poll.policy.js';
import { ensureHostIsAsked, ensureQuorum } from './enough-asked.js';
import { ensureUndecided, lockPoll } from './locked-poll.js';
import { recordProgress } from './progress.js';

/** Of an invitation, where it is not said. */
const USUAL_SEATS = 2;

interface At {
  readonly now: DateTime;
  readonly path: readonly string[];
}

/** Who is asked: partners, and for each of them people. */
@Injectable()
export class DatePollInviteesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly memberships: MembershipsService,
  ) {}

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
        ? await this.named(manager, viewer, partner, people, { now, path })
        : isNew
          ? await coordinatorsOf(manager, partnerId, { now, path })
          : [];
      for (const personId of personIds) {
        const inviteeId = await ask(manager, { pollId: poll.id, partnerId, personId }, now);
        if (inviteeId) added.push(inviteeId);
      }
    }
    await ensureBounds(manager, poll.id);
    return added;
  }

  /**
   * Asks a partner no more, nor anybody for it; what was said for it counts no more, and comes back with a new invitation.
   * @throws DomainError QUORUM_TOO_LARGE where too few would be left, HOST_NOT_ASKED for the host
   */
  withdrawPartner(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const asked = await manager.findOneBy(DatePollPartner, { id: requireId(id) });
      if (!asked) throw notFound();
      const { pollId, partnerId } = asked;
      const poll = await lockPoll(manager, viewer, pollId);
      ensureMayTakeBack(viewer, poll);
      await this.takeBack(manager, viewer, poll, { partnerId }, async (withdrawnAt) => {
        const { affected } = await manager.update(
          DatePollPartner,
          { id, withdrawnAt: IsNull() },
          { withdrawnAt },
        );
        await manager.update(DatePollInvitee, { pollId, partnerId, withdrawnAt: IsNull() }, { withdrawnAt });
        await ensureQuorum(manager, poll, ['id']);
        await ensureHostIsAsked(manager, poll, ['id']);
        return affected === 1;
      });
      return pollId;
    });
  }

  /** Asks a person no more for this partner. Doing so again changes nothing. */
  withdrawInvitee(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const asked = await manager.findOneBy(DatePollInvitee, { id: requireId(id) });
      if (!asked) throw notFound();
      const poll = await lockPoll(manager, viewer, asked.pollId);
      // Whoever may not answer for him does not see him either.
      if (!canAnswerDates(viewer, asked, poll)) throw notFound();
      ensureMayTakeBack(viewer, poll);
      const details = { inviteeId: id, partnerId: asked.partnerId };
      await this.takeBack(manager, viewer, poll, details, async (withdrawnAt) => {
        const { affected } = await manager.update(
          DatePollInvitee,
          { id, withdrawnAt: IsNull() },
          { withdrawnAt },
        );
        return affected === 1;
      });
      return poll.id;
    });
  }

  private async takeBack(
    manager: EntityManager,
    viewer: Viewer,
    { id: subjectId, projectId }: DatePoll,
    details: object,
    change: (withdrawnAt: DateTime) => Promise<boolean>,
  ): Promise<void> {
    const now = this.clock.now();
    if (!(await change(now))) return;
    const event = { kind: 'datePoll.takenBack', subjectId, projectId, details };
    // It may have been the only one that had not answered.
    await recordProgress(manager, this.jobs, viewer, now, event);
  }

  /** @returns whether it was not asked before */
  private async addPartner(
    manager: EntityManager,
    { poll, now }: { poll: Pick<DatePoll, 'id' | 'projectId'>; now: DateTime },
    partnerId: string,
    seats: number | null | undefined,
  ): Promise<boolean> {
    const key = { pollId: poll.id, partnerId };
    const known = await manager.findOneBy(DatePollPartner, key);
    if (!known) {
      const row = {
        id: uuidv7(),
        ...key,
        projectId: poll.projectId,
        seats: seats ?? USUAL_SEATS,
        invitedAt: now,
      };
      await manager.insert(DatePollPartner, row);
      return true;
    }
    const again = known.withdrawnAt ? { withdrawnAt: null, askedAt: now, reminders: 0 } : {};
    const changes = { ...defined({ seats: seats ?? undefined }), ...again };
    if (Object.keys(changes).length > 0) await manager.update(DatePollPartner, { id: known.id }, changes);
    return known.withdrawnAt !== null;
  }

  /** People of the partner; whoever may name delegates for it makes others its delegates. */
  private async named(
    manager: EntityManager,
    viewer: Viewer,
    partner: Partner,
    people: readonly DatePollPersonInput[],
    { now, path }: At,
  ): Promise<string[]> {
    const ids: string[] = [];
    for (const [index, person] of people.entries()) {
      const at = [...path, 'people', `${index}`, 'email'];
      const member = await memberWith(manager, person.email, partner.id, now);
      if (!member) ensure(canCoordinate(viewer, partner), at);
      ids.push(member ?? (await this.memberships.delegate(manager, viewer, person, partner, at)));
    }
    return ids;
  }
}

/** @throws DomainError FORBIDDEN or POLL_ENDED */
function ensureMayTakeBack(viewer: Viewer, poll: DatePoll): void {
  ensure(canOrganisePoll(viewer, poll), ['id']);
  ensureUndecided(poll, ['id']);
}

/** The person of this address, where he is of the partner already. */
async function memberWith(
  manager: EntityManager,
  email: string,
  partnerId: string,
  now: DateTime,
): Promise<string | null> {
  const address = parseAddress(email);
  const person = address && (await manager.findOneBy(Person, { email: address }));
  if (!person) return null;
  const role = In([MemberRole.COORDINATOR, MemberRole.DELEGATE]);
  const membership = { partnerId, personId: person.id, role };
  return (await manager.existsBy(Membership, { ...membership, ...lastsAt(now) })) ? person.id : null;
}

/** @throws DomainError INVALID where a partner has none, so that nobody would be asked */
async function coordinatorsOf(
  manager: EntityManager,
  partnerId: string,
  { now, path }: At,
): Promise<string[]> {
  const role = MemberRole.COORDINATOR;
  const all = await manager.find(Membership, {
    where: { partnerId, role, ...lastsAt(now) },
    order: { since: 'ASC', id: 'ASC' },
  });
  if (all.length === 0) throw new DomainError(UserErrorCode.INVALID, [...path, 'people']);
  return all.map(({ personId }) => personId);
}

/**
 * Asks a person for a partner, also one who was asked no more; what he said then counts again.
 * @returns the id of whom it concerns; null: he is asked already
 */
export async function ask(
  manager: EntityManager,
  who: Pick<DatePollInvitee, 'pollId' | 'partnerId' | 'personId'>,
  now: DateTime,
): Promise<string | null> {
  const known = await manager.findOneBy(DatePollInvitee, who);
  if (known && !known.withdrawnAt) return null;
  const id = known?.id ?? uuidv7();
  const asked = { invitedAt: now, withdrawnAt: null };
  if (known) await manager.update(DatePollInvitee, { id }, asked);
  else await manager.insert(DatePollInvitee, { id, ...who, ...asked });
  return id;
}

async function ensureBounds(manager: EntityManager, pollId: string): Promise<void> {
  const isWithin =
    (await manager.countBy(DatePollPartner, { pollId, withdrawnAt: IsNull() })) <= MOST_PARTNERS &&
    (await manager.countBy(DatePollInvitee, { pollId, withdrawnAt: IsNull() })) <= MOST_INVITEES;
  if (!isWithin) throw new DomainError(UserErrorCode.INVALID, ['input', 'partners']);
}
