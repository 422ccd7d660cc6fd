import { Args, ID, Info, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { sql } from '../platform/database/sql.js';
import { badInput, requireId } from '../platform/graphql/request-errors.js';
import { Input } from '../platform/graphql/input.js';
import { Reader } from '../platform/read/reader.js';
import { MembershipType, ProjectType } from '../projects/project.type.js';
import { ScheduleMeetingInput, UpdateMeetingInput } from './meeting.input.js';
import { MeetingRead } from './meeting.read.js';
import { MeetingPayload, MeetingType } from './meeting.type.js';
import { MeetingsService } from './meetings.service.js';

export const MeetingId = (): ParameterDecorator =>
  Args('id', { type: () => ID, description: 'Which meeting.' });

@Resolver()
export class MeetingsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly service: MeetingsService,
  ) {}

  @Query(() => MeetingType, {
    nullable: true,
    description:
      'One meeting, by either its id or project and slug; null when there is none that the viewer may see.',
  })
  meeting(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('project', { nullable: true, description: "The project's slug, such as evolaq." }) project?: string,
    @Args('slug', { nullable: true, description: "The meeting's slug, such as cervia." }) slug?: string,
    @Args('id', { type: () => ID, nullable: true, description: 'The id, such as a live change names it.' })
    id?: string,
  ) {
    if (id != null && project == null && slug == null)
      return this.reader.byId(info, viewer, MeetingRead, requireId(id));
    if (id != null || project == null || slug == null)
      throw badInput('Give either `id`, or `project` and `slug`.');
    return this.reader.one(
      info,
      viewer,
      MeetingRead,
      (t) => sql`${t}.slug = ${slug}::text
        and ${t}.project_id = (select id from project where slug = ${project}::text)`,
    );
  }

  @Mutation(() => MeetingPayload, { description: 'Plans a meeting, as a draft. By the lead partner.' })
  async scheduleMeeting(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ScheduleMeetingInput) input: ScheduleMeetingInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.schedule(viewer, input) };
  }

  @Mutation(() => MeetingPayload, { description: 'Changes a meeting. By the lead partner or the host.' })
  async updateMeeting(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateMeetingInput) input: UpdateMeetingInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.update(viewer, input) };
  }

  @Mutation(() => MeetingPayload, {
    description: 'Tells the partnership of a meeting: every coordinator is mailed. By the lead partner.',
  })
  async announceMeeting(@CurrentViewer() viewer: Viewer, @MeetingId() id: string): Promise<MeetingPayload> {
    return { meeting: await this.service.step(viewer, id, 'announced') };
  }

  @Mutation(() => MeetingPayload, {
    description:
      'From now on partners name delegates and delegates register. By the lead partner or the host.',
  })
  async openRegistration(@CurrentViewer() viewer: Viewer, @MeetingId() id: string): Promise<MeetingPayload> {
    return { meeting: await this.service.step(viewer, id, 'registrationOpened') };
  }

  @Mutation(() => MeetingPayload, {
    description: 'From now on nobody registers but at the desk. By the lead partner or the host.',
  })
  async closeRegistration(@CurrentViewer() viewer: Viewer, @MeetingId() id: string): Promise<MeetingPayload> {
    return { meeting: await this.service.step(viewer, id, 'registrationClosed') };
  }

  @Mutation(() => MeetingPayload, {
    description:
      'Opens a closed meeting again, to correct it and close it as the next version. By the lead partner.',
  })
  async amendMeeting(
    @CurrentViewer() viewer: Viewer,
    @MeetingId() id: string,
    @Args('reason', { description: 'Why; stands in the next closing.' }) reason: string,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.amend(viewer, id, reason) };
  }

  @Mutation(() => MeetingPayload, {
    description: 'Calls a meeting off, and tells everybody who is registered. By the lead partner.',
  })
  async cancelMeeting(@CurrentViewer() viewer: Viewer, @MeetingId() id: string): Promise<MeetingPayload> {
    return { meeting: await this.service.step(viewer, id, 'cancelled') };
  }
}

/** What meetings add to a project; read by the Reader, so the bodies never run. */
@Resolver(() => ProjectType)
export class ProjectMeetingsResolver {
  @ResolveField(() => [MeetingType], { description: 'Its meetings, by their first day.' })
  meetings(): MeetingType[] {
    return [];
  }

  @ResolveField(() => MeetingType, {
    nullable: true,
    description: 'One of its meetings; null when there is none that the viewer may see.',
  })
  meeting(@Args('slug', { description: 'Such as cervia.' }) _slug: string): MeetingType | null {
    return null;
  }
}

/** What meetings add to a membership. */
@Resolver(() => MembershipType)
export class MembershipMeetingResolver {
  @ResolveField(() => MeetingType, { nullable: true, description: 'For HOST_DESK: at which meeting.' })
  meeting(): MeetingType | null {
    return null;
  }
}
