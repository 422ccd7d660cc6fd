import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { AddUnscheduledItemInput, AsItWasRead } from './agenda.input.js';
import { AgendaItemPayload } from './agenda.type.js';
import { UnscheduledItemType } from './unscheduled-item.type.js';
import { UnscheduledItemsService } from './unscheduled-items.service.js';

@Resolver()
export class UnscheduledItemsResolver {
  constructor(private readonly service: UnscheduledItemsService) {}

  @Mutation(() => AgendaItemPayload, {
    description: 'Adds what has no time yet; moveAgendaItem gives it one. By the lead partner or the host.',
  })
  async addUnscheduledItem(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddUnscheduledItemInput) input: AddUnscheduledItemInput,
  ): Promise<AgendaItemPayload> {
    return { unscheduledItem: await this.service.add(viewer, input) };
  }

  @Mutation(() => AgendaItemPayload, {
    description:
      'Takes a line off the draft, with its parts, and keeps it until moveAgendaItem gives it a time again. By the lead partner or the host.',
  })
  async unscheduleAgendaItem(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which item.' }) id: string,
    @AsItWasRead() expectedVersion?: number | null,
  ): Promise<AgendaItemPayload> {
    return { unscheduledItem: await this.service.unschedule(viewer, id, expectedVersion) };
  }
}

/** What waits beside the agenda of a meeting; read by the Reader, so the body never runs. */
@Resolver(() => MeetingType)
export class MeetingUnscheduledItemsResolver {
  @ResolveField(() => [UnscheduledItemType], {
    description: 'What is to happen and has no time yet, with what is part of it; for its organisers.',
  })
  unscheduledItems(): UnscheduledItemType[] {
    return [];
  }
}
