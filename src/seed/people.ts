import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import type { Language, Viewer } from '../platform/access/viewer.js';
import { Viewers } from '../viewers/viewers.js';

/** Nobody can have an `.example` address (RFC 2606), and people are named by what they are. */
export const addressOf = (role: string, partner: string): string => `${role}@${partner}.example`;

export const LEAD_COORDINATOR = addressOf('coordinator', 'norrkoping');

/** With whom one can look at the example, and what there is to try. */
export const DEMO_PEOPLE = [
  {
    what: 'Lead partner',
    email: LEAD_COORDINATOR,
    toTry: 'amendMeeting of cervia, remindMaterial of example, recordOutcome',
  },
  {
    what: 'Coordinator, Skövde',
    email: addressOf('coordinator', 'skovde'),
    toTry: 'host of example: nameDelegates, moveAgendaItem, publishAgenda',
  },
  {
    what: 'Delegate, Skövde',
    email: addressOf('delegate1', 'skovde'),
    toTry: 'register for example, signUp for a workshop, requestUpload',
  },
  {
    what: 'Delegate, Collecchio',
    email: addressOf('delegate1', 'collecchio'),
    toTry: 'say yes or no by the link of the mail in the inbox, without sign-in',
  },
  {
    what: 'Desk of the example',
    email: addressOf('desk', 'skovde'),
    toTry: 'checkIn on a day of example, registerWalkIn',
  },
] as const;

/**
 * Somebody of the example, with all that he is by now.
 * @param language in which he reads and writes
 */
export async function actor(
  app: INestApplicationContext,
  email: string,
  language: Language = 'en',
): Promise<Viewer> {
  const { id } = await app.get(DataSource).manager.findOneByOrFail(Person, { email });
  return { ...(await app.get(Viewers).ofPerson(id)), language };
}
