import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { CalendarDay, Line, NotNull, RequiredLine } from '../platform/graphql/limits.js';
import { LocalDateScalar } from '../platform/graphql/scalars.js';

@InputType({ description: 'Where somebody sleeps.' })
export class AddHotelStayInput {
  @Field(() => ID, { description: 'Who.' })
  registrationId!: string;

  @Field({ description: 'Its name.' })
  @Line()
  hotel!: string;

  @Field(() => LocalDateScalar, { description: 'The day on whose evening he comes.' })
  @CalendarDay()
  firstNight!: string;

  @Field(() => LocalDateScalar, {
    description: 'The day on whose evening his last night begins; at most 60 nights in all.',
  })
  @CalendarDay()
  lastNight!: string;
}

@InputType({ description: 'Changes of a hotel stay; what is left out stays.' })
export class UpdateHotelStayInput {
  @Field(() => ID, { description: 'Which stay.' })
  id!: string;

  @Field(() => Int, { description: 'HotelStay.version as it was read.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  @RequiredLine()
  hotel?: string;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The day on whose evening he comes.' })
  @NotNull()
  @CalendarDay()
  firstNight?: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The day on whose evening his last night begins.',
  })
  @NotNull()
  @CalendarDay()
  lastNight?: string;
}
