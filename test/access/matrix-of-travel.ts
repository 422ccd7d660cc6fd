import type { TypeRule } from './matrix.js';

/** A part of `matrix.ts`. */
export const OF_TRAVEL: Readonly<Record<string, TypeRule>> = {
  // He himself, his coordinator, whoever organises and receives; not the auditor, and no other delegate.
  TravelLeg: {
    rows: {
      'delegate, home': 'delegate coordinator organisers desk',
      formerDelegate: 'formerDelegate coordinator organisers desk',
      otherDelegate: 'otherDelegate otherCoordinator organisers desk',
      guest: 'organisers desk',
      'closed delegate': 'delegate coordinator organisers',
      other: 'other',
    },
    fields: `id version direction mode number fromPlace fromTimeZone departsAt departsAtLocal toPlace toTimeZone
      arrivesAt arrivesAtLocal expectedAt expectedAtLocal delayNote dueAt dueAtLocal wantsPickUp pickUp registration`,
    personal: 'number fromPlace toPlace delayNote pickUp',
  },
  PickUp: {
    rows: { open: 'organisers desk', other: 'other' },
    fields: 'direction place startsAt startsAtLocal people unarranged legs',
    personal: 'place',
  },
  // Not the desk either: it need not know where people sleep.
  HotelStay: {
    rows: {
      delegate: 'delegate coordinator organisers',
      formerDelegate: 'formerDelegate coordinator organisers',
      otherDelegate: 'otherDelegate otherCoordinator organisers',
      guest: 'organisers',
      'closed delegate': 'delegate coordinator organisers',
      other: 'other',
    },
    fields: 'id version hotel firstNight lastNight leavesOn registration',
    personal: 'hotel',
  },
  HotelNight: {
    rows: { 'open, closed': 'organisers', other: 'other' },
    fields: 'hotel night people',
    personal: 'hotel',
  },
};
