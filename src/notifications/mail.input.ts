import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { MinLength } from 'class-validator';
import { NotNull, Paragraphs, RequiredLine } from '../platform/graphql/limits.js';

@InputType({ description: 'Another text of a mail that has not left; what is left out stays.' })
export class UpdateMailInput {
  @Field(() => ID, { description: 'Which mail.' })
  id!: string;

  @Field(() => Int, { description: 'Email.version as it was read.' })
  expectedVersion!: number;

  @Field({ nullable: true, description: 'Its subject.' })
  @RequiredLine(300)
  subject?: string;

  @Field({
    nullable: true,
    description:
      'What it says, as in Email.text: paragraphs with an empty line between them. Placeholders such as [[home]] become links; the reason at its end stays.',
  })
  @NotNull()
  @MinLength(1)
  @Paragraphs(20_000)
  text?: string;
}

@InputType({ description: 'Which of the mails that are held.' })
export class SendHeldMailsInput {
  @Field(() => ID, { description: 'Of which project.' })
  projectId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Only those about this meeting; the host sends those of its meeting.',
  })
  meetingId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only of this kind, as in Email.kind, such as `agenda.published`.',
  })
  kind?: string | null;
}
