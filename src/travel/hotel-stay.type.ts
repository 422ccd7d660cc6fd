import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { LocalDateScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { RegistrationType } from '../registrations/registration.type.js';

@ObjectType('HotelStay', {
  description: 'Somebody sleeps in a hotel. For himself, his coordinator and the organisers.',
})
export class HotelStayType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateHotelStay as expectedVersion.' })
  version!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; null only for a token without READ_PERSONAL.',
  })
  hotel!: string | null;

  @Field(() => LocalDateScalar, { description: 'The day on whose evening he comes.' })
  firstNight!: string;

  @Field(() => LocalDateScalar, { description: 'The day on whose evening his last night begins.' })
  lastNight!: string;

  @Field(() => LocalDateScalar, { description: 'The day after, on which he leaves.' })
  leavesOn!: string;

  @Field(() => RegistrationType, { description: 'Who.' })
  registration!: RegistrationType;
}

@ObjectType('HotelNight', { description: 'How many people sleep in one hotel in one night.' })
export class HotelNightType {
  @Field(() => String, {
    nullable: true,
    description:
      'Its name, as one of them wrote it; capital letters make no difference. Null only for a token without READ_PERSONAL.',
  })
  hotel!: string | null;

  @Field(() => LocalDateScalar, { description: 'The day on whose evening it begins.' })
  night!: string;

  @Field(() => Int, { description: 'Of those who come, or have not answered yet.' })
  people!: number;
}

@ObjectType({ description: 'Answer of mutations of a hotel stay.' })
export class HotelStayPayload {
  @Field(() => HotelStayType, { nullable: true, description: 'As it is now; null when it is removed.' })
  hotelStay?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
