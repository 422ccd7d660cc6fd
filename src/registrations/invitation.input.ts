import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Max, Min } from 'class-validator';
import { IdempotencyKeyField, RequiredLine } from '../platform/graphql/limits.js';

@InputType({ description: 'Seats for a partner.' })
export class InvitePartnerInput {
  @Field(() => ID, { description: 'To which meeting.' })
  meetingId!: string;

  @Field(() => ID, { description: 'Which partner.' })
  partnerId!: string;

  @Field(() => Int, { description: 'How many delegates it may send.' })
  @Min(1)
  @Max(1000)
  seats!: number;
}

@InputType({ description: 'Seats that go from one partner to another.' })
export class MoveSeatsInput {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field(() => ID, { description: 'Which partner gives them.' })
  fromPartnerId!: string;

  @Field(() => ID, { description: 'Which partner gets them; it is invited already.' })
  toPartnerId!: string;

  @Field(() => Int, { description: 'How many; those that are taken stay.' })
  @Min(1)
  @Max(1000)
  seats!: number;

  @Field({ description: 'Why; both partners are told.' })
  @RequiredLine(500)
  reason!: string;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}
