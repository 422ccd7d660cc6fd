import type { Language } from '../platform/access/viewer.js';
import { type Asked, type Page, allPages } from './paper.js';

const NOBODY = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** All registrations of a meeting in one state that he sees, with what is selected of them. */
export async function everyRegistration<Row>(
  { ask, viewer }: Asked,
  language: Language,
  id: string,
  selected: string,
  state: 'CONFIRMED' | 'INVITED',
): Promise<Row[]> {
  const document = `query ($id: ID!, $after: String, $state: RegistrationState!) { meeting(id: $id) {
    registrations(first: 100, after: $after, state: $state) {
      nodes { ${selected} } pageInfo { hasNextPage endCursor } } } }`;
  return allPages(async (after) => {
    type Answer = { meeting: { registrations: Page<Row> } | null };
    const { meeting } = await ask.as<Answer>({ ...viewer, language }, document, { id, after, state });
    return meeting?.registrations ?? NOBODY;
  });
}
