import { Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { ViewerType } from '../accounts/viewer.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { MailTopicSettingType, SetMailTopicInput, ViewerPayload } from './mail-topic.type.js';
import { MailTopicsService } from './mail-topics.service.js';

@Resolver(() => ViewerType)
export class MailTopicsResolver {
  constructor(private readonly topics: MailTopicsService) {}

  /** Read by the Reader, so the body never runs. */
  @ResolveField(() => [MailTopicSettingType], {
    description: 'Of which topics mails are sent to the viewer; what is of none always is.',
  })
  mailTopics(): MailTopicSettingType[] {
    return [];
  }

  @Mutation(() => ViewerPayload, {
    description: 'Turns mails of a topic on or off, for the viewer himself.',
  })
  async setMailTopic(
    @CurrentViewer() viewer: Viewer,
    @Input(() => SetMailTopicInput) { topic, isWanted }: SetMailTopicInput,
  ): Promise<ViewerPayload> {
    return { viewer: await this.topics.want(viewer, topic, isWanted) };
  }
}
