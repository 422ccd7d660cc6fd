import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MailRuleKind } from './mail-rules.js';

registerEnumType(MailRuleKind, {
  name: 'MailRuleKind',
  description:
    'A mail that leaves at nine in the morning where the meeting is, to whom it concerns on that day.',
  valuesMap: {
    MATERIAL_MISSING: {
      description: 'Before its deadline, to everybody of a partner that has not uploaded what it owes.',
    },
    ANSWER_MISSING: { description: 'Before the first day, to whoever has not said whether he comes.' },
    TRAVEL_MISSING: {
      description:
        'Before the first day of a meeting that is not online, to delegates and speakers of other partners than the host who come, and have not said when they arrive.',
    },
    PRACTICAL_INFORMATION: {
      description:
        'Before the first day, to whoever comes: where and when it begins, his journey, his places.',
    },
  },
});

@ObjectType('MailRule', { description: 'When mails of a kind leave.' })
export class MailRuleType {
  @Field(() => MailRuleKind, { description: 'Which mails.' })
  kind!: MailRuleKind;

  @Field(() => [Int], {
    description: 'How many days before; below 0: after. None: such mails are not sent.',
  })
  daysBefore!: number[];

  @Field({ description: 'Whether somebody has said so here, rather than in the project or nowhere.' })
  isOwn!: boolean;
}
