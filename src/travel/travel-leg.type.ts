import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { connectionType } from '../platform/graphql/connection-type.js';
import { DateTimeScalar, LocalDateTimeScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { MOST_PICKED_UP } from './bounds.js';
import { TravelDirection, TravelMode } from './travel-leg.entity.js';

registerEnumType(TravelDirection, {
  name: 'TravelDirection',
  description: 'Where somebody travels.',
  valuesMap: {
    TO_MEETING: { description: 'To the meeting.' },
    FROM_MEETING: { description: 'Back from it.' },
  },
});

registerEnumType(TravelMode, {
  name: 'TravelMode',
  description: 'By what somebody travels.',
  valuesMap: {
    TRAIN: { description: 'Also by tram or underground.' },
    PLANE: { description: 'By air.' },
    BUS: { description: 'Also the one of the host.' },
    CAR: { description: 'His own, a taxi, or that of somebody who takes him along.' },
    FERRY: { description: 'Over water.' },
    BICYCLE: { description: 'By his own strength, on wheels.' },
    ON_FOOT: { description: 'Likewise, without.' },
    OTHER: { description: 'Something else.' },
  },
});

/** Beside each field that only a token with READ_PERSONAL reads. */
const UNREAD = 'null as well for a token without READ_PERSONAL.';

@ObjectType('TravelLeg', {
  description:
    'A part of the way to a meeting or back, with one train, say. For himself, his coordinator, the organisers and the desk.',
})
export class TravelLegType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateTravelLeg as expectedVersion.' })
  version!: number;

  @Field(() => TravelDirection, { description: 'There or back.' })
  direction!: TravelDirection;

  @Field(() => TravelMode, { description: 'By what.' })
  mode!: TravelMode;

  @Field(() => String, { nullable: true, description: `The carrier's, such as EC 85; ${UNREAD}` })
  number!: string | null;

  @Field(() => String, { nullable: true, description: `Station or airport where it begins; ${UNREAD}` })
  fromPlace!: string | null;

  @Field(() => TimeZoneScalar, { description: 'The zone there.' })
  fromTimeZone!: string;

  @Field(() => DateTimeScalar, { description: 'The instant at which it departs.' })
  departsAt!: DateTime;

  @Field(() => LocalDateTimeScalar, { description: 'What clocks show there then.' })
  departsAtLocal!: string;

  @Field(() => String, { nullable: true, description: `Station or airport where it ends; ${UNREAD}` })
  toPlace!: string | null;

  @Field(() => TimeZoneScalar, { description: 'The zone there.' })
  toTimeZone!: string;

  @Field(() => DateTimeScalar, { description: 'The instant at which it arrives, as planned.' })
  arrivesAt!: DateTime;

  @Field(() => LocalDateTimeScalar, { description: 'What clocks show there then.' })
  arrivesAtLocal!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it arrives instead, as was reported last; null: as planned.',
  })
  expectedAt!: DateTime | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'What clocks show where it ends then.' })
  expectedAtLocal!: string | null;

  @Field(() => String, { nullable: true, description: `What was said about the delay; ${UNREAD}` })
  delayNote!: string | null;

  @Field(() => DateTimeScalar, {
    description:
      'When the host reckons with him: the arrival of a leg to the meeting, as it is expected; the departure of one from it.',
  })
  dueAt!: DateTime;

  @Field(() => LocalDateTimeScalar, { description: 'What clocks show at the meeting then.' })
  dueAtLocal!: string;

  @Field({
    description:
      'Whether he wants to be fetched where a leg to the meeting ends, or taken to where one from it begins.',
  })
  wantsPickUp!: boolean;

  @Field(() => String, {
    nullable: true,
    description: `Who fetches him, in which vehicle; null: nobody yet; ${UNREAD}`,
  })
  pickUp!: string | null;

  @Field(() => RegistrationType, { description: 'Who.' })
  registration!: RegistrationType;
}

@ObjectType('TravelLegConnection', { description: 'A page of legs, by when the host reckons with them.' })
export class TravelLegConnection extends connectionType(TravelLegType, { name: 'TravelLeg', one: 'leg' }) {}

@ObjectType('PickUp', {
  description:
    'Who wants to be fetched, or taken away, at one place within half an hour. For the organisers and the desk.',
})
export class PickUpType {
  @Field(() => TravelDirection, { description: 'Whether they come or go.' })
  direction!: TravelDirection;

  @Field(() => String, { nullable: true, description: `Station or airport; ${UNREAD}` })
  place!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the half hour begins.' })
  startsAt!: DateTime;

  @Field(() => LocalDateTimeScalar, { description: 'What clocks show at the meeting then.' })
  startsAtLocal!: string;

  @Field(() => Int, { description: 'How many there are.' })
  people!: number;

  @Field(() => Int, { description: 'For how many of them nobody has arranged it yet.' })
  unarranged!: number;

  @Field(() => [TravelLegType], {
    description: `They, by when they are due; of more than ${MOST_PICKED_UP} the first.`,
  })
  legs!: TravelLegType[];
}

@ObjectType({ description: 'Answer of mutations of a leg.' })
export class TravelLegPayload {
  @Field(() => TravelLegType, { nullable: true, description: 'As it is now; null when it is removed.' })
  travelLeg?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to arrangePickUp.' })
export class TravelLegsPayload {
  @Field(() => [TravelLegType], { nullable: true, description: 'As they are now.' })
  travelLegs?: string[];

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
