import type { INestApplicationContext } from '@nestjs/common';
import type { Viewer } from '../platform/access/viewer.js';
import { Ask } from '../platform/graphql/ask.js';
import { InvitationsService } from '../registrations/invitations.service.js';
import type { RegistrationState } from '../registrations/registration.entity.js';
import { RegistrationsService } from '../registrations/registrations.service.js';
import { PARTNERSHIP, type PartnerSlug, delegateOf } from './evolaq.js';
import type { LoadedMeeting } from './load-events.js';
import type { Partnership } from './partnership.js';

/** Invites the whole partnership, the lead partner as well. */
export async function invitePartners(
  app: INestApplicationContext,
  { partnerIds, lead }: Partnership,
  { id: meetingId }: LoadedMeeting,
  seats: number,
): Promise<void> {
  for (const { slug } of PARTNERSHIP)
    await app.get(InvitationsService).invite(lead, { meetingId, partnerId: partnerIds[slug], seats });
}

/** Names these delegates of a partner, but for those who were named already: a no is not asked again. */
export async function nameDelegates(
  app: INestApplicationContext,
  { partnerIds, lead }: Partnership,
  meeting: LoadedMeeting,
  { partner, numbers }: { partner: PartnerSlug; numbers: readonly number[] },
): Promise<void> {
  const named = await registrationsOf(app, lead, meeting);
  const delegates = numbers
    .map((number) => delegateOf(partner, number))
    .filter(({ email }) => !named.has(email));
  if (delegates.length === 0) return;
  const input = { meetingId: meeting.id, partnerId: partnerIds[partner], delegates };
  await app.get(RegistrationsService).name(lead, input);
}

export interface LoadedRegistration {
  readonly id: string;
  readonly state: `${RegistrationState}`;
}

interface Node extends LoadedRegistration {
  readonly person: { readonly email: string | null };
}

/** The registrations of people with an address, by it. */
export async function registrationsOf(
  app: INestApplicationContext,
  lead: Viewer,
  { id }: LoadedMeeting,
): Promise<ReadonlyMap<string, LoadedRegistration>> {
  const { meeting } = await app
    .get(Ask)
    .as<{ meeting: { registrations: { nodes: readonly Node[] } } }>(
      lead,
      `query ($id: ID!) { meeting(id: $id) { registrations(first: 100) { nodes { id state person { email } } } } }`,
      { id },
    );
  return new Map(
    meeting.registrations.nodes.flatMap((node) => (node.person.email ? [[node.person.email, node]] : [])),
  );
}
