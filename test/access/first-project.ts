import { requestMaterial, openUpload, send, upload } from '../factories/material.js';
import { recorded } from '../factories/outcomes.js';
import { type Partnership, agendaItem, invite, meeting, publish } from '../factories/partnership.js';
import type { Tavola } from '../setup/tavola.js';
import { agenda, carriedOut, imports, lists, rooms, waiting } from './agendas.js';
import { datePolls } from './date-polls.js';
import { mailsInTrouble } from './mails.js';
import { closing, participants } from './participants.js';
import { ADDRESSES, type Actors } from './people.js';

export const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');

const FORMAL = {
  programme: 'Erasmus+',
  grantReference: '2015-1',
  startsOn: '2016-02-01',
  endsOn: '2018-01-31',
};

/** Ids by the names of the matrix, by type. */
type Named = Record<string, Record<string, string>>;

/** Whoever is not made by the factory: invited by the lead partner, before they sign in. */
export async function inviteTheRest(of: Partnership, lead: Actors['lead']): Promise<void> {
  const asked = { id: of.projectId, expectedVersion: 1, asks: ['GENDER', 'AGE_BAND'], ...FORMAL };
  await lead.does('updateProject', asked, 'project { id }');
  const member = async (email: string, partner: string, role: string) => {
    const input = { partnerId: of.partnerIds[partner], role, name: email, email, language: 'en' };
    await lead.does('inviteMember', input, 'membership { id }');
  };
  await member(ADDRESSES.formerDelegate, 'skovde', 'DELEGATE');
  await member(ADDRESSES.formerHost, 'cervia', 'COORDINATOR');
  await member(ADDRESSES.disabledSession, 'norrkoping', 'COORDINATOR');
  await member(ADDRESSES.twoHats, 'daugavpils', 'DELEGATE');
  const auditor = { projectId: of.projectId, role: 'AUDITOR', endsOn: '2018-12-31', language: 'en' };
  await lead.does(
    'inviteMember',
    { ...auditor, name: ADDRESSES.auditor, email: ADDRESSES.auditor },
    'membership { id }',
  );
}

const STATED: Readonly<Record<string, object>> = { open: { exact: 4 }, closed: { atLeast: 2 } };

/** Meetings in every state of their life; Cervia hosts all of them. */
export async function meetings(
  tavola: Tavola,
  of: Partnership,
  lead: Actors['lead'],
): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  const town = { text: 'some of town', source: 'a web page', town: 'Ravenna', country: 'IT' };
  const one = async (slug: string, number: number, steps: string[], changes: object = {}) => {
    const stated = [
      { text: `some of ${slug}`, source: 'a web page', partnerId: of.partnerIds['skovde'], ...STATED[slug] },
      ...(slug === 'open' ? [town] : []),
    ];
    made[slug] = await meeting(of, {
      slug,
      number,
      title: slug,
      description: `About ${slug}`,
      stated,
      ...changes,
    });
    for (const step of steps) await lead.takes(step, made[slug]);
  };
  await one('draft', 1, []);
  await one('dropped', 2, ['cancelMeeting']);
  await one('cancelled', 3, ['announceMeeting']);
  await agendaItem(of, made['cancelled'] as string, { title: 'Called off' });
  await publish(of, made['cancelled'] as string);
  await lead.takes('cancelMeeting', made['cancelled'] as string);
  const hostedByOther = { hostPartnerId: of.partnerIds['daugavpils'] };
  await one('announced', 4, ['announceMeeting'], hostedByOther);
  // Another partner hosts it now: there is no mutation for that.
  const host = [made['announced'], of.partnerIds['cervia']];
  await tavola.sql('update meeting set host_partner_id = $2 where id = $1', host);
  await one('closed', 5, ['announceMeeting', 'openRegistration'], {
    startsOn: '2017-06-12',
    endsOn: '2017-06-14',
  });
  await one('second', 8, ['announceMeeting', 'openRegistration'], { agendaIsPublic: false });
  await one('open', 9, ['announceMeeting', 'openRegistration']);
  for (const slug of ['closed', 'second', 'open'])
    for (const partner of ['norrkoping', 'cervia', 'skovde', 'daugavpils'])
      await invite(of, made[slug] as string, partner, 10);
  const given = { fromPartnerId: of.partnerIds['cervia'], toPartnerId: of.partnerIds['skovde'] };
  const moved = { meetingId: made['open'], ...given, seats: 1, reason: 'One is ill' };
  await lead.does('moveSeats', moved, 'seatMove { id }');
  return made;
}

/** What partners owe and have sent. */
async function presentations(
  tavola: Tavola,
  of: Partnership,
  actors: Actors,
  ids: { draft: string; open: string; part: string },
) {
  const skovde = { partnerIds: [of.partnerIds['skovde']] };
  const bound = await requestMaterial(of, ids.open, { ...skovde, agendaItemId: ids.part });
  const others = await requestMaterial(of, ids.open);
  const drafted = await requestMaterial(of, ids.draft, skovde);
  const requests: Record<string, string> & { skovde: string } = {
    ...others,
    skovde: bound['skovde'] as string,
    draft: drafted['skovde'] as string,
  };
  const browser = (who: keyof Actors) => actors[who].browser;
  const ofLead = await upload(browser('lead'), tavola.url, requests['norrkoping'], PDF);
  await actors.lead.takes('acceptMaterial', requests['norrkoping'] as string);
  const remind = 'mutation ($id: ID!) { remindMaterial(meetingId: $id) { userErrors { code } } }';
  await actors.lead.asks(remind, { id: ids.open });
  const done = await upload(browser('delegate'), tavola.url, requests.skovde, PDF);
  const byFormer = await upload(
    browser('formerDelegate'),
    tavola.url,
    requests.skovde,
    Buffer.concat([PDF, PDF]),
  );
  const waits = { materialRequestId: requests.skovde, fileName: 'a.pdf', size: PDF.length };
  const open = await openUpload(browser('delegate'), tavola.url, waits);
  const formerOpen = await openUpload(browser('formerDelegate'), tavola.url, waits);
  const rejected = await openUpload(browser('delegate'), tavola.url, { ...waits, size: 9 });
  await send(browser('delegate'), rejected.uploadUrl, Buffer.from('no PDF !!'));
  return {
    requests,
    versions: {
      ofLead,
      done,
      byFormer,
      open: open.id,
      formerOpen: formerOpen.id,
      rejected: rejected.id,
    },
  };
}

