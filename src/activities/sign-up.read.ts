import { AgendaItemRead, byCurrentItem } from '../agenda/agenda.read.js';
import { raw, sql } from '../platform/database/sql.js';
import {
  byKey,
  column,
  expression,
  extendRead,
  many,
  one,
  readModel,
  page,
} from '../platform/read/read-model.js';
import { seesRegistration } from '../registrations/registration.policy.js';
import { RegistrationRead } from '../registrations/registration.read.js';

const MOST_OF_ONE = 100;
/** Nobody is in more places at once. */
const MOST_AT_A_TIME = 20;

/** Whoever sees a registration sees where its person takes part. */
const SignUpRead = readModel({
  type: 'SignUp',
  table: 'sign_up',
  order: ['number', 'id'],
  visibleTo: (viewer, t) => sql`exists (select from registration sr
    where sr.id = ${t}.registration_id and ${seesRegistration(viewer, sql`sr`)})`,
  fields: {
    id: column('id'),
    state: column('state'),
    signedUpAt: column('signed_up_at'),
    promotedAt: column('promoted_at'),
    offeredUntil: column('offered_until'),
    position: expression(
      ({
        t,
      }) => sql`case when ${t}.state = 'WAITLISTED' then (select w.place from waiting_line(${t}.item_id) w
        where w.sign_up_id = ${t}.id) end`,
    ),
    atSameTime: many(
      () => SignUpRead,
      MOST_AT_A_TIME,
      (signUp, other) => sql`${other}.id in (select p.sign_up_id
        from places_at_the_time(${signUp}.registration_id, ${signUp}.item_id) p)`,
    ),
    agendaItem: one(
      () => AgendaItemRead,
      byCurrentItem((signUp) => sql`${signUp}.item_id`),
    ),
    registration: one(() => RegistrationRead, byKey('registration_id')),
  },
});

/** Of the sign-ups for the item `i`. */
const numberOf = (state: 'OFFERED' | 'WAITLISTED'): string =>
  `(select count(*)::int from sign_up w where w.item_id = i.id and w.state = '${state}')`;

extendRead(AgendaItemRead, {
  places: expression(
    ({ t, shape }) =>
      sql`(select ${shape.object({
        capacity: raw('i.capacity'),
        confirmed: raw(`i.taken - ${numberOf('OFFERED')}`),
        offered: raw(numberOf('OFFERED')),
        free: raw('i.capacity - i.taken'),
        waiting: raw(numberOf('WAITLISTED')),
      })} from agenda_item i where i.id = ${t}.id)`,
  ),
  signUps: page(
    () => SignUpRead,
    (item, signUp) => sql`${signUp}.item_id = ${item}.id and ${signUp}.state <> 'CANCELLED'`,
  ),
});

extendRead(RegistrationRead, {
  signUps: many(
    () => SignUpRead,
    MOST_OF_ONE,
    (registration, signUp) =>
      sql`${signUp}.registration_id = ${registration}.id and ${signUp}.state <> 'CANCELLED'`,
  ),
});
