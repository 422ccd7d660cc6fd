/** Of one registration: there and back with every change of trains. */
export const MOST_LEGS = 20;

/** Of one registration: enough for who moves from one hotel to another. */
export const MOST_HOTEL_STAYS = 10;

/** Places and half hours, and people of each that are listed. */
export const MOST_PICK_UPS = 200;
export const MOST_PICKED_UP = 100;

/** Hotels and nights that are listed of one meeting: as many as may be read of all meetings of a project at once. */
export const MOST_NIGHTS = 500;

/** One after the other in one hotel. */
export const MOST_NIGHTS_OF_ONE = 60;
