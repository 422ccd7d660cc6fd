import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { MOST_NIGHTS } from './bounds.js';
import { AddHotelStayInput, UpdateHotelStayInput } from './hotel-stay.input.js';
import { HotelNightType, HotelStayPayload, HotelStayType } from './hotel-stay.type.js';
import { HotelStaysService } from './hotel-stays.service.js';

@Resolver()
export class HotelStaysResolver {
  constructor(private readonly service: HotelStaysService) {}

  @Mutation(() => HotelStayPayload, {
    description:
      'Says in which hotel somebody sleeps. By the person, his coordinator, the host or the lead partner.',
  })
  async addHotelStay(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddHotelStayInput) input: AddHotelStayInput,
  ): Promise<HotelStayPayload> {
    return { hotelStay: await this.service.add(viewer, input) };
  }

  @Mutation(() => HotelStayPayload, { description: 'Changes a hotel stay. By whoever may add one.' })
  async updateHotelStay(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateHotelStayInput) input: UpdateHotelStayInput,
  ): Promise<HotelStayPayload> {
    return { hotelStay: await this.service.update(viewer, input) };
  }

  @Mutation(() => HotelStayPayload, { description: 'Removes a hotel stay. By whoever may add one.' })
  async removeHotelStay(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which stay.' }) id: string,
  ): Promise<HotelStayPayload> {
    await this.service.remove(viewer, id);
    return {};
  }
}

/** What hotels add to a meeting; read by the Reader, so the body never runs. */
@Resolver(() => MeetingType)
export class MeetingHotelsResolver {
  @ResolveField(() => [HotelNightType], {
    description: `How many people sleep where in each night; of more than ${MOST_NIGHTS} the first. For the organisers.`,
  })
  hotelNights(): HotelNightType[] {
    return [];
  }
}

/** What hotels add to a registration. */
@Resolver(() => RegistrationType)
export class RegistrationHotelsResolver {
  @ResolveField(() => [HotelStayType], {
    description: 'Where the person sleeps; none where the viewer may not see it.',
  })
  hotelStays(): HotelStayType[] {
    return [];
  }
}
