import type { DateTime } from 'luxon';
import { type EntityManager, In } from 'typeorm';
import { Person } from '../../accounts/person.entity.js';
import type { Meeting } from '../../meetings/meeting.entity.js';
import type { Language, Viewer } from '../../platform/access/viewer.js';
import { MemberRole, Membership, lastsAt } from '../../projects/membership.entity.js';
import { Partner } from '../../projects/partner.entity.js';
import { canLead } from '../../projects/project.policy.js';
import { Invitation } from '../../registrations/invitation.entity.js';
import { mayBeNamed } from '../../registrations/new-registration.js';
import { Registration } from '../../registrations/registration.entity.js';
import type { Named } from '../names.js';

/** What is known of whoever has an address of the list. */
interface Known {
  /** He comes, or is asked, already. */
  readonly isRegistered: boolean;
  /** Those of the project that he is a member of. */
  readonly partnerIds: readonly string[];
}

/** What a list for a meeting is compared with. */
export interface DelegateTarget {
  readonly meeting: Pick<Meeting, 'startsOn' | 'endsOn'>;
  /** Who sends them all; null: each row says who. */
  readonly partnerId: string | null;
  readonly partners: readonly Named[];
  /** Seats that nobody has taken, of those that are invited. */
  readonly freeSeats: ReadonlyMap<string, number>;
  readonly known: ReadonlyMap<string, Known>;
  /** Whether he may be taken from these partners by whoever has sent the list. */
  readonly mayTakeFrom: (partnerIds: readonly string[]) => boolean;
  /** Of mails to whom the list has no language for. */
  readonly language: Language;
}

/** To which meeting people are sent, by which partner where it is one alone, as of when. */
export interface ListFor {
  readonly meeting: Meeting;
  readonly partnerId: string | null;
  readonly at: DateTime;
}

export async function delegateTarget(
  manager: EntityManager,
  viewer: Viewer,
  { meeting, partnerId, at }: ListFor,
  emails: readonly string[],
): Promise<DelegateTarget> {
  const { id: meetingId, projectId } = meeting;
  const partners = await manager.findBy(Partner, { projectId });
  const invitations = await manager.findBy(Invitation, { meetingId });
  const people = await manager.findBy(Person, { email: In([...emails]) });
  const personId = In(people.map(({ id }) => id));
  const registrations = await manager.findBy(Registration, { meetingId, personId });
  const role = In([MemberRole.COORDINATOR, MemberRole.DELEGATE]);
  const memberships = await manager.findBy(Membership, { personId, projectId, role, ...lastsAt(at) });
  const knownOf = ({ id }: Person): Known => ({
    isRegistered: registrations.some(
      (registration) => registration.personId === id && !mayBeNamed(registration),
    ),
    partnerIds: memberships.flatMap((membership) =>
      membership.personId === id && membership.partnerId ? [membership.partnerId] : [],
    ),
  });
  return {
    meeting,
    partnerId,
    partners: partners.map(({ id, name, aliases }) => ({ id, names: [name, ...aliases] })),
    freeSeats: new Map(invitations.map(({ partnerId: id, seats, taken }) => [id, seats - taken])),
    known: new Map(people.map((person) => [person.email as string, knownOf(person)])),
    mayTakeFrom: (ids) => canLead(viewer, projectId) || ids.some((id) => viewer.coordinates.includes(id)),
    language: viewer.language,
  };
}
