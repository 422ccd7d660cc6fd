import type { MayRule } from './may.js';

const ADDED = {
  'for the delegate': 'delegate coordinator organisers',
  'for the guest': 'organisers',
  // He may still read what he said, but belongs to nobody who comes: the meeting is hidden from him.
  'for the former delegate': { may: 'coordinator organisers', NOT_FOUND: 'formerDelegate' },
  'for who said no': { NOT_COMING: 'twoHats otherCoordinator organisers' },
  'for the closed delegate': { CLOSED: 'delegate coordinator organisers' },
  'for the one of other': 'other',
};

const CHANGED = {
  delegate: 'delegate coordinator organisers',
  formerDelegate: { may: 'coordinator organisers', NOT_FOUND: 'formerDelegate' },
  guest: 'organisers',
  'closed delegate': { CLOSED: 'delegate coordinator organisers' },
  other: 'other',
};

/** A part of `may.ts`: whoever may answer for somebody says how he travels. */
export const TRAVEL_MUTATIONS: Readonly<Record<string, Readonly<Record<string, MayRule>>>> = {
  addTravelLeg: ADDED,
  updateTravelLeg: CHANGED,
  removeTravelLeg: CHANGED,
  // Whoever is late calls the desk.
  reportDelay: {
    delegate: 'delegate coordinator organisers desk',
    formerDelegate: { may: 'coordinator organisers desk', NOT_FOUND: 'formerDelegate' },
    guest: 'organisers desk',
    'closed delegate': { CLOSED: 'delegate coordinator organisers' },
    other: 'other',
  },
  arrangePickUp: {
    'at open': 'organisers desk',
    'at closed': { CLOSED: 'organisers' },
    'at other': 'other',
  },
  addHotelStay: ADDED,
  updateHotelStay: CHANGED,
  removeHotelStay: CHANGED,
  // What a journey may need.
  issueInvitationLetter: {
    delegate: 'delegate coordinator organisers',
    'closed delegate': { CLOSED: 'delegate coordinator organisers' },
  },
};
