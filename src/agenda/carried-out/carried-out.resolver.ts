import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingPayload, MeetingType } from '../../meetings/meeting.type.js';
import { MeetingId } from '../../meetings/meetings.resolver.js';
import { CurrentViewer } from '../../platform/access/current-viewer.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { Input } from '../../platform/graphql/input.js';
import { CarriedOutItemsService } from './carried-out-items.service.js';
import { AddCarriedOutItemInput, UpdateCarriedOutItemInput } from './carried-out.input.js';
import { CarriedOutAgendaType, CarriedOutItemPayload } from './carried-out.type.js';

@Resolver()
export class CarriedOutResolver {
  constructor(private readonly service: CarriedOutItemsService) {}

  @Mutation(() => MeetingPayload, {
    description:
      'Begins the record of what took place, as a copy of the newest release, from the first day of the meeting on. By the lead partner or the host.',
  })
  async beginCarriedOutAgenda(
    @CurrentViewer() viewer: Viewer,
    @MeetingId() id: string,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.begin(viewer, id) };
  }

  @Mutation(() => CarriedOutItemPayload, {
    description: 'Records what took place and nobody planned. By the lead partner or the host.',
  })
  async addCarriedOutItem(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddCarriedOutItemInput) input: AddCarriedOutItemInput,
  ): Promise<CarriedOutItemPayload> {
    return { carriedOutItem: await this.service.add(viewer, input) };
  }

  @Mutation(() => CarriedOutItemPayload, {
    description: 'Records how something took place, or that it did not. By the lead partner or the host.',
  })
  async updateCarriedOutItem(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateCarriedOutItemInput) input: UpdateCarriedOutItemInput,
  ): Promise<CarriedOutItemPayload> {
    return { carriedOutItem: await this.service.update(viewer, input) };
  }

  @Mutation(() => CarriedOutItemPayload, {
    description:
      'Takes back what addCarriedOutItem added; of what was planned, say that it did not take place. By the lead partner or the host.',
  })
  async removeCarriedOutItem(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which one.' }) id: string,
  ): Promise<CarriedOutItemPayload> {
    await this.service.remove(viewer, id);
    return {};
  }
}

/** What took place at a meeting; read by the Reader, so the body never runs. */
@Resolver(() => MeetingType)
export class MeetingCarriedOutResolver {
  @ResolveField(() => CarriedOutAgendaType, {
    nullable: true,
    description: 'What took place; null until its record was begun.',
  })
  carriedOutAgenda(): CarriedOutAgendaType | null {
    return null;
  }
}
