import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { RequiredLine } from '../../platform/graphql/limits.js';

/** Signs in which those who organise say why not. */
export const LONGEST_REASON = 500;

@InputType({ description: 'Somebody who said that he comes, and comes if those who organise agree.' })
export class ApproveRegistrationInput {
  @Field(() => ID, { description: 'Which registration.' })
  id!: string;

  @Field(() => Int, { description: 'Registration.version as it was read.' })
  expectedVersion!: number;
}

@InputType({ description: 'Somebody who said that he comes, and does not.' })
export class RefuseRegistrationInput extends ApproveRegistrationInput {
  @Field({ description: 'Why. He and the coordinators of his partner read it; at most 500 characters.' })
  @RequiredLine(LONGEST_REASON)
  reason!: string;
}
