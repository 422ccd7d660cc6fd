import { type EntityManager, In, IsNull } from 'typeorm';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Membership } from '../projects/membership.entity.js';
import { Partner } from '../projects/partner.entity.js';
import { AgendaItemPartner, AgendaItemSpeaker } from './agenda-people.entity.js';

interface People {
  readonly speakerIds?: readonly string[] | null;
  readonly partnerIds?: readonly string[] | null;
}

/**
 * Sets who speaks at an item and which partners answer for it; a list that is left out stays.
 * @throws DomainError INVALID for people or partners of other projects
 */
export async function replacePeople(
  manager: EntityManager,
  projectId: string,
  itemId: string,
  { speakerIds, partnerIds }: People,
): Promise<void> {
  if (speakerIds) {
    const ids = await knownSpeakers(manager, projectId, speakerIds);
    await manager.delete(AgendaItemSpeaker, { itemId });
    await manager.insert(
      AgendaItemSpeaker,
      ids.map((personId) => ({ itemId, personId })),
    );
  }
  if (partnerIds) {
    const ids = await knownPartners(manager, projectId, partnerIds);
    await manager.delete(AgendaItemPartner, { itemId });
    await manager.insert(
      AgendaItemPartner,
      ids.map((partnerId) => ({ itemId, partnerId })),
    );
  }
}

/**
 * These people, each once, in order of their ids.
 * @throws DomainError INVALID where one of them is not of the project
 */
export async function knownSpeakers(
  manager: EntityManager,
  projectId: string,
  speakerIds: readonly string[],
): Promise<string[]> {
  const ids = distinct(speakerIds);
  const members = await manager.findBy(Membership, { projectId, personId: In(ids), endedAt: IsNull() });
  refuseOthers(ids, distinct(members.map(({ personId }) => personId)), 'speakerIds');
  return ids;
}

/** These partners, likewise. */
export async function knownPartners(
  manager: EntityManager,
  projectId: string,
  partnerIds: readonly string[],
): Promise<string[]> {
  const ids = distinct(partnerIds);
  const partners = await manager.findBy(Partner, { projectId, id: In(ids) });
  refuseOthers(
    ids,
    partners.map(({ id }) => id),
    'partnerIds',
  );
  return ids;
}

/** Whoever speaks at an item and answers for it does so at its copy, too. @param ids of the copies, by those of the items */
export async function copyPeople(manager: EntityManager, ids: ReadonlyMap<string, string>): Promise<void> {
  const itemId = In([...ids.keys()]);
  for (const entity of [AgendaItemSpeaker, AgendaItemPartner]) {
    const people = await manager.findBy(entity, { itemId });
    await manager.insert(
      entity,
      people.map((person) => ({ ...person, itemId: ids.get(person.itemId) as string })),
    );
  }
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids.map(requireId))].toSorted();

function refuseOthers(asked: readonly string[], found: readonly string[], field: string): void {
  if (asked.length !== found.length) throw new DomainError(UserErrorCode.INVALID, ['input', field]);
}
