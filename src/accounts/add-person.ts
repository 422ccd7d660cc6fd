import type { DateTime } from 'luxon';
import { type DataSource, IsNull } from 'typeorm';
import { LANGUAGES, type Language } from '../platform/access/viewer.js';
import { isPersonName } from '../platform/graphql/limits.js';
import { record } from '../platform/events/record.js';
import { parseAddress } from './address.js';
import { personWith } from './known-person.js';
import { Person } from './person.entity.js';

/**
 * Lets somebody in whom nobody has invited, to begin projects: the first one of an installation, say. Whoever is known
 * already keeps his name and his language.
 * @throws Error that says which value is wrong
 */
export async function addPerson(
  dataSource: DataSource,
  now: DateTime,
  { name, email, language }: { name: string; email: string; language: string },
): Promise<void> {
  if (!isPersonName(name))
    throw new Error('NAME: between 1 and 200 characters on one line, and no web address.');
  if (!parseAddress(email)) throw new Error(`ADDRESS: ${email} is not one plain e-mail address.`);
  if (!LANGUAGES.includes(language as Language))
    throw new Error(`LANGUAGE: one of ${LANGUAGES.join(', ')}, not ${language}.`);
  await dataSource.transaction(async (manager) => {
    const subjectId = await personWith(manager, { name: name.trim(), email, language }, ['email']);
    const added = await manager.update(
      Person,
      { id: subjectId, disabledAt: IsNull() },
      { mayCreateProjects: true },
    );
    if (added.affected !== 1)
      throw new Error(
        `ADDRESS: the access of ${email} was ended. To give it back: npm run cli -- enable-person ${email}; then add-person once more.`,
      );
    await record(manager, { personId: null }, now, { kind: 'person.added', subjectId, projectId: null });
  });
}
