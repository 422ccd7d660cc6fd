import type { INestApplicationContext } from '@nestjs/common';
import { SignUpsService } from '../activities/sign-ups.service.js';
import { AttendanceMethod } from '../attendance/attendance-record.entity.js';
import { AttendanceService } from '../attendance/attendance.service.js';
import { AnswersService } from '../registrations/answers.service.js';
import { AttendanceMode, RegistrationKind } from '../registrations/registration.entity.js';
import { RegistrationsService } from '../registrations/registrations.service.js';
import { dayOf } from './agenda-lines.js';
import { DELEGATES, GIVEN_BACK, GUESTS, IN_WORKSHOP, METHODS, SIGN_UPS } from './cervia.js';
import { PARTNERSHIP, type PartnerSlug, delegateOf } from './evolaq.js';
import type { LoadedMeeting } from './load-events.js';
import type { Partnership } from './partnership.js';
import { nameDelegates, registrationsOf } from './participants.js';
import { actor, addressOf } from './people.js';

type Items = Readonly<Record<string, string>>;

/** Names the delegates; each answers for himself. */
export async function loadDelegates(
  app: INestApplicationContext,
  partnership: Partnership,
  meeting: LoadedMeeting,
): Promise<void> {
  for (const { slug: partner } of PARTNERSHIP) {
    const numbers = DELEGATES.filter((each) => each.partner === partner).map(({ number }) => number);
    await nameDelegates(app, partnership, meeting, { partner, numbers });
  }
  const registrations = await registrationsOf(app, partnership.lead, meeting);
  const answers = app.get(AnswersService);
  for (const { partner, number, answer, needs } of DELEGATES) {
    const { email } = delegateOf(partner, number);
    const registration = registrations.get(email);
    if (!registration) continue;
    const { id, state } = registration;
    const delegate = await actor(app, email);
    if (state === 'INVITED') {
      if (answer === 'no') await answers.leave(delegate, id);
      else if (needs)
        await app.get(RegistrationsService).register(delegate, { meetingId: meeting.id, needs });
      else await answers.confirm(delegate, id);
    }
    const isComing = state === 'INVITED' || state === 'CONFIRMED';
    if (isComing && answer === 'no after yes') await answers.leave(delegate, id);
  }
}

/** Places in workshops and visits, in the order in which the delegates ask for them. */
export async function loadSignUps(
  app: INestApplicationContext,
  { lead }: Partnership,
  meeting: LoadedMeeting,
  items: Items,
): Promise<void> {
  const signUps = app.get(SignUpsService);
  const registrations = await registrationsOf(app, lead, meeting);
  const registrationOf = (partner: PartnerSlug) => registrations.get(addressOf('delegate1', partner))?.id;
  const signUp = (item: string, partner: PartnerSlug) =>
    signUps.signUp(lead, { agendaItemId: items[item] as string, registrationId: registrationOf(partner) });
  for (const [item, partners] of Object.entries(SIGN_UPS))
    for (const partner of partners) await signUp(item, partner);
  // Who has a place already keeps it, so this only looks it up.
  await signUps.cancel(lead, await signUp(GIVEN_BACK.item, GIVEN_BACK.partner));
}

/** Check-ins by the desk: of delegates and of citizens who come by, day by day, and at the workshops. */
export async function loadAttendance(
  app: INestApplicationContext,
  { lead, partnerIds }: Partnership,
  meeting: LoadedMeeting,
  items: Items,
): Promise<void> {
  const desk = await actor(app, addressOf('desk', 'cervia'));
  const attendance = app.get(AttendanceService);
  const registrations = await registrationsOf(app, lead, meeting);
  const checkIn = async (registrationId: string, days: readonly number[]) => {
    for (const { day, method } of METHODS)
      if (days.includes(day))
        await attendance.checkIn(desk, {
          registrationId,
          day: dayOf(meeting, day),
          mode: AttendanceMode.IN_PERSON,
          method: AttendanceMethod[method],
        });
  };
  for (const { partner, number, answer, days = [1, 2, 3] } of DELEGATES) {
    const registration = registrations.get(delegateOf(partner, number).email);
    if (registration && !answer) await checkIn(registration.id, days);
  }
  for (const [index, { town, days }] of GUESTS.entries()) {
    const registrationId = await app.get(RegistrationsService).walkIn(desk, {
      meetingId: meeting.id,
      name: `Guest ${index + 1}, ${town}`,
      town,
      kind: RegistrationKind.LOCAL,
      partnerId: town === 'Cervia' ? partnerIds.cervia : null,
      idempotencyKey: `example:${meeting.id}:guest-${index + 1}`,
    });
    await checkIn(registrationId, days);
  }
  for (const { item, partners } of IN_WORKSHOP) {
    for (const partner of partners) {
      const registration = registrations.get(addressOf('delegate1', partner));
      if (!registration) continue;
      await attendance.checkIn(desk, {
        registrationId: registration.id,
        agendaItemId: items[item],
        mode: AttendanceMode.IN_PERSON,
      });
    }
  }
}
