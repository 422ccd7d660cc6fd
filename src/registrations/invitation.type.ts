import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { MeetingType } from '../meetings/meeting.type.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PartnerType, PersonType } from '../projects/project.type.js';

@ObjectType('Invitation', { description: 'A partner is invited to a meeting with a number of seats.' })
export class InvitationType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'How many delegates it may send.' })
  seats!: number;

  @Field(() => Int, { description: 'Delegates who are invited or come.' })
  taken!: number;

  @Field(() => DateTimeScalar, { description: 'When it was invited first.' })
  invitedAt!: DateTime;

  @Field(() => PartnerType, { nullable: true, description: 'Which partner.' })
  partner!: PartnerType | null;

  @Field(() => MeetingType, { nullable: true, description: 'To which meeting.' })
  meeting!: MeetingType | null;
}

@ObjectType('SeatMove', {
  description: 'Seats of a meeting that changed hands. What a partner got minus what it gave is what it has.',
})
export class SeatMoveType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'How many.' })
  seats!: number;

  @Field(() => String, { nullable: true, description: 'Why; null: nobody said.' })
  reason!: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  movedAt!: DateTime;

  @Field(() => PartnerType, { nullable: true, description: 'From which partner; null: they were new.' })
  fromPartner!: PartnerType | null;

  @Field(() => PartnerType, { nullable: true, description: 'To which partner; null: they are gone.' })
  toPartner!: PartnerType | null;

  @Field(() => PersonType, { nullable: true, description: 'Who did it.' })
  movedBy!: PersonType | null;

  @Field(() => MeetingType, { nullable: true, description: 'Of which meeting.' })
  meeting!: MeetingType | null;
}

@ObjectType({ description: 'Answer to invitePartner.' })
export class InvitationPayload {
  @Field(() => InvitationType, { nullable: true, description: 'As it is now.' })
  invitation?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to moveSeats.' })
export class SeatMovePayload {
  @Field(() => SeatMoveType, { nullable: true, description: 'What was done.' })
  seatMove?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
