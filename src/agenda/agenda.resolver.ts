import { Args, ID, Int, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingPayload, MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { AgendaItemsService } from './agenda-items.service.js';
import { AgendaReleasesService } from './agenda-releases.service.js';
import {
  AsItWasRead,
  AddAgendaItemInput,
  MoveAgendaItemInput,
  PublishAgendaInput,
  RepublishAgendaInput,
  UpdateAgendaItemInput,
} from './agenda.input.js';
import { AgendaItemPayload, AgendaItemType, AgendaType } from './agenda.type.js';

@Resolver()
export class AgendaResolver {
  constructor(
    private readonly items: AgendaItemsService,
    private readonly releases: AgendaReleasesService,
  ) {}

  @Mutation(() => AgendaItemPayload, {
    description: 'Adds a line to the draft. By the lead partner or the host.',
  })
  async addAgendaItem(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddAgendaItemInput) input: AddAgendaItemInput,
  ): Promise<AgendaItemPayload> {
    return { agendaItem: await this.items.add(viewer, input) };
  }

  @Mutation(() => AgendaItemPayload, {
    description: 'Changes a line of the draft, or what waits for a time. By the lead partner or the host.',
  })
  async updateAgendaItem(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateAgendaItemInput) input: UpdateAgendaItemInput,
  ): Promise<AgendaItemPayload> {
    const id = await this.items.update(viewer, input);
    return { agendaItem: id, unscheduledItem: id };
  }

  @Mutation(() => AgendaItemPayload, {
    description:
      'Moves a line of the draft to another time, or puts there what has none yet; its parts move along. By the lead partner or the host.',
  })
  async moveAgendaItem(
    @CurrentViewer() viewer: Viewer,
    @Input(() => MoveAgendaItemInput) input: MoveAgendaItemInput,
  ): Promise<AgendaItemPayload> {
    return { agendaItem: await this.items.move(viewer, input) };
  }

  @Mutation(() => AgendaItemPayload, {
    description:
      'Takes a line out of the draft, or off the list of what waits, with its parts. By the lead partner or the host.',
  })
  async removeAgendaItem(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which item.' }) id: string,
    @AsItWasRead() expectedVersion?: number | null,
  ): Promise<AgendaItemPayload> {
    await this.items.remove(viewer, id, expectedVersion);
    return {};
  }

  @Mutation(() => MeetingPayload, {
    description:
      'Freezes the draft as the next release and tells everybody who comes. By the lead partner or the host.',
  })
  async publishAgenda(
    @CurrentViewer() viewer: Viewer,
    @Input(() => PublishAgendaInput) input: PublishAgendaInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.releases.publish(viewer, input) };
  }

  @Mutation(() => MeetingPayload, {
    description:
      'Makes the next release of what an earlier one has, and tells everybody who comes. The draft stays; what was taken out of it comes back. By the lead partner or the host.',
  })
  async republishAgenda(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RepublishAgendaInput) input: RepublishAgendaInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.releases.republish(viewer, input) };
  }
}

/** What the agenda adds to a meeting; read by the Reader, so the bodies never run. */
@Resolver(() => MeetingType)
export class MeetingAgendaResolver {
  @ResolveField(() => AgendaType, {
    nullable: true,
    description: 'The newest release, or the one that is asked for; null when there is none.',
  })
  agenda(
    @Args('release', { type: () => Int, nullable: true, description: 'The release of this number.' })
    _release?: number,
    @Args('draft', { nullable: true, description: 'The draft instead; for its organisers.' })
    _draft?: boolean,
  ): AgendaType | null {
    return null;
  }

  @ResolveField(() => [AgendaItemType], { description: 'Workshops of the newest release.' })
  workshops(): AgendaItemType[] {
    return [];
  }

  @ResolveField(() => [AgendaItemType], { description: 'Site visits of the newest release.' })
  siteVisits(): AgendaItemType[] {
    return [];
  }
}
