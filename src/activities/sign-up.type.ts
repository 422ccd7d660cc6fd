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
    WAITLISTED: { description: 'Gets a free place when it is his turn.' },
    CANCELLED: { description: 'Gave it back.' },
  },
});

@ObjectType('Places', { description: 'The places of an agenda item.' })
export class PlacesType {
  @Field(() => Int, { nullable: true, description: 'How many there are; null: as many as come.' })
  capacity!: number | null;

  @Field(() => Int, { description: 'Given away.' })
  confirmed!: number;

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

  @Field(() => AgendaItemType, { nullable: true, description: 'In what, as the newest release has it.' })
  agendaItem!: AgendaItemType | null;

  @Field(() => RegistrationType, { nullable: true, description: 'Who.' })
  registration!: RegistrationType | null;
}

@ObjectType('SignUpConnection', { description: 'A page of sign-ups, in the order of coming.' })
export class SignUpConnection extends connectionType(SignUpType, { name: 'SignUp', one: 'sign-up' }) {}

@ObjectType({ description: 'Answer to signUp and cancelSignUp.' })
export class SignUpPayload {
  @Field(() => SignUpType, { nullable: true, description: 'As it is now.' })
  signUp?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
