import { Field, Float, ID, InputType } from '@nestjs/graphql';
import { IsInt, Min } from 'class-validator';
import { IdempotencyKeyField, Line } from '../../platform/graphql/limits.js';

@InputType({ description: 'A list of people to come, as a file.' })
export class RequestDelegateImportInput {
  @Field(() => ID, { description: 'To which meeting they are sent.' })
  meetingId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Which partner sends them all; left out: each row has its partner, by the lead partner alone.',
  })
  partnerId?: string | null;

  @Field({ description: 'With its extension: csv or xlsx.' })
  @Line(255)
  fileName!: string;

  // Not Int: a film of 3 GB must be told that it is too large, not that it is no number.
  @Field(() => Float, { description: 'In bytes, a whole number; at most 5,000,000.' })
  @IsInt()
  @Min(1)
  size!: number;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A list that was checked, and whose people are to be named.' })
export class AcceptDelegateImportInput {
  @Field(() => ID, { description: 'Which import.' })
  id!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether its warnings were looked at and are accepted.',
  })
  acceptWarnings!: boolean;
}
