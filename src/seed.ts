import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Person } from './accounts/person.entity.js';
import { type Viewer, anonymous } from './platform/access/viewer.js';
import { MemberRole } from './projects/membership.entity.js';
import { MembershipsService } from './projects/memberships.service.js';
import { PartnerRole } from './projects/partner.entity.js';
import { Project } from './projects/project.entity.js';
import { ProjectsService } from './projects/projects.service.js';

/** With whom one can look at the example; people are named by role, and nobody can have an `.example` address. */
export const DEMO_PEOPLE = [
  { what: 'Lead partner', email: 'coordinator@norrkoping.example' },
  { what: 'Coordinator, Cervia', email: 'coordinator@cervia.example' },
  { what: 'Delegate, Skövde', email: 'delegate1@skovde.example' },
] as const;

const LEAD = {
  slug: 'norrkoping',
  name: 'Norrköpings kommun',
  kind: 'municipality',
  town: 'Norrköping',
  country: 'SE',
  aliases: ['Norrkopping', 'Norrkoping', 'Norrkoppinga'],
};

const PARTNERS = [
  {
    slug: 'skovde',
    name: 'Skövde kommun',
    kind: 'municipality',
    town: 'Skövde',
    country: 'SE',
    language: 'sv',
    aliases: ['Skovde'],
  },
  {
    slug: 'collecchio',
    name: 'Comune di Collecchio',
    kind: 'municipality',
    town: 'Collecchio',
    country: 'IT',
    language: 'it',
    aliases: ['Collechio'],
  },
  {
    slug: 'cervia',
    name: 'Comune di Cervia',
    kind: 'municipality',
    town: 'Cervia',
    country: 'IT',
    language: 'it',
  },
  {
    slug: 'dubrovnik',
    name: 'City of Dubrovnik Development Agency',
    kind: 'development agency',
    town: 'Dubrovnik',
    country: 'HR',
    language: 'hr',
    aliases: ['Dubrovnik'],
  },
  {
    slug: 'enzkreis',
    name: 'Landratsamt Enzkreis',
    kind: 'region',
    town: 'Pforzheim',
    country: 'DE',
    language: 'de',
    aliases: ['Enzkreis', 'Pforzheim'],
  },
  {
    slug: 'daugavpils',
    name: 'Daugavpils pilsētas dome',
    kind: 'municipality',
    town: 'Daugavpils',
    country: 'LV',
    language: 'lv',
    aliases: ['Daugavpils City Council'],
  },
  {
    slug: 'vsg',
    name: 'VSG Linz',
    kind: 'association',
    town: 'Linz',
    country: 'AT',
    language: 'de',
    aliases: ['VSG', 'VGS'],
  },
  { slug: 'liiveri', name: 'Liiveri', kind: 'association', town: 'Ilmajoki', country: 'FI', language: 'fi' },
] as const;

/** Loads EVOLAQ into an empty database, through the same services that people use. */
export async function seed(app: INestApplicationContext): Promise<void> {
  const dataSource = app.get(DataSource);
  if ((await dataSource.manager.count(Project)) > 0) return;
  const projects = app.get(ProjectsService);
  const memberships = app.get(MembershipsService);
  const lead = await leadCoordinator(dataSource);
  const projectId = await projects.create(lead, {
    slug: 'evolaq',
    acronym: 'EVOLAQ',
    title: 'Enhancing Volunteering Actions and Quality in Europe',
    programme:
      "Europe for Citizens, Strand 2 'Democratic engagement and civic participation', Networks of towns",
    startsOn: '2016-02-01',
    endsOn: '2018-01-31',
    languages: ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'],
    leadPartner: LEAD,
  });
  const viewer = { ...lead, projects: [projectId], leads: [projectId] };
  for (const { language, ...partner } of PARTNERS) {
    const organisation = { aliases: [], ...partner };
    const partnerId = await projects.addPartner(viewer, {
      ...organisation,
      aliases: [...organisation.aliases],
      projectId,
      role: PartnerRole.PARTNER,
    });
    const invite = (role: MemberRole, name: string, local: string) =>
      memberships.invite(viewer, {
        partnerId,
        role,
        name,
        language,
        email: `${local}@${partner.slug}.example`,
      });
    await invite(MemberRole.COORDINATOR, `Coordinator, ${partner.town}`, 'coordinator');
    await invite(MemberRole.DELEGATE, `Delegate 1, ${partner.town}`, 'delegate1');
  }
}

async function leadCoordinator(dataSource: DataSource): Promise<Viewer> {
  const person = {
    id: uuidv7(),
    name: 'Coordinator, Norrköping',
    email: DEMO_PEOPLE[0].email,
    language: 'sv',
  };
  await dataSource.manager.insert(Person, person);
  return { ...anonymous('en'), personId: person.id };
}
