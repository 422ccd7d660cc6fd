import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayNotEmpty } from 'class-validator';
import { OccurrenceField } from '../agenda/agenda.input.js';
import { IdempotencyKeyField, Line, NotNull, RequiredLine, WallTime } from '../platform/graphql/limits.js';
import { LocalDateTimeScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';
import type { Occurrence } from '../platform/time/wall-time.js';
import { MOST_PICKED_UP } from './bounds.js';
import { TravelDirection, TravelMode } from './travel-leg.entity.js';

@InputType({ isAbstract: true })
class LegDetails {
  @Field(() => String, { nullable: true, description: "The carrier's, such as EC 85." })
  @Line(50)
  number?: string | null;

  @OccurrenceField()
  departureOccurrence?: Occurrence | null;

  @OccurrenceField()
  arrivalOccurrence?: Occurrence | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether he wants to be fetched where a leg to the meeting ends, or taken to where one from it begins.',
  })
  @NotNull()
  wantsPickUp?: boolean;
}

@InputType({ description: 'A part of the way to a meeting or back.' })
export class AddTravelLegInput extends LegDetails {
  @Field(() => ID, { description: 'Who travels.' })
  registrationId!: string;

  @Field(() => TravelDirection, { description: 'There or back.' })
  direction!: TravelDirection;

  @Field(() => TravelMode, { description: 'By what.' })
  mode!: TravelMode;

  @Field({ description: 'Station or airport where it begins.' })
  @Line()
  fromPlace!: string;

  @Field(() => TimeZoneScalar, { description: 'The zone there.' })
  fromTimeZone!: string;

  @Field(() => LocalDateTimeScalar, { description: 'When it departs, on the wall there.' })
  @WallTime()
  departsAtLocal!: string;

  @Field({ description: 'Station or airport where it ends.' })
  @Line()
  toPlace!: string;

  @Field(() => TimeZoneScalar, { description: 'The zone there.' })
  toTimeZone!: string;

  @Field(() => LocalDateTimeScalar, {
    description: 'When it arrives, on the wall there; at most 7 days later.',
  })
  @WallTime()
  arrivesAtLocal!: string;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a leg; what is left out stays.' })
export class UpdateTravelLegInput extends LegDetails {
  @Field(() => ID, { description: 'Which leg.' })
  id!: string;

  @Field(() => Int, { description: 'TravelLeg.version as it was read.' })
  expectedVersion!: number;

  @Field(() => TravelMode, { nullable: true, description: 'By what.' })
  @NotNull()
  mode?: TravelMode;

  @Field(() => String, { nullable: true, description: 'Station or airport where it begins.' })
  @RequiredLine()
  fromPlace?: string;

  @Field(() => TimeZoneScalar, { nullable: true, description: 'The zone there.' })
  @NotNull()
  fromTimeZone?: string;

  @Field(() => LocalDateTimeScalar, {
    nullable: true,
    description: 'When it departs, on the wall there.',
  })
  @NotNull()
  @WallTime()
  departsAtLocal?: string;

  @Field(() => String, { nullable: true, description: 'Station or airport where it ends.' })
  @RequiredLine()
  toPlace?: string;

  @Field(() => TimeZoneScalar, { nullable: true, description: 'The zone there.' })
  @NotNull()
  toTimeZone?: string;

  @Field(() => LocalDateTimeScalar, {
    nullable: true,
    description: 'When it arrives by the timetable, on the wall there; takes a reported delay back.',
  })
  @NotNull()
  @WallTime()
  arrivesAtLocal?: string;
}

@InputType({ description: 'A leg arrives at another time than planned.' })
export class ReportDelayInput {
  @Field(() => ID, { description: 'Which leg.' })
  legId!: string;

  @Field(() => LocalDateTimeScalar, {
    description: 'When it arrives instead, on the wall where it ends; the planned time takes a delay back.',
  })
  @WallTime()
  expectedAtLocal!: string;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @Field(() => String, { nullable: true, description: 'What there is to say about it.' })
  @Line(300)
  note?: string | null;
}

@InputType({ description: 'Who fetches people, or takes them away.' })
export class ArrangePickUpInput {
  @Field(() => ID, { description: 'At which meeting.' })
  meetingId!: string;

  @Field(() => [ID], { description: `Legs on which a pick-up is wanted; at most ${MOST_PICKED_UP}.` })
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_PICKED_UP)
  legIds!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'Who fetches them, in which vehicle; null: nobody yet.',
  })
  @Line(300)
  pickUp?: string | null;
}
