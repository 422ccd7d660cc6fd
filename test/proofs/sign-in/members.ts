import type { Partnership } from '../../factories/partnership.js';
import type { GraphqlClient } from '../../setup/graphql-client.js';
import type { Tavola } from '../../setup/tavola.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id } userErrors { message } } }`;

/** So soon after it has ended, access gives nothing any more. */
export const WITHIN_MS = 1_000;

export interface Member {
  readonly email: string;
  readonly membershipId: string;
  readonly client: GraphqlClient;
}

/** A way in which his access ends. */
export type End = (member: Member) => Promise<unknown>;

let members = 0;

/** A new delegate, who has signed in. */
export async function newMember(tavola: Tavola, of: Partnership): Promise<Member> {
  const email = `member${(members += 1)}@skovde.example`;
  const partnerId = of.partnerIds['skovde'];
  const input = { partnerId, role: 'DELEGATE', name: 'Member', email, language: 'en' };
  const { inviteMember } = await of.lead.ask(INVITE, { input });
  return { email, membershipId: inviteMember.membership.id, client: await tavola.signedIn(email) };
}
