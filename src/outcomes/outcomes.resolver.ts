import { Args, ID, Info, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { PartnerType, ProjectType } from '../projects/project.type.js';
import { OutcomeKind } from './outcome.entity.js';
import { RecordOutcomeInput, UpdateOutcomeInput } from './outcome.input.js';
import { OutcomeRead } from './outcome.read.js';
import { OutcomePayload, OutcomeType } from './outcome.type.js';
import { OutcomesService } from './outcomes.service.js';

const OfKind = (): ParameterDecorator =>
  Args('kind', { type: () => OutcomeKind, nullable: true, description: 'Only those of this kind.' });

@Resolver()
export class OutcomesResolver {
  constructor(
    private readonly reader: Reader,
    private readonly service: OutcomesService,
  ) {}

  @Query(() => OutcomeType, {
    nullable: true,
    description: 'One outcome; null when there is none that the viewer may see.',
  })
  outcome(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('id', { type: () => ID, description: 'Which outcome.' }) id: string,
  ) {
    return this.reader.byId(info, viewer, OutcomeRead, requireId(id));
  }

  @Mutation(() => OutcomePayload, {
    description:
      'Records an outcome; an action is mailed to its owner. By the lead partner; of a meeting by its host; ' +
      'of a partner by its coordinator.',
  })
  async recordOutcome(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RecordOutcomeInput) input: RecordOutcomeInput,
  ): Promise<OutcomePayload> {
    return { outcome: await this.service.record(viewer, input) };
  }

  @Mutation(() => OutcomePayload, {
    description:
      'Changes an outcome, or says that an action is done. By whoever may record it. ' +
      'Of a closed meeting only owner, due date and whether it is done.',
  })
  async updateOutcome(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateOutcomeInput) input: UpdateOutcomeInput,
  ): Promise<OutcomePayload> {
    return { outcome: await this.service.update(viewer, input) };
  }
}

/** What outcomes add to a project; read by the Reader, so the bodies never run. */
@Resolver(() => ProjectType)
export class ProjectOutcomesResolver {
  @ResolveField(() => [OutcomeType], {
    description: 'Outcomes of the project and of its meetings, as they were recorded.',
  })
  outcomes(@OfKind() _kind?: OutcomeKind): OutcomeType[] {
    return [];
  }
}

/** What outcomes add to a meeting. */
@Resolver(() => MeetingType)
export class MeetingOutcomesResolver {
  @ResolveField(() => [OutcomeType], { description: 'What came out of it, as it was recorded.' })
  outcomes(@OfKind() _kind?: OutcomeKind): OutcomeType[] {
    return [];
  }
}

/** What outcomes add to an agenda item. */
@Resolver(() => AgendaItemType)
export class AgendaItemOutcomesResolver {
  @ResolveField(() => [OutcomeType], {
    description: 'What came out of this very item, as it was recorded.',
  })
  outcomes(): OutcomeType[] {
    return [];
  }
}

/** What outcomes add to a partner. */
@Resolver(() => PartnerType)
export class PartnerOutcomesResolver {
  @ResolveField(() => [OutcomeType], {
    description: 'What is its own, such as its best practices and awards, as it was recorded.',
  })
  outcomes(): OutcomeType[] {
    return [];
  }
}
