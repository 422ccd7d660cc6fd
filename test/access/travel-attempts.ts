import { TRAIN } from '../factories/travel.js';
import type { Attempt, Attempts } from './attempt.js';

interface Making {
  readonly id: (type: string, name: string) => string;
  readonly byId: (type: string, ...names: string[]) => Record<string, Attempt>;
  readonly edits: (type: string, changes: object, ...names: string[]) => Record<string, Attempt>;
  readonly input: (type: string, name: string, key: string, more: object) => Attempt;
}

const CHANGED = ['delegate', 'formerDelegate', 'guest', 'closed delegate', 'other'];
const NIGHTS = { hotel: 'New', firstNight: '2017-12-11', lastNight: '2017-12-12' };

/** Of how people travel and where they sleep. */
export function travelAttempts({ id, byId, edits, input }: Making): Attempts {
  const added = (more: object): Record<string, Attempt> =>
    Object.fromEntries(
      Object.entries({
        'for the delegate': 'delegate',
        'for the guest': 'guest',
        'for the former delegate': 'formerDelegate',
        'for who said no': 'twoHats',
        'for the closed delegate': 'closed delegate',
        'for the one of other': 'other',
      }).map(([name, whose]) => [name, input('Registration', whose, 'registrationId', more)]),
    );
  const late = { expectedAtLocal: '2017-12-10T16:00' };
  const pickUp = (name: string, leg: string): Attempt =>
    input('Meeting', name, 'meetingId', { legIds: [id('TravelLeg', leg)], pickUp: 'Nobody' });
  return {
    issueInvitationLetter: byId('Registration', 'delegate', 'closed delegate'),
    addTravelLeg: added(TRAIN),
    updateTravelLeg: edits('TravelLeg', { number: 'New' }, ...CHANGED),
    removeTravelLeg: byId('TravelLeg', ...CHANGED),
    reportDelay: Object.fromEntries(
      CHANGED.map((name) => [
        name,
        input('TravelLeg', name, 'legId', name === 'other' ? { expectedAtLocal: '2017-12-09T10:30' } : late),
      ]),
    ),
    arrangePickUp: {
      'at open': pickUp('open', 'delegate'),
      'at closed': pickUp('closed', 'closed delegate'),
      'at other': pickUp('other', 'other'),
    },
    addHotelStay: added(NIGHTS),
    updateHotelStay: edits('HotelStay', { hotel: 'New' }, ...CHANGED),
    removeHotelStay: byId('HotelStay', ...CHANGED),
  };
}
