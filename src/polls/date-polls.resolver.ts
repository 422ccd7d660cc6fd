import { Args, ID, Info, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { ProjectType } from '../projects/project.type.js';
import { DateAnswersService } from './date-answers.service.js';
import { DateChoiceService } from './date-choice.service.js';
import { DateOptionsService } from './date-options.service.js';
import {
  AddDateOptionsInput,
  AnswerDatePollInput,
  ChooseDateOptionInput,
  CreateDatePollInput,
  InviteToDatePollInput,
  UpdateDatePollInput,
} from './date-poll.input.js';
import { DatePollInviteesService } from './date-poll-invitees.service.js';
import { DatePollRead } from './date-poll.read.js';
import { DatePollPayload, DatePollType } from './date-poll.type.js';
import { DatePollsService } from './date-polls.service.js';

const PollId = (): ParameterDecorator => Args('id', { type: () => ID, description: 'Which poll.' });

@Resolver()
export class DatePollsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly polls: DatePollsService,
    private readonly options: DateOptionsService,
    private readonly invitees: DatePollInviteesService,
    private readonly answers: DateAnswersService,
    private readonly choice: DateChoiceService,
  ) {}

  @Query(() => DatePollType, {
    nullable: true,
    description: 'One date poll; null when there is none that the viewer may see.',
  })
  datePoll(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo, @PollId() id: string) {
    return this.reader.byId(info, viewer, DatePollRead, requireId(id));
  }

  @Mutation(() => DatePollPayload, {
    description:
      'Asks partners which dates suit them: each person gets a mail with a link that needs no sign-in. By the lead partner.',
  })
  async createDatePoll(
    @CurrentViewer() viewer: Viewer,
    @Input(() => CreateDatePollInput) input: CreateDatePollInput,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.polls.create(viewer, input) };
  }

  @Mutation(() => DatePollPayload, { description: 'Changes a date poll. By the lead partner or the host.' })
  async updateDatePoll(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateDatePollInput) input: UpdateDatePollInput,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.polls.update(viewer, input) };
  }

  @Mutation(() => DatePollPayload, {
    description:
      'Asks about further dates, and tells everybody who is asked. By the lead partner or the host.',
  })
  async addDateOptions(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddDateOptionsInput) input: AddDateOptionsInput,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.options.add(viewer, input) };
  }

  @Mutation(() => DatePollPayload, {
    description: 'Asks about a date no more. By the lead partner or the host.',
  })
  async withdrawDateOption(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which date.' }) id: string,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.options.withdraw(viewer, id) };
  }

  @Mutation(() => DatePollPayload, {
    description: 'Asks further partners or people. By the lead partner or the host.',
  })
  async inviteToDatePoll(
    @CurrentViewer() viewer: Viewer,
    @Input(() => InviteToDatePollInput) input: InviteToDatePollInput,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.polls.invite(viewer, input) };
  }

  @Mutation(() => DatePollPayload, {
    description:
      'Asks a partner, and all its people, no more: what they said counts no more. By the lead partner or the host.',
  })
  async withdrawDatePollPartner(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'DatePollPartner.id.' }) id: string,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.invitees.withdrawPartner(viewer, id) };
  }

  @Mutation(() => DatePollPayload, {
    description:
      'Asks a person for this partner no more: what he said counts no more. By the lead partner or the host.',
  })
  async withdrawDatePollInvitee(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'DatePollInvitee.id.' }) id: string,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.invitees.withdrawInvitee(viewer, id) };
  }

  @Mutation(() => DatePollPayload, {
    description:
      'Says which dates suit. By the person himself, the coordinator of his partner, the host or the lead partner.',
  })
  async answerDatePoll(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AnswerDatePollInput) input: AnswerDatePollInput,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.answers.answer(viewer, input) };
  }

  @Mutation(() => DatePollPayload, {
    description:
      'Makes the meeting of a date, announces it and invites the partners, in one step. By the lead partner.',
  })
  async chooseDateOption(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ChooseDateOptionInput) input: ChooseDateOptionInput,
  ): Promise<DatePollPayload> {
    return { datePoll: await this.choice.choose(viewer, input) };
  }

  @Mutation(() => DatePollPayload, {
    description: 'From now on nobody answers, as after the deadline. By the lead partner or the host.',
  })
  async closeDatePoll(@CurrentViewer() viewer: Viewer, @PollId() id: string): Promise<DatePollPayload> {
    return { datePoll: await this.polls.close(viewer, id) };
  }

  @Mutation(() => DatePollPayload, {
    description: 'Gives a date poll up, and tells those who were asked. By the lead partner.',
  })
  async cancelDatePoll(@CurrentViewer() viewer: Viewer, @PollId() id: string): Promise<DatePollPayload> {
    return { datePoll: await this.polls.cancel(viewer, id) };
  }
}

/** What date polls add to a project; read by the Reader, so the bodies never run. */
@Resolver(() => ProjectType)
export class ProjectDatePollsResolver {
  @ResolveField(() => [DatePollType], { description: 'Its date polls, as they were begun; the newest 20.' })
  datePolls(): DatePollType[] {
    return [];
  }
}

/** What date polls add to a meeting. */
@Resolver(() => MeetingType)
export class MeetingDatePollResolver {
  @ResolveField(() => DatePollType, { nullable: true, description: 'The date poll that it was made of.' })
  datePoll(): DatePollType | null {
    return null;
  }
}
