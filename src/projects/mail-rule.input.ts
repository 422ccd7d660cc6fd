import { Field, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayUnique, IsOptional, Max, Min } from 'class-validator';
import { MailRuleKind } from './mail-rules.js';

@InputType({ description: 'When mails of a kind leave.' })
export class MailRuleInput {
  @Field(() => MailRuleKind, { description: 'Which mails.' })
  kind!: MailRuleKind;

  @Field(() => [Int], {
    nullable: true,
    description:
      'How many days before, from 0 to 90; of MATERIAL_MISSING down to -7, which is seven days after. At most six; an empty list: none is sent; null: as the project has it, or as it usually is.',
  })
  @IsOptional()
  @ArrayMaxSize(6)
  @ArrayUnique()
  @Min(-7, { each: true })
  @Max(90, { each: true })
  daysBefore?: number[] | null;
}
