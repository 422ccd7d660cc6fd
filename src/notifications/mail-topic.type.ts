import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ViewerType } from '../accounts/viewer.type.js';
import { MailTopic } from './mail-topic.js';
import { UserError } from '../platform/graphql/user-errors.js';

registerEnumType(MailTopic, {
  name: 'MailTopic',
  description: 'Kinds of mail that one can do without; others always arrive.',
  valuesMap: {
    AGENDA: { description: 'That there is an agenda, and what a further release changes for one.' },
    REMINDERS: { description: 'That something is still missing.' },
    PRACTICAL: { description: 'What to know right before a meeting.' },
    MATERIAL: { description: 'Which material is asked for.' },
    OUTCOMES: { description: 'Actions that one answers for.' },
    DELAYS: { description: 'That somebody arrives at another time than planned.' },
  },
});

@ObjectType('MailTopicSetting', { description: 'Whether somebody wants mails of a topic.' })
export class MailTopicSettingType {
  @Field(() => MailTopic, { description: 'Which topic.' })
  topic!: MailTopic;

  @Field({ description: 'Whether mails of it are sent.' })
  isWanted!: boolean;
}

@InputType({ description: 'Which mails one wants.' })
export class SetMailTopicInput {
  @Field(() => MailTopic, { description: 'Which topic.' })
  topic!: MailTopic;

  @Field({ description: 'Whether mails of it are sent from now on.' })
  isWanted!: boolean;
}

@ObjectType({ description: 'Answer to setMailTopic.' })
export class ViewerPayload {
  @Field(() => ViewerType, { nullable: true, description: 'As it is now.' })
  viewer?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
