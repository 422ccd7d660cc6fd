import { DateTime } from 'luxon';
import { finalMeeting } from '../factories/date-polls.js';
import { requestMaterial } from '../factories/material.js';
import { TRAIN } from '../factories/travel.js';
import { type Partnership, agendaItem, invite, openMeeting, publish } from '../factories/partnership.js';

/** A mutation that takes a key, and what one run of it leaves behind. */
export interface KeyedCreation {
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the input, to make it another one. */
  readonly text: string;
  /** The field of the payload that names what was made. */
  readonly made: string;
  readonly table: string;
  readonly event: string;
  readonly mails: number;
  /** The error beside what a repetition finds, where it cannot be answered as the first time. */
  readonly again?: string;
  /** Whether it is made for a meeting, so that it is too late when that was cancelled. */
  readonly isOfMeeting: boolean;
}

/** All that there are (the schema is asked whether that is so), most of them on a meeting a month from now. */
export async function keyedCreations(
  of: Partnership,
): Promise<{ meetingId: string; creations: readonly KeyedCreation[] }> {
  const day = DateTime.utc().plus({ days: 30 }).toISODate();
  const meetingId = await openMeeting(of, { startsOn: day, endsOn: day });
  const due = `${DateTime.utc().plus({ days: 20 }).toISODate()}T18:00`;
  const requests = await requestMaterial(of, meetingId, { dueAtLocal: due });
  const item = { kind: 'SESSION', startsAtLocal: `${day}T10:00`, endsAtLocal: `${day}T11:00` };
  const song = { kind: 'SOCIAL', startsAtLocal: '2017-12-12T10:05', endsAtLocal: '2017-12-12T10:10' };
  const action = { kind: 'ACTION', ownerPartnerId: of.partnerIds['skovde'] };
  for (const partner of ['skovde', 'cervia']) await invite(of, meetingId, partner, 1000);
  const partners = { fromPartnerId: of.partnerIds['skovde'], toPartnerId: of.partnerIds['cervia'] };
  const { registerWalkIn } = await of.lead.ask(WALK_IN, {
    input: { meetingId, name: 'A guest', town: 'Skövde' },
  });
  const registrationId: string = registerWalkIn.registration.id;
  const creations = [
    {
      mutation: 'moveSeats',
      input: { meetingId, ...partners, seats: 1, reason: 'One is ill' },
      text: 'reason',
      made: 'seatMove',
      table: 'seat_move',
      event: 'seats.moved',
      mails: 2,
      isOfMeeting: true,
    },
    {
      mutation: 'addAgendaItem',
      input: { meetingId, title: 'Opening', ...item },
      text: 'title',
      made: 'agendaItem',
      table: 'agenda_item',
      event: 'agendaItem.added',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'registerWalkIn',
      input: { meetingId, name: 'A citizen', town: 'Cervia' },
      text: 'name',
      made: 'registration',
      table: 'registration',
      event: 'registration.made',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'recordOutcome',
      input: { projectId: of.projectId, meetingId, title: 'Translate the guideline', dueOn: day, ...action },
      text: 'title',
      made: 'outcome',
      table: 'outcome',
      event: 'outcome.recorded',
      mails: 1,
      isOfMeeting: true,
    },
    {
      mutation: 'requestUpload',
      input: { materialRequestId: requests['cervia'], fileName: 'impact.pdf', size: 1000 },
      text: 'fileName',
      made: 'presentation',
      table: 'presentation',
      event: 'presentation.requested',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'requestAgendaImport',
      input: { meetingId, fileName: 'agenda.csv', size: 1000 },
      text: 'fileName',
      made: 'agendaImport',
      table: 'agenda_import',
      event: 'agendaImport.requested',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'requestDelegateImport',
      input: { meetingId, fileName: 'people.csv', size: 1000 },
      text: 'fileName',
      made: 'delegateImport',
      table: 'delegate_import',
      event: 'delegateImport.requested',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'addUnscheduledItem',
      input: { meetingId, kind: 'MEAL', title: 'Dinner', minutes: 90 },
      text: 'title',
      made: 'unscheduledItem',
      table: 'agenda_item',
      event: 'agendaItem.added',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'addTravelLeg',
      input: { registrationId, ...TRAIN },
      text: 'fromPlace',
      made: 'travelLeg',
      table: 'travel_leg',
      event: 'travelLeg.added',
      mails: 0,
      isOfMeeting: true,
    },
    {
      mutation: 'addCarriedOutItem',
      input: { meetingId: await recordOf(of), title: 'A song', ...song },
      text: 'title',
      made: 'carriedOutItem',
      table: 'carried_out_item',
      event: 'carriedOut.added',
      mails: 0,
      isOfMeeting: false,
    },
    {
      mutation: 'createDatePoll',
      input: finalMeeting(of, {
        ...ofSkovde(of),
        days: [{ startsOn: day, endsOn: day }],
        answersUntilLocal: due,
      }),
      text: 'title',
      made: 'datePoll',
      table: 'date_poll',
      event: 'datePoll.created',
      mails: 1,
      isOfMeeting: false,
    },
    {
      mutation: 'createApiToken',
      input: { name: 'BI', scopes: ['READ'] },
      text: 'name',
      made: 'apiToken',
      table: 'api_token',
      event: 'apiToken.created',
      mails: 0,
      again: 'ALREADY_MADE',
      isOfMeeting: false,
    },
  ];
  return { meetingId, creations };
}

/** A meeting that is over, the record of which was begun. */
async function recordOf(of: Partnership): Promise<string> {
  const id = await openMeeting(of, { number: 8, slug: 'over' });
  await agendaItem(of, id);
  await publish(of, id);
  await of.lead.ask(BEGIN, { id });
  return id;
}

/** Of its coordinator alone: the lead partner has more of them the more try this at once. */
const ofSkovde = ({ partnerIds }: Partnership) => ({
  hostPartnerId: null,
  quorum: 1,
  partners: [{ partnerId: partnerIds['skovde'] }],
});

const WALK_IN =
  'mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }';
const BEGIN = 'mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) { userErrors { code } } }';

/** The mutations of this schema whose input takes a key. */
export const TAKING_KEYS = `{ __schema { mutationType { fields { name args { type { ofType {
  inputFields { name } } } } } } } }`;
