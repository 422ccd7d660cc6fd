import { Mutation, Resolver } from '@nestjs/graphql';
import { MeetingPayload } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { CloneMeetingInput, CloneMeetingsInput } from './clone.input.js';
import { MeetingsPayload } from './clone.type.js';
import { ClonesService } from './clones.service.js';

@Resolver()
export class ClonesResolver {
  constructor(private readonly service: ClonesService) {}

  @Mutation(() => MeetingPayload, {
    description:
      'Plans a meeting like another one, as a draft: its agenda, what waits, its rooms, and what partners owe, all as far from its first day as there. By the lead partner.',
  })
  async cloneMeeting(
    @CurrentViewer() viewer: Viewer,
    @Input(() => CloneMeetingInput) input: CloneMeetingInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.cloneMeeting(viewer, input) };
  }

  @Mutation(() => MeetingsPayload, {
    description:
      'Plans meetings like those of another project, all as far from the first of them as there, hosted by the partners of the same slugs, else by the lead partner; people are not taken over. By whoever leads both projects.',
  })
  async cloneMeetings(
    @CurrentViewer() viewer: Viewer,
    @Input(() => CloneMeetingsInput) input: CloneMeetingsInput,
  ): Promise<MeetingsPayload> {
    return { meetings: await this.service.cloneMeetings(viewer, input) };
  }
}
