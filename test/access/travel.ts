import { HOME, PLANE } from '../factories/travel.js';
import type { Actor } from '../setup/actor.js';

type Ids = Readonly<Record<string, string>>;
type Made = Record<string, Record<string, string>>;

const HOTEL = { hotel: 'Hotel Adriatico', firstNight: '2017-12-10', lastNight: '2017-12-10' };

interface Journey {
  readonly leg?: object;
  readonly night?: string;
}

/** How these people travel there and where they sleep, said by whoever organises. */
async function travels(
  by: Actor,
  registrations: Ids,
  { leg = {}, night = HOTEL.firstNight }: Journey = {},
): Promise<Made> {
  const made = { TravelLeg: {} as Record<string, string>, HotelStay: {} as Record<string, string> };
  for (const [name, registrationId] of Object.entries(registrations)) {
    const journey = { ...PLANE, ...leg, registrationId };
    made.TravelLeg[name] = (await by.does('addTravelLeg', journey, 'travelLeg { id }')).travelLeg.id;
    const stay = { ...HOTEL, firstNight: night, lastNight: night, registrationId };
    made.HotelStay[name] = (await by.does('addHotelStay', stay, 'hotelStay { id }')).hotelStay.id;
  }
  return made;
}

/** Of the open meeting: one is late and fetched, and goes home. */
export async function travelToOpen(lead: Actor, meetingId: string, registrations: Ids): Promise<Made> {
  const names = ['delegate', 'formerDelegate', 'otherDelegate', 'guest'];
  const made = await travels(
    lead,
    Object.fromEntries(names.map((name) => [name, registrations[name] as string])),
  );
  const legs = made['TravelLeg'] as Record<string, string>;
  const home = { ...HOME, registrationId: registrations['delegate'] };
  legs['home'] = (await lead.does('addTravelLeg', home, 'travelLeg { id }')).travelLeg.id;
  const id = legs['delegate'];
  await lead.does('updateTravelLeg', { id, expectedVersion: 1, wantsPickUp: true }, 'travelLeg { id }');
  const late = { legId: id, expectedAtLocal: '2017-12-10T15:10', note: 'No crew yet' };
  await lead.does('reportDelay', late, 'travelLeg { id }');
  const fetched = { meetingId, legIds: [id], pickUp: 'Marco, the white van' };
  await lead.does('arrangePickUp', fetched, 'travelLegs { id }');
  return { ...made, PickUp: { open: '2017-12-10T14:00:00+00:00' }, HotelNight: { open: HOTEL.firstNight } };
}

/** Before it is closed. */
export const travelToClosed = (lead: Actor, registrations: Ids): Promise<Made> =>
  travels(
    lead,
    { 'closed delegate': registrations['closed delegate'] as string },
    {
      leg: { departsAtLocal: '2017-06-11T12:15', arrivesAtLocal: '2017-06-11T14:30' },
      night: '2017-06-11',
    },
  );

/** Of the other project. */
export async function otherTravel(stranger: Actor, registrationId: string): Promise<Made> {
  const night = '2017-12-09';
  const leg = {
    departsAtLocal: `${night}T08:00`,
    arrivesAtLocal: `${night}T10:00`,
    wantsPickUp: true,
  };
  const made = await travels(stranger, { other: registrationId }, { leg, night });
  return { ...made, PickUp: { other: '2017-12-09T09:00:00+00:00' }, HotelNight: { other: night } };
}
