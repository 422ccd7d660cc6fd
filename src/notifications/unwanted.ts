import { type EntityManager, In } from 'typeorm';
import type { MailTopic } from './mail-topic.js';
import { UnwantedMail } from './unwanted-mail.entity.js';

/** Those of them who have turned the topic off. What is of none, nobody has. */
export async function contentWithout(
  manager: EntityManager,
  topic: MailTopic | undefined,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!topic || personIds.length === 0) return new Set();
  const unwanted = await manager.findBy(UnwantedMail, { topic, personId: In(personIds) });
  return new Set(unwanted.map(({ personId }) => personId));
}
