import { Diet } from '../registrations/needs/ready-field.js';
import { EXAMPLE } from './agenda-lines.js';
import { CERVIA, IDEAGINGER, type SourcedOutcome } from './events.js';
import type { PartnerSlug } from './evolaq.js';

interface ExampleDelegate {
  readonly partner: PartnerSlug;
  readonly number: 1 | 2;
  /** What he says when he is asked: a no, or a no after a yes. Left out: yes. */
  readonly answer?: 'no' | 'no after yes';
  readonly needs?: {
    readonly diets?: Diet[];
    readonly access?: string;
    readonly interpretationLanguage?: string;
  };
  /** Days on which he is there; left out: all three. */
  readonly days?: readonly number[];
}

/** No source says who came to Cervia, nor how many: everybody here is an example. */
export const DELEGATES: readonly ExampleDelegate[] = [
  { partner: 'norrkoping', number: 1 },
  { partner: 'norrkoping', number: 2 },
  { partner: 'skovde', number: 1, needs: { diets: [Diet.VEGETARIAN] } },
  { partner: 'skovde', number: 2 },
  { partner: 'collecchio', number: 1 },
  { partner: 'collecchio', number: 2, days: [1, 2] },
  { partner: 'cervia', number: 1 },
  { partner: 'cervia', number: 2 },
  { partner: 'dubrovnik', number: 1 },
  { partner: 'dubrovnik', number: 2, answer: 'no after yes' },
  { partner: 'enzkreis', number: 1 },
  { partner: 'enzkreis', number: 2, needs: { access: 'A seat near the door', interpretationLanguage: 'de' } },
  { partner: 'daugavpils', number: 1 },
  { partner: 'daugavpils', number: 2, days: [2, 3] },
  { partner: 'vsg', number: 1 },
  { partner: 'vsg', number: 2, answer: 'no' },
  { partner: 'liiveri', number: 1 },
  { partner: 'liiveri', number: 2, answer: 'no' },
];

export const SEATS = 2;

interface Guest {
  readonly town: string;
  readonly days: readonly number[];
}

/** Citizens who come to the desk; those of Cervia are counted with the host. */
export const GUESTS: readonly Guest[] = [
  ...Array.from({ length: 8 }, () => ({ town: 'Cervia', days: [1, 2] })),
  { town: 'Ravenna', days: [1] },
  { town: 'Ravenna', days: [2] },
  { town: 'Cesenatico', days: [2] },
  { town: 'Forlì', days: [1, 2, 3] },
];

/** How it is known who was there on a day: people sign a sheet on the second one. */
export const METHODS = [
  { day: 1, method: 'DESK' },
  { day: 2, method: 'SHEET' },
  { day: 3, method: 'DESK' },
] as const;

/** Six for four places: two wait, one gives his place back, the first in line gets it. The others fit. */
export const SIGN_UPS: Readonly<Record<string, readonly PartnerSlug[]>> = {
  'workshop-recruiting': ['norrkoping', 'skovde', 'collecchio', 'cervia', 'dubrovnik', 'enzkreis'],
  'workshop-recognition': ['daugavpils', 'vsg', 'liiveri'],
  canteen: ['norrkoping', 'skovde', 'dubrovnik', 'daugavpils', 'liiveri'],
};
export const GIVEN_BACK = { item: 'workshop-recruiting', partner: 'skovde' } as const;

/** Who attended the workshops. */
export const IN_WORKSHOP: readonly { readonly item: string; readonly partners: readonly PartnerSlug[] }[] = [
  { item: 'workshop-recruiting', partners: ['norrkoping', 'collecchio', 'cervia', 'dubrovnik'] },
  { item: 'workshop-recognition', partners: ['daugavpils', 'vsg'] },
];

export const DUE = '2017-12-04T18:00';

/** Whose presentation is there, in how many versions, and whether the host has taken it; the others owe it. */
export const UPLOADED: readonly {
  readonly partner: PartnerSlug;
  readonly versions: number;
  readonly accepted: boolean;
}[] = [
  { partner: 'norrkoping', versions: 1, accepted: true },
  { partner: 'skovde', versions: 2, accepted: true },
  { partner: 'cervia', versions: 1, accepted: true },
  { partner: 'enzkreis', versions: 1, accepted: false },
  { partner: 'daugavpils', versions: 1, accepted: false },
  { partner: 'vsg', versions: 1, accepted: true },
];

export interface CerviaOutcome extends SourcedOutcome {
  /** Key of the agenda line that it comes from. */
  readonly item?: string;
  /** Of an action: whose coordinator sees to it. */
  readonly owner?: PartnerSlug;
  readonly dueOn?: string;
}

export const OUTCOMES: readonly CerviaOutcome[] = [
  {
    key: 'compared',
    kind: 'RESULT',
    title: 'The partners compared training, recognition and coordination of voluntary work',
    text: `How volunteers are recruited and trained, how their work is recognised and certified, and how public bodies and associations work together: the sum of the nine meetings.\n\nSource: ${CERVIA}`,
    item: 'coordination',
  },
  {
    key: 'stay-in-touch',
    kind: 'DECISION',
    title: 'The partners stay in touch after the project',
    text: EXAMPLE,
    item: 'conclusions',
  },
  {
    key: 'final-report',
    kind: 'ACTION',
    title: 'Publish the final report in English',
    text: 'That there is a published final report in English is stated; that it was agreed on in Cervia is an example.',
    item: 'conclusions',
    owner: 'norrkoping',
    dueOn: '2018-01-31',
  },
  {
    key: 'canteen',
    kind: 'BEST_PRACTICE',
    partner: 'cervia',
    title: 'A solidarity canteen and a shop for people in need, run by an association',
    text: `Source: ${IDEAGINGER}`,
    item: 'canteen',
  },
  {
    key: 'schools',
    kind: 'BEST_PRACTICE',
    partner: 'skovde',
    title: 'Volunteers tell pupils about their work',
    text: EXAMPLE,
  },
  {
    key: 'volunteer-friendly',
    kind: 'AWARD',
    partner: 'daugavpils',
    title: 'Volunteer-friendly municipality',
    text: 'No page that was read confirms it.',
  },
  {
    key: 'guideline',
    kind: 'GUIDELINE',
    title: 'Thank volunteers in public',
    text: `${EXAMPLE} The ten guidelines of the project are named in public pages, but none that was read shows their text.`,
  },
];
