import type { Partnership } from '../factories/partnership.js';
import { SAID, askedIn } from './form-attempts.js';
import { ADDRESSES, type Actors } from './people.js';
import { travelToClosed, travelToOpen } from './travel.js';

const HEALTH = {
  diets: ['VEGAN'],
  diet: 'no nuts',
  accessNeeds: ['STEP_FREE'],
  access: 'a ramp',
  interpretationLanguage: 'sv',
  interpretation: 'sv',
  emergencyContact: { name: 'Somebody close', phone: '+46 500 1' },
};

const VERSION = 'query ($id: ID!) { registration(id: $id) { version } }';

/** Who comes to the open meeting, and was there. */
export async function participants(
  of: Partnership,
  actors: Actors,
  meetingId: string,
  workshopId: string,
  visitId: string,
) {
  const { lead, coordinator, desk } = actors;
  const details = {
    gender: 'FEMALE',
    ageBand: 'FROM_31_TO_64',
    needs: HEALTH,
    residenceTown: 'Skara',
    residenceCountry: 'SE',
    languages: ['sv'],
    photoConsent: true,
    arrivesAtLocal: '2017-12-10T18:00',
    leavesAtLocal: '2017-12-13T20:00',
  };
  const comes = async (who: keyof Actors) =>
    (
      await actors[who].does(
        'register',
        { meetingId, ...details, partnerId: undefined },
        'registration { id }',
      )
    ).registration.id as string;
  const registrations: Record<string, string> = {
    delegate: await comes('delegate'),
    formerDelegate: await comes('formerDelegate'),
    otherDelegate: await comes('otherDelegate'),
  };
  const gone = [{ name: 'Somebody gone', email: 'gone@skovde.example', language: 'sv' }];
  const naming = { meetingId, partnerId: of.partnerIds['skovde'], delegates: gone };
  const { registrations: made } = await coordinator.does('nameDelegates', naming, 'registrations { id }');
  registrations['gone'] = made[0].id;
  const named = { name: 'Somebody named', email: 'named@skovde.example', language: 'sv' };
  const replacing = { registrationId: registrations['gone'], expectedVersion: 1, delegate: named };
  const { registration } = await coordinator.does('replaceDelegate', replacing, 'registration { id }');
  registrations['named'] = registration.id;
  // From here to below those who organise say who comes: one waits, one is refused.
  const setting = { id: of.projectId, expectedVersion: 2, approvesRegistrations: true };
  await lead.does('updateProject', setting, 'project { id }');
  await coordinator.takes('confirmParticipation', registration.id);
  const twoHats = {
    meetingId,
    partnerId: of.partnerIds['daugavpils'],
    delegates: [{ name: 'x', email: ADDRESSES.twoHats, language: 'en' }],
  };
  registrations['twoHats'] = (
    await actors.otherCoordinator.does('nameDelegates', twoHats, 'registrations { id }')
  ).registrations[0].id;
  await actors.twoHats.takes('confirmParticipation', registrations['twoHats'] as string);
  const refusal = { id: registrations['twoHats'], expectedVersion: 2, reason: 'Too many come' };
  await lead.does('refuseRegistration', refusal, 'registration { id }');
  const unset = { ...setting, expectedVersion: 3, approvesRegistrations: false };
  await lead.does('updateProject', unset, 'project { id }');
  await lead.takes('issueInvitationLetter', registrations['delegate'] as string);
  const guest = { meetingId, name: 'A guest', town: 'Cervia' };
  registrations['guest'] = (await desk.does('registerWalkIn', guest, 'registration { id }')).registration.id;
  const speaker = { ...guest, name: 'A speaker', kind: 'SPEAKER', partnerId: of.partnerIds['skovde'] };
  registrations['speaker'] = (
    await desk.does('registerWalkIn', speaker, 'registration { id }')
  ).registration.id;

  const signUps: Record<string, string> = {};
  const signsUp = async (who: string, agendaItemId = workshopId) => {
    const place = { agendaItemId, registrationId: registrations[who] };
    return (await lead.does('signUp', place, 'signUp { id }')).signUp.id as string;
  };
  signUps['otherDelegate'] = await signsUp('otherDelegate', visitId);
  for (const who of ['speaker', 'delegate', 'formerDelegate', 'guest']) signUps[who] = await signsUp(who);
  signUps['offered'] = await signsUp('otherDelegate');
  // He has the visit at the same time, so he is asked.
  await lead.takes('cancelSignUp', signUps['speaker'] as string);
  await signsUp('speaker');

  const records: Record<string, string> = {};
  const there = async (who: string, more: object) => {
    const input = { registrationId: registrations[who], ...more };
    return (await desk.does('checkIn', input, 'record { id }', 'AttendanceInput')).record.id as string;
  };
  for (const who of ['delegate', 'formerDelegate', 'otherDelegate', 'guest'])
    records[who] = await there(who, { day: '2017-12-11' });
  records['void'] = await there('delegate', { agendaItemId: workshopId });
  const wrong = { id: records['void'], reason: 'It was somebody else' };
  records['correction'] = (await desk.does('correctAttendance', wrong, 'record { id }')).record.id;
  await lead.does('publishForm', { meetingId, expectedVersion: 0, fields: askedIn('en') }, 'meeting { id }');
  for (const who of ['delegate', 'otherDelegate']) {
    const id = registrations[who];
    const { registration: read } = await lead.asks(VERSION, { id });
    await lead.does('answerForm', { id, expectedVersion: read.version, ...SAID }, 'registration { id }');
  }
  const travel = await travelToOpen(lead, meetingId, registrations);
  return { registrations, signUps, records, travel };
}

/** What the closed meeting ended with. */
export async function closing({ lead, host, delegate, otherDelegate }: Actors, meetingId: string) {
  const registrations: Record<string, string> = {};
  const details = { meetingId, gender: 'MALE', ageBand: 'FROM_65', needs: HEALTH };
  const come = async (who: Actors['lead']) =>
    (await who.does('register', details, 'registration { id }')).registration.id as string;
  registrations['closed delegate'] = await come(delegate);
  registrations['closed otherDelegate'] = await come(otherDelegate);
  const guest = { meetingId, name: 'Another guest', town: 'Cervia' };
  registrations['closed guest'] = (
    await host.does('registerWalkIn', guest, 'registration { id }')
  ).registration.id;
  const travel = await travelToClosed(lead, registrations);
  const records: Record<string, string> = {};
  for (const [who, registrationId] of Object.entries(registrations)) {
    const input = { registrationId, day: '2017-06-12' };
    records[who] = (await host.does('checkIn', input, 'record { id }', 'AttendanceInput')).record.id;
  }
  await lead.takes('closeMeeting', meetingId);
  const amend =
    'mutation ($id: ID!) { amendMeeting(id: $id, reason: "A guest was missing") { userErrors { code } } }';
  await lead.asks(amend, { id: meetingId });
  await lead.takes('closeMeeting', meetingId);
  return { registrations, records, travel };
}
