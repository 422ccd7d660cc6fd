import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional } from 'class-validator';

/** Nobody is in more places at once. */
const MOST_AT_A_TIME = 20;

@InputType({ description: 'A place in an agenda item.' })
export class SignUpInput {
  @Field(() => ID, { description: 'In which item of the agenda.' })
  agendaItemId!: string;

  @Field(() => ID, { nullable: true, description: "For whom; left out: the viewer's own registration." })
  registrationId?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Sign-ups of the same person at the same time that are given up when, and only when, there is a place here.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_AT_A_TIME)
  switchFrom?: string[] | null;
}

@InputType({ description: 'A place that was offered.' })
export class AcceptOfferInput {
  @Field(() => ID, { description: 'Which sign-up.' })
  id!: string;

  @Field(() => [ID], {
    nullable: true,
    description: 'Sign-ups of the same person at the same time that are given up for it.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_AT_A_TIME)
  switchFrom?: string[] | null;
}
