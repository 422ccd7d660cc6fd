import { MeetingRead } from '../meetings/meeting.read.js';
import { ofMeeting, organises } from '../meetings/meeting.policy.js';
import { sql } from '../platform/database/sql.js';
import { byKey, column, expression, extendRead, many, one, readModel } from '../platform/read/read-model.js';
import { RegistrationRead } from '../registrations/registration.read.js';
import { MOST_HOTEL_STAYS, MOST_NIGHTS } from './bounds.js';
import { seesHotel } from './travel.policy.js';

const HotelStayRead = readModel({
  type: 'HotelStay',
  table: 'hotel_stay',
  order: ['first_night', 'id'],
  visibleTo: seesHotel,
  personal: ['hotel'],
  fields: {
    id: column('id'),
    version: column('version'),
    hotel: column('hotel'),
    firstNight: column('first_night'),
    lastNight: column('last_night'),
    leavesOn: expression(({ t }) => sql`${t}.last_night + 1`),
    registration: one(() => RegistrationRead, byKey('registration_id'), { implied: true }),
  },
});

const HotelNightRead = readModel({
  type: 'HotelNight',
  table: 'hotel_night',
  order: ['night', 'hotel'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => organises(viewer, meeting)),
  personal: ['hotel'],
  fields: { hotel: column('hotel'), night: column('night'), people: column('people') },
});

extendRead(MeetingRead, {
  hotelNights: many(
    () => HotelNightRead,
    MOST_NIGHTS,
    (meeting, night) => sql`${night}.meeting_id = ${meeting}.id`,
  ),
});

extendRead(RegistrationRead, {
  hotelStays: many(
    () => HotelStayRead,
    MOST_HOTEL_STAYS,
    (registration, stay) => sql`${stay}.registration_id = ${registration}.id`,
  ),
});
