import type { Secrets } from '../platform/access/secrets.js';
import { uuidOf } from '../platform/database/uuid.js';

const pathOf = (registrationId: string): string => `/badge/${registrationId}`;

/**
 * What the code on a badge says: which registration, and that it was printed here. It tells nothing of the person, and
 * whoever reads it learns no more from Tavola than he may see anyway.
 */
export const badgeToken = (secrets: Secrets, registrationId: string): string =>
  `${registrationId}.${secrets.sign(pathOf(registrationId))}`;

/** The registration of a badge; null where it was not printed here. */
export function registrationOfBadge(secrets: Secrets, token: string): string | null {
  const [id = '', signature = ''] = token.split('.');
  const registrationId = uuidOf(id);
  return registrationId && secrets.isSignatureOf(pathOf(registrationId), signature) ? registrationId : null;
}
