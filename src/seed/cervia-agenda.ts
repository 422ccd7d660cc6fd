import { EXAMPLE, type Line } from './agenda-lines.js';
import { CERVIA, IDEAGINGER } from './events.js';
import { PARTNERSHIP } from './evolaq.js';

const OFFICINE = 'Officine del Sale';

/** Twenty minutes for each of the partnership, five on the first day and four on the second. */
const presentations = PARTNERSHIP.map(({ slug, town }, index): Line => {
  const isFirstDay = index < 5;
  const minutes = (isFirstDay ? 14 * 60 + 30 : 9 * 60) + 20 * (isFirstDay ? index : index - 5);
  return {
    key: `presentation-${slug}`,
    day: isFirstDay ? 1 : 2,
    from: clock(minutes),
    to: clock(minutes + 20),
    kind: 'PRESENTATION',
    titles: { en: `What the project changed in ${town}` },
    description: EXAMPLE,
    parent: isFirstDay ? 'presentations-1' : 'presentations-2',
    partner: slug,
  };
});

/** Minutes since midnight as HH:mm. */
function clock(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const at = (day: number, from: string, to: string) => ({ day, from, to });

/** Sources state a reception, a lunch and three subjects that were compared; the rest is an example, and all times are. */
export const CERVIA_AGENDA: readonly Line[] = [
  {
    key: 'registration',
    ...at(1, '09:00', '09:45'),
    kind: 'REGISTRATION',
    titles: { en: 'Registration' },
    description: EXAMPLE,
    place: OFFICINE,
  },
  {
    key: 'reception',
    ...at(1, '10:00', '10:45'),
    kind: 'CEREMONY',
    titles: { en: 'Reception by the mayor and the delegate for peace and international cooperation' },
    description: `The time is an example.\n\nSource: ${CERVIA}`,
    place: OFFICINE,
    partner: 'cervia',
  },
  {
    key: 'opening',
    ...at(1, '11:00', '12:30'),
    kind: 'SESSION',
    titles: { en: 'Plenary: two years and nine meetings' },
    description: EXAMPLE,
    place: OFFICINE,
    partner: 'norrkoping',
  },
  {
    key: 'lunch-1',
    ...at(1, '12:45', '14:15'),
    kind: 'MEAL',
    titles: { en: 'Lunch' },
    description: EXAMPLE,
  },
  {
    key: 'presentations-1',
    ...at(1, '14:30', '16:30'),
    kind: 'SESSION',
    titles: { en: 'The partners present, first part' },
    description: EXAMPLE,
    place: OFFICINE,
  },
  {
    key: 'presentations-2',
    ...at(2, '09:00', '10:30'),
    kind: 'SESSION',
    titles: { en: 'The partners present, second part' },
    description: EXAMPLE,
    place: OFFICINE,
  },
  {
    key: 'workshops',
    ...at(2, '10:45', '12:15'),
    kind: 'SESSION',
    titles: { en: 'Two workshops at the same time' },
    description: EXAMPLE,
    place: OFFICINE,
  },
  {
    key: 'workshop-recruiting',
    ...at(2, '10:45', '12:15'),
    kind: 'WORKSHOP',
    titles: { en: 'Training and recruiting volunteers' },
    description: `That the partners compared this is stated; that it was a workshop is an example.\n\nSource: ${CERVIA}`,
    place: `${OFFICINE}, room 1`,
    capacity: 4,
    parent: 'workshops',
    partner: 'skovde',
  },
  {
    key: 'workshop-recognition',
    ...at(2, '10:45', '12:15'),
    kind: 'WORKSHOP',
    titles: { en: 'Recognising and certifying voluntary work' },
    description: `That the partners compared this is stated; that it was a workshop is an example.\n\nSource: ${CERVIA}`,
    place: `${OFFICINE}, room 2`,
    capacity: 10,
    parent: 'workshops',
    partner: 'enzkreis',
  },
  {
    key: 'canteen',
    ...at(2, '12:30', '14:30'),
    kind: 'SITE_VISIT',
    titles: { en: "Lunch at the solidarity canteen of the association 'Un posto a tavola'" },
    description: `The association received some of the delegations, and began to collect money from the public for its canteen and its shop for people in need. The time and the number of places are an example.\n\nSource: ${IDEAGINGER}`,
    place: 'Mensa amica, Cervia',
    capacity: 16,
    partner: 'cervia',
  },
  {
    key: 'coordination',
    ...at(2, '15:00', '16:30'),
    kind: 'DISCUSSION',
    titles: { en: 'How public bodies and associations work together' },
    description: `That the partners compared this is stated; the time is an example.\n\nSource: ${CERVIA}`,
    place: OFFICINE,
  },
  {
    key: 'salt-pans',
    ...at(3, '09:00', '10:30'),
    kind: 'SITE_VISIT',
    titles: { en: 'Visit to the salt pans with the volunteers who look after them' },
    description: EXAMPLE,
    place: 'Salina di Cervia',
    capacity: 20,
    partner: 'cervia',
  },
  {
    key: 'conclusions',
    ...at(3, '10:45', '12:00'),
    kind: 'SESSION',
    titles: { en: 'Plenary: conclusions and the time after the project' },
    description: EXAMPLE,
    place: OFFICINE,
    partner: 'norrkoping',
  },
  {
    key: 'closing',
    ...at(3, '12:00', '12:30'),
    kind: 'CLOSING',
    titles: { en: 'Closing' },
    description: EXAMPLE,
    place: OFFICINE,
  },
  ...presentations,
];

/** What release 2 has otherwise than release 1: buses come late on the third day. */
export const CHANGED_LINE = { key: 'salt-pans', startsAtLocal: '2017-12-13T09:15' } as const;
