import { MeetingRead } from '../meetings/meeting.read.js';
import { type Sql, raw, sql } from '../platform/database/sql.js';
import {
  byIds,
  byKey,
  column,
  expression,
  extendRead,
  many,
  one,
  page,
  readModel,
} from '../platform/read/read-model.js';
import { RegistrationRead } from '../registrations/registration.read.js';
import { MOST_LEGS, MOST_PICK_UPS, MOST_PICKED_UP } from './bounds.js';
import { receives, seesTravel } from './travel.policy.js';

/** An instant as the clocks of the meeting show it. */
const onItsWall = (t: Sql, column: string): Sql =>
  sql`(select to_char(${t}.${raw(column)} at time zone wm.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS')
    from meeting wm where wm.id = ${t}.meeting_id)`;

export const TravelLegRead = readModel({
  type: 'TravelLeg',
  table: 'travel_leg',
  order: ['due_at', 'id'],
  visibleTo: seesTravel,
  personal: ['number', 'fromPlace', 'toPlace', 'delayNote', 'pickUp'],
  fields: {
    id: column('id'),
    version: column('version'),
    direction: column('direction'),
    mode: column('mode'),
    number: column('number'),
    fromPlace: column('from_place'),
    fromTimeZone: column('from_time_zone'),
    departsAt: column('departs_at'),
    departsAtLocal: column('departs_at_local'),
    toPlace: column('to_place'),
    toTimeZone: column('to_time_zone'),
    arrivesAt: column('arrives_at'),
    arrivesAtLocal: column('arrives_at_local'),
    expectedAt: column('expected_at'),
    expectedAtLocal: column('expected_at_local'),
    delayNote: column('delay_note'),
    dueAt: column('due_at'),
    dueAtLocal: expression(({ t }) => onItsWall(t, 'due_at')),
    wantsPickUp: column('wants_pick_up'),
    pickUp: column('pick_up'),
    registration: one(() => RegistrationRead, byKey('registration_id'), { implied: true }),
  },
});

const PickUpRead = readModel({
  type: 'PickUp',
  table: 'pick_up',
  order: ['starts_at', 'direction', 'place'],
  visibleTo: receives,
  personal: ['place'],
  fields: {
    direction: column('direction'),
    place: column('place'),
    startsAt: column('starts_at'),
    startsAtLocal: expression(({ t }) => onItsWall(t, 'starts_at')),
    people: column('people'),
    unarranged: column('unarranged'),
    legs: many(() => TravelLegRead, MOST_PICKED_UP, byIds('leg_ids')),
  },
});

/** On that day on the meeting's wall, by the instants between which it lies. */
const onDay = (meeting: Sql, instant: Sql, day: unknown): Sql =>
  day == null
    ? raw('true')
    : sql`${instant} >= ${day}::date::timestamp at time zone ${meeting}.time_zone
      and ${instant} < (${day}::date + 1)::timestamp at time zone ${meeting}.time_zone`;

/** Of each who comes the leg that brings him to the meeting, or the one that takes him away. */
const board = (direction: 'TO_MEETING' | 'FROM_MEETING') => {
  const isFurther = (other: Sql, leg: Sql): Sql =>
    sql`(${other}.departs_at, ${other}.id) ${raw(direction === 'TO_MEETING' ? '>' : '<')} (${leg}.departs_at, ${leg}.id)`;
  const place = raw(direction === 'TO_MEETING' ? 'to_place' : 'from_place');
  return page(
    () => TravelLegRead,
    (
      meeting,
      leg,
      { args },
    ) => sql`${leg}.meeting_id = ${meeting}.id and ${leg}.direction = ${raw(`'${direction}'`)}
      and ${onDay(meeting, sql`${leg}.due_at`, args['day'])}
      and ${args['place'] == null ? raw('true') : sql`lower(${leg}.${place}) = lower(${args['place']}::text)`}
      and exists (select from registration br
        where br.id = ${leg}.registration_id and is_expected(br.state))
      and not exists (select from travel_leg bl where bl.registration_id = ${leg}.registration_id
        and bl.direction = ${leg}.direction and ${isFurther(raw('bl'), leg)})`,
  );
};

extendRead(MeetingRead, {
  arrivals: board('TO_MEETING'),
  departures: board('FROM_MEETING'),
  pickUps: many(
    () => PickUpRead,
    MOST_PICK_UPS,
    (meeting, pickUp, { args }) => sql`${pickUp}.meeting_id = ${meeting}.id
      and ${onDay(meeting, sql`${pickUp}.starts_at`, args['day'])}`,
  ),
});

extendRead(RegistrationRead, {
  travelLegs: many(
    () => TravelLegRead,
    MOST_LEGS,
    (registration, leg) => sql`${leg}.registration_id = ${registration}.id`,
  ),
});
