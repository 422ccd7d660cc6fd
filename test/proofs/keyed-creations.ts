import { DateTime } from 'luxon';
import { requestMaterial } from '../factories/material.js';
import { type Partnership, openMeeting } from '../factories/partnership.js';

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
  const action = { kind: 'ACTION', ownerPartnerId: of.partnerIds['skovde'] };
  const creations = [
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

/** The mutations of this schema whose input takes a key. */
export const TAKING_KEYS = `{ __schema { mutationType { fields { name args { type { ofType {
  inputFields { name } } } } } } } }`;
