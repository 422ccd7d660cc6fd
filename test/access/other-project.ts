import { importList } from '../factories/delegate-imports.js';
import { importFile } from '../factories/agenda-imports.js';
import { openUpload, requestMaterial, upload } from '../factories/material.js';
import { recorded } from '../factories/outcomes.js';
import { type Partnership, agendaItem, invite, openMeeting, publish } from '../factories/partnership.js';
import type { Tavola } from '../setup/tavola.js';
import { otherPoll } from './date-polls.js';
import { PDF } from './first-project.js';
import { mailsInTrouble } from './mails.js';
import { ADDRESSES, type Actors } from './people.js';
import { otherTravel } from './travel.js';

/** A second project with the same installation, led by Turku alone; somebody who is in both coordinates it too. */
export async function startOtherProject(of: Partnership, stranger: Actors['stranger']): Promise<Partnership> {
  const leadPartner = {
    slug: 'turku',
    name: 'Turun kaupunki',
    town: 'Turku',
    country: 'FI',
    kind: 'municipality',
  };
  const input = { slug: 'other', acronym: 'OTHER', title: 'Another project', languages: ['fi'], leadPartner };
  const { project } = await stranger.does('createProject', input, 'project { id leadPartner { id } }');
  const partnerId = project.leadPartner.id;
  const hats = { partnerId, role: 'COORDINATOR', name: 'Two hats', email: ADDRESSES.twoHats, language: 'fi' };
  await stranger.does('inviteMember', hats, 'membership { id }');
  return { ...of, projectId: project.id, lead: stranger.browser, partnerIds: { turku: partnerId } };
}

/** One of everything. */
export async function otherProject(
  tavola: Tavola,
  other: Partnership,
  actors: Actors,
): Promise<Record<string, Record<string, string>>> {
  const { stranger } = actors;
  const stated = [{ text: 'some of other', source: 'a web page', partnerId: other.partnerIds['turku'] }];
  const meetingId = await openMeeting(other, {
    hostPartnerId: other.partnerIds['turku'],
    slug: 'other',
    title: 'other',
    stated,
  });
  await invite(other, meetingId, 'turku', 5);
  const { room } = await stranger.does('addRoom', { meetingId, name: 'Sali' }, 'room { id }');
  const item = await agendaItem(other, meetingId);
  const { unscheduledItem } = await stranger.does(
    'addUnscheduledItem',
    { meetingId, kind: 'BREAK', title: 'Kahvi', minutes: 15 },
    'unscheduledItem { id }',
  );
  await publish(other, meetingId);
  const { registration } = await stranger.does(
    'register',
    { meetingId, needs: { diet: 'none' } },
    'registration { id }',
  );
  const place = { agendaItemId: item.id, registrationId: registration.id };
  const { signUp } = await stranger.does('signUp', place, 'signUp { id }');
  const there = { registrationId: registration.id, day: '2017-12-11' };
  const { record } = await stranger.does('checkIn', there, 'record { id }', 'AttendanceInput');
  const { turku } = await requestMaterial(other, meetingId);
  const waits = { materialRequestId: turku, fileName: 'a.pdf', size: PDF.length };
  const file = { name: 'a.csv', content: 'day,start,end,title\n2017-12-11,9:00,10:00,New\n' };
  const imported = await importFile(stranger.browser, tavola.url, meetingId, file);
  const content = 'name,email\nNew,new@turku.example\n';
  const ofTurku = { meetingId, partnerId: other.partnerIds['turku'], content };
  const list = await importList(stranger.browser, tavola.url, ofTurku);
  return {
    AgendaImport: { other: imported.id },
    DelegateImport: { other: list.id },
    Meeting: { other: meetingId },
    Room: { other: room.id },
    UnscheduledItem: { 'other waiting': unscheduledItem.id },
    DatePoll: await otherPoll(other, actors),
    AgendaItem: { other: item.id },
    Registration: { other: registration.id },
    ...(await otherTravel(stranger, registration.id)),
    SignUp: { other: signUp.id },
    AttendanceRecord: { other: record.id },
    MaterialRequest: { other: turku as string },
    Presentation: {
      other: await upload(stranger.browser, tavola.url, turku, PDF),
      otherOpen: (await openUpload(stranger.browser, tavola.url, waits)).id,
    },
    Outcome: { other: await recorded(other, stranger.browser, { meetingId }) },
    Email: await mailsInTrouble(tavola, {
      other: { to: ADDRESSES.stranger, meetingId, became: 'refused' },
      otherToTwoHats: { to: ADDRESSES.twoHats, meetingId, became: 'refused' },
    }),
  };
}
