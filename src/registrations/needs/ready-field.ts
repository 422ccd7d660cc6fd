/** What a caterer must know. What is none of these is told in words, and counts as OTHER. */
export enum Diet {
  VEGETARIAN = 'VEGETARIAN',
  VEGAN = 'VEGAN',
  GLUTEN_FREE = 'GLUTEN_FREE',
  LACTOSE_FREE = 'LACTOSE_FREE',
  HALAL = 'HALAL',
  KOSHER = 'KOSHER',
  NUT_ALLERGY = 'NUT_ALLERGY',
  OTHER = 'OTHER',
}

/** What the rooms and the host must provide, likewise. */
export enum AccessNeed {
  STEP_FREE = 'STEP_FREE',
  HEARING_LOOP = 'HEARING_LOOP',
  SIGN_LANGUAGE = 'SIGN_LANGUAGE',
  SEAT_IN_FRONT = 'SEAT_IN_FRONT',
  LARGE_PRINT = 'LARGE_PRINT',
  ASSISTANT = 'ASSISTANT',
  GUIDE_DOG = 'GUIDE_DOG',
  OTHER = 'OTHER',
}

/** Questions that every registration asks, all of them free to answer. */
export enum ReadyField {
  DIET = 'DIET',
  ACCESS = 'ACCESS',
  INTERPRETATION = 'INTERPRETATION',
  PHOTO = 'PHOTO',
  EMERGENCY_CONTACT = 'EMERGENCY_CONTACT',
}

/** How long an answer is kept. */
export enum RetentionClass {
  AFTER_MEETING = 'AFTER_MEETING',
  PROJECT = 'PROJECT',
}

interface Kept {
  /**
   * Of the text that whoever answers agrees to: `ready.DIET.consent.1` in the locales. A text that somebody agreed to is
   * never changed; another one is the next version, and both stay.
   */
  readonly textVersion: number;
  readonly retention: RetentionClass;
}

/** The ground of all five is consent (GDPR, Article 6(1)(a); of diet and access Article 9(2)(a) as well). */
export const READY_FIELDS: Readonly<Record<ReadyField, Kept>> = {
  DIET: { textVersion: 1, retention: RetentionClass.AFTER_MEETING },
  ACCESS: { textVersion: 1, retention: RetentionClass.AFTER_MEETING },
  INTERPRETATION: { textVersion: 1, retention: RetentionClass.AFTER_MEETING },
  PHOTO: { textVersion: 1, retention: RetentionClass.PROJECT },
  EMERGENCY_CONTACT: { textVersion: 1, retention: RetentionClass.AFTER_MEETING },
};
