import { Args, ID, Info, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { LocalDateScalar } from '../platform/graphql/scalars.js';
import { Reader } from '../platform/read/reader.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { MOST_PICK_UPS } from './bounds.js';
import { DelaysService } from './delays.service.js';
import { PickUpsService } from './pick-ups.service.js';
import {
  AddTravelLegInput,
  ArrangePickUpInput,
  ReportDelayInput,
  UpdateTravelLegInput,
} from './travel-leg.input.js';
import { TravelLegRead } from './travel-leg.read.js';
import {
  PickUpType,
  TravelLegConnection,
  TravelLegPayload,
  TravelLegType,
  TravelLegsPayload,
} from './travel-leg.type.js';
import { TravelLegsService } from './travel-legs.service.js';

const LegId = (): ParameterDecorator => Args('id', { type: () => ID, description: 'Which leg.' });

@Resolver()
export class TravelLegsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly legs: TravelLegsService,
    private readonly delays: DelaysService,
    private readonly pickUps: PickUpsService,
  ) {}

  @Query(() => TravelLegType, {
    nullable: true,
    description: 'One leg; null when there is none that the viewer may see.',
  })
  travelLeg(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo, @LegId() id: string) {
    return this.reader.byId(info, viewer, TravelLegRead, requireId(id));
  }

  @Mutation(() => TravelLegPayload, {
    description:
      'Says how somebody travels: one train, say. By the person, his coordinator, the host or the lead partner.',
  })
  async addTravelLeg(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddTravelLegInput) input: AddTravelLegInput,
  ): Promise<TravelLegPayload> {
    return { travelLeg: await this.legs.add(viewer, input) };
  }

  @Mutation(() => TravelLegPayload, { description: 'Changes a leg. By whoever may add one.' })
  async updateTravelLeg(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateTravelLegInput) input: UpdateTravelLegInput,
  ): Promise<TravelLegPayload> {
    return { travelLeg: await this.legs.update(viewer, input) };
  }

  @Mutation(() => TravelLegPayload, { description: 'Removes a leg. By whoever may add one.' })
  async removeTravelLeg(@CurrentViewer() viewer: Viewer, @LegId() id: string): Promise<TravelLegPayload> {
    await this.legs.remove(viewer, id);
    return {};
  }

  @Mutation(() => TravelLegPayload, {
    description:
      'Says that a leg arrives at another time than planned; the host and the desk are told by mail. ' +
      'By the person, his coordinator, the host, the lead partner or the desk.',
  })
  async reportDelay(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ReportDelayInput) input: ReportDelayInput,
  ): Promise<TravelLegPayload> {
    return { travelLeg: await this.delays.report(viewer, input) };
  }

  @Mutation(() => TravelLegsPayload, {
    description: 'Says who fetches people who want to be. By the host, the lead partner or the desk.',
  })
  async arrangePickUp(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ArrangePickUpInput) input: ArrangePickUpInput,
  ): Promise<TravelLegsPayload> {
    return { travelLegs: await this.pickUps.arrange(viewer, input) };
  }
}

const First = (): ParameterDecorator =>
  Args('first', { type: () => Int, defaultValue: 50, description: 'At most 100.' });
const After = (): ParameterDecorator =>
  Args('after', { nullable: true, description: 'pageInfo.endCursor of the page before.' });
const Day = (): ParameterDecorator =>
  Args('day', {
    type: () => LocalDateScalar,
    nullable: true,
    description: 'Only of this day, as the meeting has it.',
  });
const Place = (): ParameterDecorator =>
  Args('place', {
    nullable: true,
    description: 'Only at this station or airport; capital letters make no difference.',
  });

/** Boards of who comes and goes; read by the Reader, so the bodies never run. */
@Resolver(() => MeetingType)
export class MeetingTravelResolver {
  @ResolveField(() => TravelLegConnection, {
    description:
      'Who arrives when: of each the last leg to the meeting, by when it is due, as far as the viewer may see them.',
  })
  arrivals(
    @First() _first: number,
    @After() _after?: string,
    @Day() _day?: string,
    @Place() _place?: string,
  ): TravelLegConnection {
    throw new Error('read by the Reader');
  }

  @ResolveField(() => TravelLegConnection, {
    description: 'Likewise who leaves: of each the first leg from the meeting.',
  })
  departures(
    @First() _first: number,
    @After() _after?: string,
    @Day() _day?: string,
    @Place() _place?: string,
  ): TravelLegConnection {
    throw new Error('read by the Reader');
  }

  @ResolveField(() => [PickUpType], {
    description: `Who wants to be fetched or taken away, by half hours and places; of more than ${MOST_PICK_UPS} the first. For the organisers and the desk.`,
  })
  pickUps(@Day() _day?: string): PickUpType[] {
    return [];
  }
}

/** What travel adds to a registration. */
@Resolver(() => RegistrationType)
export class RegistrationTravelResolver {
  @ResolveField(() => [TravelLegType], {
    description: 'How the person travels, by when each leg is due; none where the viewer may not see it.',
  })
  travelLegs(): TravelLegType[] {
    return [];
  }
}