/** What came of it. */
async function outcomes(
  of: Partnership,
  { lead, coordinator }: Actors,
  ids: { draft: string; open: string; session: string },
) {
  const by = lead.browser;
  const action = { kind: 'ACTION', dueOn: '2018-01-31', title: 'An action' };
  const made = {
    project: await recorded(of, by, {}),
    meeting: await recorded(of, by, {
      meetingId: ids.open,
      agendaItemId: ids.session,
      kind: 'DECISION',
      text: 'It is so.',
    }),
    draft: await recorded(of, by, { meetingId: ids.draft }),
    skovde: await recorded(of, coordinator.browser, {
      kind: 'BEST_PRACTICE',
      partnerId: of.partnerIds['skovde'],
    }),
    action: await recorded(of, by, {
      ...action,
      ownerPartnerId: of.partnerIds['daugavpils'],
      ownerPersonId: of.personIds[ADDRESSES.otherDelegate],
    }),
    formerAction: await recorded(of, by, {
      ...action,
      meetingId: ids.open,
      ownerPartnerId: of.partnerIds['skovde'],
      ownerPersonId: of.personIds[ADDRESSES.formerDelegate],
    }),
  };
  const done = { id: made.formerAction, expectedVersion: 1, isDone: true };
  await lead.does('updateOutcome', done, 'outcome { id }');
  return made;
}

/** Fills the first project. */
export async function firstProject(
  tavola: Tavola,
  of: Partnership,
  actors: Actors,
  made: Record<string, string>,
): Promise<Named> {
  const [open, draft] = [made['open'] as string, made['draft'] as string];
  const { lead } = actors;
  const halls = await rooms(lead, { open, draft });
  const lines = await agenda(of, lead, open, halls.hall);
  const drafted = await agendaItem(of, draft, { title: 'Nobody knows' });
  const announced = await agendaItem(of, made['announced'] as string, { title: 'Not published' });
  const ofSecond = await agendaItem(of, made['second'] as string, { title: 'Among ourselves' });
  await publish(of, made['second'] as string);
  const [ofCancelled] = await tavola.sql('select id from agenda_item where meeting_id = $1', [
    made['cancelled'],
  ]);
  const there = await participants(of, actors, open, lines.workshop, lines.visit);
  // What a calendar answers comes as a mail.
  const perhaps = [there.registrations['named']];
  await tavola.sql('update registration set tentative_at = now() where id = $1', perhaps);
  const closed = await closing(actors, made['closed'] as string);
  const ids = { draft, open, part: lines.part, session: lines.session };
  const { requests, versions } = await presentations(tavola, of, actors, ids);
  const { polls, meeting: polled } = await datePolls(of, actors);
  return {
    Meeting: { ...made, polled },
    Room: halls,
    CarriedOutItem: await carriedOut(lead, open, lines),
    UnscheduledItem: await waiting(of, lead, open, halls.hall),
    DatePoll: polls,
    AgendaItem: {
      ...lines,
      ofDraft: drafted.id,
      ofAnnounced: announced.id,
      ofSecond: ofSecond.id,
      ofCancelled: ofCancelled?.['id'] as string,
    },
    Registration: { ...there.registrations, ...closed.registrations },
    TravelLeg: { ...there.travel['TravelLeg'], ...closed.travel['TravelLeg'] },
    HotelStay: { ...there.travel['HotelStay'], ...closed.travel['HotelStay'] },
    PickUp: { ...there.travel['PickUp'] },
    HotelNight: { ...there.travel['HotelNight'], closed: '2017-06-11' },
    SignUp: there.signUps,
    AttendanceRecord: { ...there.records, ...closed.records },
    MaterialRequest: requests,
    Presentation: versions,
    AgendaImport: await imports(tavola, actors, ids),
    DelegateImport: await lists(tavola, of, actors, open),
    Outcome: await outcomes(of, actors, ids),
    Email: await mailsInTrouble(tavola, {
      toDelegate: { to: ADDRESSES.delegate, meetingId: open, became: 'refused' },
      toOtherDelegate: { to: ADDRESSES.otherDelegate, meetingId: open, became: 'too late' },
      toHost: { to: ADDRESSES.host, meetingId: draft, became: 'sent twice' },
      ofDraft: { to: ADDRESSES.delegate, meetingId: draft, became: 'waiting' },
      toFormer: { to: ADDRESSES.formerDelegate, meetingId: open, became: 'refused' },
      toTwoHats: { to: ADDRESSES.twoHats, meetingId: open, became: 'refused' },
      held: { to: ADDRESSES.delegate, meetingId: made['second'], became: 'held' },
      again: { to: ADDRESSES.delegate, meetingId: open, became: 'sent twice', resendOf: 'toDelegate' },
    }),
  };
}
