import type { DateTime } from 'luxon';
import { type DataSource, IsNull, Not } from 'typeorm';
import { record } from '../platform/events/record.js';
import { parseAddress } from './address.js';
import { Person } from './person.entity.js';

/**
 * Lets somebody sign in again who was disabled. What he had has ended and stays so: he signs in anew, and makes new tokens.
 * @throws Error when nobody has this address
 */
export async function enablePerson(dataSource: DataSource, now: DateTime, email: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const person = await manager.findOneBy(Person, { email: parseAddress(email) ?? '' });
    if (!person) throw new Error(`ADDRESS: nobody has ${email}.`);
    const disabled = { id: person.id, disabledAt: Not(IsNull()) };
    const enabled = await manager.update(Person, disabled, { disabledAt: null });
    if (enabled.affected !== 1) return;
    const event = { kind: 'person.enabled', subjectId: person.id, projectId: null };
    await record(manager, { personId: null }, now, event);
  });
}
