import type { GraphqlClient } from '../setup/graphql-client.js';
import { type Partnership, invite } from './partnership.js';

const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  registration { id } userErrors { code message } } }`;
const ADD = `mutation ($input: AddTravelLegInput!) { addTravelLeg(input: $input) {
  travelLeg { id version } userErrors { code field message } } }`;

/** The early train from Skövde. */
export const TRAIN = {
  direction: 'TO_MEETING',
  mode: 'TRAIN',
  number: 'X2 443',
  fromPlace: 'Skövde C',
  fromTimeZone: 'Europe/Stockholm',
  departsAtLocal: '2017-12-10T06:10',
  toPlace: 'København H',
  toTimeZone: 'Europe/Copenhagen',
  arrivesAtLocal: '2017-12-10T10:40',
};

export const PLANE = {
  direction: 'TO_MEETING',
  mode: 'PLANE',
  number: 'SK 1681',
  fromPlace: 'København CPH',
  fromTimeZone: 'Europe/Copenhagen',
  departsAtLocal: '2017-12-10T12:15',
  toPlace: 'Bologna BLQ',
  toTimeZone: 'Europe/Rome',
  arrivesAtLocal: '2017-12-10T14:30',
};

/** Home in another zone, an hour ahead. */
export const HOME = {
  direction: 'FROM_MEETING',
  mode: 'PLANE',
  number: 'BT 634',
  fromPlace: 'Bologna BLQ',
  fromTimeZone: 'Europe/Rome',
  departsAtLocal: '2017-12-13T17:00',
  toPlace: 'Rīga RIX',
  toTimeZone: 'Europe/Riga',
  arrivesAtLocal: '2017-12-13T20:45',
};

/** Signs in as the delegate of a partner and registers him. */
export async function traveller(
  of: Partnership,
  meetingId: string,
  partner: string,
): Promise<{ client: GraphqlClient; registrationId: string }> {
  await invite(of, meetingId, partner, 5);
  const client = await of.as(`delegate@${partner}.example`);
  const { register } = await client.ask(REGISTER, { input: { meetingId } });
  if (!register.registration) throw new Error(JSON.stringify(register.userErrors));
  return { client, registrationId: register.registration.id };
}

export async function addLeg(
  client: GraphqlClient,
  registrationId: string,
  leg: object,
): Promise<{ id: string; version: number }> {
  const { addTravelLeg } = await client.ask(ADD, { input: { registrationId, ...leg } });
  if (!addTravelLeg.travelLeg) throw new Error(JSON.stringify(addTravelLeg.userErrors));
  return addTravelLeg.travelLeg;
}
