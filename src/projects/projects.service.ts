import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { changedRules } from './mail-rules.js';
import { MemberRole, Membership } from './membership.entity.js';
import { Partner, PartnerRole } from './partner.entity.js';
import { Project } from './project.entity.js';
import type {
  AddPartnerInput,
  CreateProjectInput,
  OrganisationInput,
  UpdatePartnerInput,
  UpdateProjectInput,
} from './project.input.js';
import { canCoordinate, canCreateProject, canLead } from './project.policy.js';

const PROJECT_CONSTRAINTS = {
  project_slug_unique: () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'slug']),
  project_ends_after_its_start: () => new DomainError(UserErrorCode.END_BEFORE_START, ['input', 'endsOn']),
};

/** Projects and the organisations in them. */
@Injectable()
export class ProjectsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Whoever creates a project coordinates its lead partner. */
  create(viewer: Viewer, { leadPartner, title, ...input }: CreateProjectInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      if (!canCreateProject(viewer)) throw new DomainError(UserErrorCode.MAY_NOT_CREATE_PROJECTS, ['input']);
      const id = uuidv7();
      const project = { id, ...input, title: { [viewer.language]: title } };
      await meaning(PROJECT_CONSTRAINTS, manager.insert(Project, project));
      const partnerId = await insertPartner(manager, id, PartnerRole.LEAD, leadPartner, [
        'input',
        'leadPartner',
      ]);
      const membership = { projectId: id, partnerId, personId: viewer.personId as string };
      const now = this.clock.now();
      await manager.insert(Membership, {
        ...membership,
        id: uuidv7(),
        role: MemberRole.COORDINATOR,
        since: now,
      });
      await record(manager, viewer, now, { kind: 'project.created', subjectId: id, projectId: id });
      return id;
    });
  }

  update(viewer: Viewer, input: UpdateProjectInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion: _read, title, mailRules, ...changes } = input;
      const project = await visibleProject(manager, viewer, id);
      ensure(canLead(viewer, id), ['input', 'id']);
      const titles = title === undefined ? {} : { title: { ...project.title, [viewer.language]: title } };
      const rules = mailRules && { mailRules: changedRules(project.mailRules, mailRules) };
      const edit = { viewer, at: this.clock.now(), input };
      const update = updateVersion(manager, edit, Project, { ...defined(changes), ...titles, ...rules });
      const details = edited(input);
      const event = { kind: 'project.updated', subjectId: id, projectId: id, details };
      if (await meaning(PROJECT_CONSTRAINTS, update)) await record(manager, viewer, this.clock.now(), event);
      return id;
    });
  }

  addPartner(viewer: Viewer, { projectId, role, ...organisation }: AddPartnerInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await visibleProject(manager, viewer, projectId);
      ensure(canLead(viewer, projectId), ['input', 'projectId']);
      const id = await insertPartner(manager, projectId, role, organisation, ['input']);
      await record(manager, viewer, this.clock.now(), { kind: 'partner.added', subjectId: id, projectId });
      return id;
    });
  }

  updatePartner(viewer: Viewer, input: UpdatePartnerInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion: _read, ...changes } = input;
      const partner = await visiblePartner(manager, viewer, id);
      ensure(canCoordinate(viewer, partner), ['input', 'id']);
      const details = edited(input);
      const event = { kind: 'partner.updated', subjectId: id, projectId: partner.projectId, details };
      const edit = { viewer, at: this.clock.now(), input };
      const changed = await updateVersion(manager, edit, Partner, defined(changes));
      if (changed) await record(manager, viewer, this.clock.now(), event);
      return id;
    });
  }
}

/** @throws NOT_FOUND when there is none that the viewer may see */
export async function visiblePartner(manager: EntityManager, viewer: Viewer, id: string): Promise<Partner> {
  const partner = await manager.findOneBy(Partner, { id: requireId(id) });
  if (!partner || !viewer.projects.includes(partner.projectId)) throw notFound();
  return partner;
}

/** @throws NOT_FOUND when there is none that the viewer may see */
export async function visibleProject(manager: EntityManager, viewer: Viewer, id: string): Promise<Project> {
  const project = viewer.projects.includes(requireId(id)) && (await manager.findOneBy(Project, { id }));
  if (!project) throw notFound();
  return project;
}

async function insertPartner(
  manager: EntityManager,
  projectId: string,
  role: PartnerRole,
  { country, aliases, ...organisation }: OrganisationInput,
  path: string[],
): Promise<string> {
  const id = uuidv7();
  const row = { id, projectId, role, ...organisation, aliases: aliases ?? [], countryCode: country };
  await meaning(
    {
      partner_slug_unique: () => new DomainError(UserErrorCode.DUPLICATE, [...path, 'slug']),
      partner_one_lead: () => new DomainError(UserErrorCode.DUPLICATE, [...path, 'role']),
      partner_country_fkey: () =>
        new DomainError(UserErrorCode.UNKNOWN_COUNTRY, [...path, 'country'], { country }),
    },
    manager.insert(Partner, row),
  );
  return id;
}
