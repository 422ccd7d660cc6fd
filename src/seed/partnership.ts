import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Person } from '../accounts/person.entity.js';
import { Ask } from '../platform/graphql/ask.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { Viewer } from '../platform/access/viewer.js';
import { MemberRole } from '../projects/membership.entity.js';
import { MembershipsService } from '../projects/memberships.service.js';
import { PartnerRole } from '../projects/partner.entity.js';
import { ProjectsService } from '../projects/projects.service.js';
import { LEAD, PARTNERS, PARTNERSHIP, PROJECT, type PartnerSlug, delegateOf } from './evolaq.js';
import { LEAD_COORDINATOR, actor, addressOf } from './people.js';

export interface Partnership {
  readonly projectId: string;
  readonly partnerIds: Readonly<Record<PartnerSlug, string>>;
  /** Coordinator of the lead partner, who writes English. */
  readonly lead: Viewer;
}

interface Found {
  readonly project: { readonly partnership: readonly { readonly id: string; readonly slug: PartnerSlug }[] };
}

/** The project, its nine organisations, and a coordinator and a delegate of each. */
export async function loadPartnership(app: INestApplicationContext): Promise<Partnership> {
  const { manager } = app.get(DataSource);
  // The one row that no service makes: somebody must be there before anybody can do anything.
  const first = {
    id: uuidv7(),
    name: `Coordinator, ${LEAD.town}`,
    email: LEAD_COORDINATOR,
    language: LEAD.language,
    mayCreateProjects: true,
  };
  await manager.createQueryBuilder().insert().into(Person).values(first).orIgnore().execute();
  const founder = await actor(app, LEAD_COORDINATOR);
  if (founder.leads.length === 0)
    await app.get(ProjectsService).create(founder, { ...PROJECT, leadPartner: organisation(LEAD) });

  const lead = await actor(app, LEAD_COORDINATOR);
  const projectId = lead.leads[0] as string;
  for (const partner of PARTNERS) {
    const input = { ...organisation(partner), projectId, role: PartnerRole.PARTNER };
    await unlessThere(app.get(ProjectsService).addPartner(lead, input));
  }
  const { project } = await app
    .get(Ask)
    .as<Found>(lead, `{ project(slug: "${PROJECT.slug}") { partnership { id slug } } }`);
  const ids = Object.fromEntries(project.partnership.map(({ slug, id }) => [slug, id]));
  const partnerIds = ids as Record<PartnerSlug, string>;
  await inviteMembers(app, { projectId, partnerIds, lead });
  return { projectId, partnerIds, lead };
}

async function inviteMembers(app: INestApplicationContext, { partnerIds, lead }: Partnership): Promise<void> {
  for (const { slug, town, language } of PARTNERSHIP) {
    const partnerId = partnerIds[slug];
    const coordinator = { name: `Coordinator, ${town}`, email: addressOf('coordinator', slug), language };
    for (const [role, person] of [
      [MemberRole.COORDINATOR, coordinator],
      [MemberRole.DELEGATE, delegateOf(slug, 1)],
    ] as const)
      await unlessThere(app.get(MembershipsService).invite(lead, { partnerId, role, ...person }));
  }
}

/** What an earlier start has made already is not made again. */
export async function unlessThere(made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== UserErrorCode.DUPLICATE) throw error;
  }
}

const organisation = ({ slug, name, kind, town, country, aliases }: (typeof PARTNERSHIP)[number]) => ({
  slug,
  name,
  kind,
  town,
  country,
  aliases: [...aliases],
});
