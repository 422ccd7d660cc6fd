import type { Attempt, Attempts } from './attempt.js';

interface Making {
  readonly id: (type: string, name: string) => string;
  readonly edits: (type: string, changes: object, ...names: string[]) => Record<string, Attempt>;
  readonly input: (type: string, name: string, key: string, more: object) => Attempt;
}

/** What a meeting asks, in one of the languages of its project. */
export const askedIn = (language: string) => {
  const texts = (text: string) => [{ language, text }];
  return [{ key: 'shirt', kind: 'TEXT', label: texts('Which shirt?'), purpose: texts('To order shirts') }];
};
/** What somebody answers to it. */
export const SAID = { formVersion: 1, answers: [{ key: 'shirt', values: ['M'] }] };

/** Of what a meeting asks, and what somebody agreed to. */
export function formAttempts({ id, edits, input }: Making): Attempts {
  const published = (name: string, expectedVersion: number, language = 'en'): Attempt =>
    input('Meeting', name, 'meetingId', { expectedVersion, fields: askedIn(language) });
  return {
    publishForm: {
      'for open': published('open', 1),
      'for draft': published('draft', 0),
      'for closed': published('closed', 0),
      'for other': published('other', 0, 'fi'),
    },
    answerForm: edits(
      'Registration',
      SAID,
      'delegate',
      'formerDelegate',
      'twoHats',
      'closed delegate',
      'other',
    ),
    withdrawConsent: Object.fromEntries(
      ['delegate', 'formerDelegate', 'closed delegate', 'other'].map((name) => [
        name,
        {
          on: ['Registration', name],
          given: { registrationId: id('Registration', name), field: 'DIET' },
          path: ['registrationId'],
        },
      ]),
    ),
  };
}
