import { Mutation, Resolver } from '@nestjs/graphql';
import { MeetingPayload } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { AgendaDaysService } from './agenda-days.service.js';
import { DuplicateAgendaDayInput, ShiftAgendaInput, SwapAgendaItemsInput } from './agenda.input.js';

@Resolver()
export class AgendaDaysResolver {
  constructor(private readonly days: AgendaDaysService) {}

  @Mutation(() => MeetingPayload, {
    description:
      'Moves the rest of a day of the draft: every start from that time on, every end after it; what is under way lasts longer or shorter. By the lead partner or the host.',
  })
  async shiftAgenda(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ShiftAgendaInput) input: ShiftAgendaInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.days.shift(viewer, input) };
  }

  @Mutation(() => MeetingPayload, {
    description:
      'Two lines of the draft change places: start, room and what they are part of, each as long as before, their parts along with them. Where one is the next after the other on its day, both together begin and end as before. By the lead partner or the host.',
  })
  async swapAgendaItems(
    @CurrentViewer() viewer: Viewer,
    @Input(() => SwapAgendaItemsInput) input: SwapAgendaItemsInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.days.swap(viewer, input) };
  }

  @Mutation(() => MeetingPayload, {
    description:
      'Puts all that one day of the draft has into another day as well, as new items: who speaks and answers too, sign-ups not. By the lead partner or the host.',
  })
  async duplicateAgendaDay(
    @CurrentViewer() viewer: Viewer,
    @Input(() => DuplicateAgendaDayInput) input: DuplicateAgendaDayInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.days.duplicate(viewer, input) };
  }
}
