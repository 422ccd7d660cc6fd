import type { Partnership } from './partnership.js';

const FIELD = `key kind label labelLanguage help purpose options { key label } isRequired isSensitive retention keptUntil
  shownWhen { key values } missingLanguages`;
const FORM = `query ($id: ID!, $version: Int) { meeting(id: $id) { registrationForm(version: $version) {
  version publishedAt fields { ${FIELD} } } } }`;
export const TOTALS = `query ($id: ID!) { meeting(id: $id) { formTotals {
  field { key } answered answeredBefore choices { value people } } } }`;
export const ANSWERS = `query ($id: ID!) { registration(id: $id) { version formAnswers {
  formVersion field { key label } values labels isCurrent answeredById } } }`;
const PUBLISH = `mutation ($input: PublishFormInput!) { publishForm(input: $input) {
  meeting { registrationForm { version } } userErrors { code field } } }`;
const ANSWER = `mutation ($input: AnswerFormInput!) { answerForm(input: $input) {
  registration { version } userErrors { code field } } }`;

export const texts = (en: string, more: Record<string, string> = {}) =>
  Object.entries({ en, ...more }).map(([language, text]) => ({ language, text }));
export const purpose = texts('So that the host can plan.');
export const SHIRT = {
  key: 'shirt',
  kind: 'ONE_OF',
  label: texts('Which shirt fits?', { sv: 'Vilken tröja passar?' }),
  purpose,
  options: ['s', 'm', 'l'].map((key) => ({ key, label: texts(key.toUpperCase(), { sv: `Storlek ${key}` }) })),
};
export const CHILDREN = {
  key: 'children',
  kind: 'YES_NO',
  label: texts('Do you bring children?'),
  purpose,
  isRequired: true,
};
export const AGES = {
  key: 'ages',
  kind: 'TEXT',
  label: texts('How old are they?'),
  purpose,
  isRequired: true,
  shownWhen: { key: 'children', values: ['YES'] },
};
export const PLAY = {
  key: 'play',
  kind: 'SEVERAL_OF',
  label: texts('What do they play?'),
  purpose,
  options: ['ball', 'cards'].map((key) => ({ key, label: texts(key) })),
  shownWhen: { key: 'children', values: ['YES'] },
};
export const MEDICINE = {
  key: 'medicine',
  kind: 'PARAGRAPH',
  label: texts('What must a doctor know?'),
  purpose,
  isSensitive: true,
};

export type Said = Record<string, string[]>;

/** The form of a meeting, and answers to it, by the lead partner where nobody else is named. */
export function formOf(of: Partnership, meetingId: string) {
  const form = async (client = of.lead, version?: number) =>
    (await client.ask(FORM, { id: meetingId, version })).meeting.registrationForm;
  const publish = async (fields: object[], expectedVersion: number, client = of.lead) =>
    (await client.ask(PUBLISH, { input: { meetingId, expectedVersion, fields } })).publishForm;
  const registration = async (id: string, client = of.lead) =>
    (await client.ask(ANSWERS, { id })).registration;
  const answer = async (id: string, said: Said, client = of.lead, formVersion?: number) => {
    const { version: expectedVersion } = await registration(id);
    const answers = Object.entries(said).map(([key, values]) => ({ key, values }));
    const input = { id, expectedVersion, formVersion: formVersion ?? (await form()).version, answers };
    return (await client.ask(ANSWER, { input })).answerForm.userErrors;
  };
  const said = async (id: string, client = of.lead): Promise<Said> =>
    Object.fromEntries(
      (await registration(id, client)).formAnswers.map(
        (one: { field: { key: string }; values: string[] }) => [one.field.key, one.values],
      ),
    );
  return { form, publish, registration, answer, said };
}
