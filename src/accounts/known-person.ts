import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { parseAddress } from './address.js';
import { Person } from './person.entity.js';

/**
 * The person with this address, made when nobody has it; two who ask for one new address at once make one person. Who is
 * known keeps his name and his language.
 * @param path where the address stands in the input
 * @throws DomainError INVALID for what is no address
 */
export async function personWith(
  manager: EntityManager,
  { name, email, language }: { name: string; email: string; language: string },
  path: readonly string[],
): Promise<string> {
  const address = parseAddress(email);
  if (!address) throw new DomainError(UserErrorCode.INVALID, path);
  const person = { id: uuidv7(), name, email: address, language };
  await manager.createQueryBuilder().insert().into(Person).values(person).orIgnore().execute();
  return (await manager.findOneByOrFail(Person, { email: address })).id;
}
