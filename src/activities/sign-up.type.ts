import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { connectionType } from '../platform/graphql/connection-type.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { SignUpState } from './sign-up.entity.js';

registerEnumType(SignUpState, {
  name: 'SignUpState',
  description: 'Whether a person has a place.',
  valuesMap: {
    CONFIRMED: { description: 'Has a place.' },
    OFFERED: { description: 'A place is kept for him until he accepts or declines, or its time is over.' },
    WAITLISTED: { description: 'Gets a free place when it is his turn.' },
    CANCELLED: { description: 'Gave it back, or did not accept in time.' },
  },
});

@ObjectType('Places', { description: 'The places of an agenda item.' })
export class PlacesType {
  @Field(() => Int, { nullable: true, description: 'How many there are; null: as many as come.' })
  capacity!: number | null;

  @Field(() => Int, { description: 'Given away.' })
  confirmed!: number;

  @Field(() => Int, { description: 'Kept for those who were asked whether they want them.' })
  offered!: number;

  @Field(() => Int, { nullable: true, description: 'Still to be had; null: as many as come.' })
  free!: number | null;

  @Field(() => Int, { description: 'People on the waiting list.' })
  waiting!: number;
}

@ObjectType('SignUp', {
  description: 'A registered person takes a place in an agenda item, or waits for one.',
})
export class SignUpType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => SignUpState, { description: 'Whether he has a place.' })
  state!: SignUpState;

  @Field(() => Int, {
    nullable: true,
    description:
      'Place in the waiting list, from 1; null: not on it. First the one who came first of each partner that has no place, then everybody else; each in the order of coming.',
  })
  position!: number | null;

  @Field(() => DateTimeScalar, { description: 'When he came.' })
  signedUpAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a place became free for him.' })
  promotedAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when he may accept the place that he is offered; null: none is.',
  })
  offeredUntil!: DateTime | null;

  @Field(() => [SignUpType], {
    description:
      'What else the person has, or is offered, at the time of this, by the newest release: whoever takes one gives up the others.',
  })
  atSameTime!: SignUpType[];

  @Field(() => AgendaItemType, { nullable: true, description: 'In what, as the newest release has it.' })
  agendaItem!: AgendaItemType | null;

  @Field(() => RegistrationType, { nullable: true, description: 'Who.' })
  registration!: RegistrationType | null;
}

@ObjectType('SignUpConnection', { description: 'A page of sign-ups, in the order of coming.' })
export class SignUpConnection extends connectionType(SignUpType, { name: 'SignUp', one: 'sign-up' }) {}

@ObjectType({ description: 'Answer to signUp, cancelSignUp, acceptOffer and declineOffer.' })
export class SignUpPayload {
  @Field(() => SignUpType, { nullable: true, description: 'As it is now.' })
  signUp?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
