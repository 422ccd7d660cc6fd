import { Args, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingPayload, MeetingType } from '../meetings/meeting.type.js';
import { MeetingId } from '../meetings/meetings.resolver.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { ProjectType } from '../projects/project.type.js';
import { AttendanceDimension } from './attendance-dimensions.js';
import { AttendanceFiguresType, AttendanceRowType } from './attendance-figures.type.js';
import { ClosingType } from './closing.type.js';
import { ClosingsService } from './closings.service.js';

const GroupBy = (): ParameterDecorator =>
  Args('groupBy', {
    type: () => [AttendanceDimension],
    defaultValue: [AttendanceDimension.PARTNER],
    description: 'One dimension, or several for each combination.',
  });

@Resolver()
export class ClosingsResolver {
  constructor(private readonly service: ClosingsService) {}

  @Mutation(() => MeetingPayload, {
    description: 'Fixes the figures of a meeting, with a name, a date and a hash. By the lead partner.',
  })
  async closeMeeting(
    @CurrentViewer() viewer: Viewer,
    @MeetingId() id: string,
    @Args('signatory', {
      type: () => String,
      nullable: true,
      description: 'The name that stands under the figures; left out: that of the viewer.',
    })
    signatory?: string | null,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.close(viewer, id, signatory?.trim() || null) };
  }
}

/** What reports add to a meeting; read by the Reader, so the bodies never run. */
@Resolver(() => MeetingType)
export class MeetingReportsResolver {
  @ResolveField(() => AttendanceFiguresType, {
    description: 'Who was invited, registered and there, in figures.',
  })
  attendance(@GroupBy() _groupBy: AttendanceDimension[]): AttendanceFiguresType {
    throw new Error('read by the Reader');
  }

  @ResolveField(() => [ClosingType], { description: 'Its figures as they were signed for, by version.' })
  closings(): ClosingType[] {
    return [];
  }
}

/** What reports add to a project. */
@Resolver(() => ProjectType)
export class ProjectReportsResolver {
  @ResolveField(() => AttendanceFiguresType, {
    description:
      'Attendance over the meetings that the viewer may see. Heavy: some thirty in one query, of one project at a time.',
  })
  attendance(@GroupBy() _groupBy: AttendanceDimension[]): AttendanceFiguresType {
    throw new Error('read by the Reader');
  }
}

/** The rows of a closing, by one of the dimensions that it fixes. */
@Resolver(() => ClosingType)
export class ClosingRowsResolver {
  @ResolveField(() => [AttendanceRowType], {
    description: 'In groups, as they were fixed; empty for GENDER and AGE_BAND, which are not.',
  })
  rows(
    @Args('groupBy', {
      type: () => AttendanceDimension,
      defaultValue: AttendanceDimension.PARTNER,
      description: 'One dimension.',
    })
    _groupBy: AttendanceDimension,
  ): AttendanceRowType[] {
    return [];
  }
}
