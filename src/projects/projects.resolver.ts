import { Args, ID, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import { OpenToAll } from '../platform/access/signed-in.guard.js';
import type { Viewer } from '../platform/access/viewer.js';
import { sql } from '../platform/database/sql.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { CountryRead } from './country.read.js';
import { MembershipsService } from './memberships.service.js';
import {
  AddPartnerInput,
  CreateProjectInput,
  InviteMemberInput,
  UpdatePartnerInput,
  UpdateProjectInput,
} from './project.input.js';
import { PersonRead, ProjectRead } from './project.read.js';
import {
  CountryType,
  MembershipPayload,
  PartnerPayload,
  PersonType,
  ProjectPayload,
  ProjectType,
} from './project.type.js';
import { ProjectsService } from './projects.service.js';

const MOST_PROJECTS = 200;
const MOST_COUNTRIES = 300;

@Resolver()
export class ProjectsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly service: ProjectsService,
    private readonly memberships: MembershipsService,
  ) {}

  @OpenToAll()
  @Query(() => [CountryType], { description: 'The countries of ISO 3166-1, by code.' })
  countries(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo) {
    return this.reader.many(info, viewer, CountryRead, MOST_COUNTRIES, () => sql`true`);
  }

  @Query(() => [ProjectType], {
    description: `The projects in which the viewer has a part, by slug. At most ${MOST_PROJECTS}; of more, the first.`,
  })
  projects(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo) {
    return this.reader.many(info, viewer, ProjectRead, MOST_PROJECTS, () => sql`true`);
  }

  @Query(() => ProjectType, {
    nullable: true,
    description: 'One project; null when the viewer has no part in it.',
  })
  project(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('slug', { description: 'Such as evolaq.' }) slug: string,
  ) {
    return this.reader.one(info, viewer, ProjectRead, (t) => sql`${t}.slug = ${slug}::text`);
  }

  @Query(() => PersonType, {
    nullable: true,
    description: 'One person; null when the viewer is in nothing together with him.',
  })
  person(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('id', { type: () => ID, description: 'UUID.' }) id: string,
  ) {
    return this.reader.byId(info, viewer, PersonRead, requireId(id));
  }

  @Mutation(() => ProjectPayload, {
    description:
      'Creates a project; whoever does coordinates its lead partner. By who leads one already or was let in from the terminal.',
  })
  async createProject(
    @CurrentViewer() viewer: Viewer,
    @Input(() => CreateProjectInput) input: CreateProjectInput,
  ): Promise<ProjectPayload> {
    return { project: await this.service.create(viewer, input) };
  }

  @Mutation(() => ProjectPayload, { description: 'Changes a project. By the lead partner.' })
  async updateProject(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateProjectInput) input: UpdateProjectInput,
  ): Promise<ProjectPayload> {
    return { project: await this.service.update(viewer, input) };
  }

  @Mutation(() => PartnerPayload, { description: 'Adds an organisation to a project. By the lead partner.' })
  async addPartner(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddPartnerInput) input: AddPartnerInput,
  ): Promise<PartnerPayload> {
    return { partner: await this.service.addPartner(viewer, input) };
  }

  @Mutation(() => PartnerPayload, {
    description: 'Changes a partner. By its coordinator or the lead partner.',
  })
  async updatePartner(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdatePartnerInput) input: UpdatePartnerInput,
  ): Promise<PartnerPayload> {
    return { partner: await this.service.updatePartner(viewer, input) };
  }

  @Mutation(() => MembershipPayload, {
    description:
      'Makes somebody coordinator or delegate of a partner and mails him. By its coordinator or the lead.',
  })
  async inviteMember(
    @CurrentViewer() viewer: Viewer,
    @Input(() => InviteMemberInput) input: InviteMemberInput,
  ): Promise<MembershipPayload> {
    return { membership: await this.memberships.invite(viewer, input) };
  }

  @Mutation(() => MembershipPayload, {
    description: 'Ends a membership, and access with it. By the coordinator of the partner or the lead.',
  })
  async endMembership(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Of Partner.members.' }) id: string,
  ): Promise<MembershipPayload> {
    await this.memberships.end(viewer, id);
    return {};
  }
}
