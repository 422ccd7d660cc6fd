const ORGANISED = {
  'open, second, closed, cancelled, announced, draft, dropped, polled': 'organisers',
  other: 'other',
};

/** A part of `matrix.ts`: what few people need or say would tell who they are, so it is for whoever reads whose it is. */
export const OF_A_MEETING = {
  narrower: { catering: ORGANISED, formTotals: ORGANISED },
  personal: 'catering formTotals',
};
