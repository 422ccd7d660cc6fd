import type { DateTime } from 'luxon';
import { type DataSource, IsNull } from 'typeorm';
import { record } from '../platform/events/record.js';
import { parseAddress } from './address.js';
import { endAccess } from './end-access.js';
import { Person } from './person.entity.js';
import { SignIn } from './sign-in.entity.js';

/**
 * Ends all access of somebody at once: his sessions, API tokens, mails to sign in with and live streams. What he did
 * stays, with his name.
 * @throws Error when nobody has this address
 */
export async function disablePerson(dataSource: DataSource, now: DateTime, email: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const person = await manager.findOneBy(Person, { email: parseAddress(email) ?? '' });
    if (!person) throw new Error(`ADDRESS: nobody has ${email}.`);
    const personId = person.id;
    const disabled = await manager.update(
      Person,
      { id: personId, disabledAt: IsNull() },
      { disabledAt: now },
    );
    await endAccess(manager, now, { personId });
    await manager.update(SignIn, { personId, usedAt: IsNull() }, { usedAt: now });
    if (disabled.affected !== 1) return;
    const event = { kind: 'person.disabled', subjectId: personId, projectId: null };
    await record(manager, { personId: null }, now, event);
  });
}
