import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../platform/access/viewer.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import type { Registration } from '../registration.entity.js';
import { FormAnswer } from './form-answer.entity.js';
import { answerTo, askedOf } from './question.js';
import { FormField, RegistrationForm } from './registration-form.entity.js';

interface Teller {
  readonly viewer: Pick<Viewer, 'personId'>;
  readonly at: DateTime;
}

/** What is answered of a form; what is left out stays, and no values take an answer back. */
export interface FormAnswers {
  /** Number of the form that was answered. */
  readonly formVersion: number;
  readonly answers: readonly { readonly key: string; readonly values: readonly string[] }[];
}

type Whose = Pick<Registration, 'id' | 'meetingId'>;

/** Answers to questions that are still asked as they were; others are history, and answer nothing of now. */
const KEPT = `
select a.key, a.said from form_answer a
join form_field f on f.form_id = a.form_id and f.key = a.key
join form_field n on n.form_id = $2 and n.key = a.key and is_same_question(n, f)
where a.registration_id = $1`;

/**
 * Keeps answers to the newest form. What depends on an answer that is not given is not asked: an answer to it is refused,
 * and one that was given before goes. The row of the registration must be held.
 * @throws DomainError CONFLICT when another form was published since, INVALID for what is no answer to its question,
 *   NOT_ASKED for one to what is not asked, ANSWER_REQUIRED where one is missing; at `path` and the key of the question
 */
export async function saveFormAnswers(
  manager: EntityManager,
  { viewer, at }: Teller,
  { id: registrationId, meetingId }: Whose,
  { formVersion, answers }: FormAnswers,
  path: readonly string[] = ['input', 'answers'],
): Promise<void> {
  const form = await newestForm(manager, meetingId);
  if (form?.number !== formVersion)
    throw new DomainError(UserErrorCode.CONFLICT, ['input', 'formVersion'], { version: form?.number ?? 0 });
  const questions = await fieldsOf(manager, form.id);
  const refuse = (code: UserErrorCode, key: string) => new DomainError(code, [...path, key]);
  const kept = await manager.query<{ key: string; said: string[] }[]>(KEPT, [registrationId, form.id]);
  const said = new Map<string, readonly string[]>(kept.map((one) => [one.key, one.said]));
  const cleared: string[] = [];
  for (const { key, values } of answers) {
    const question = questions.find((one) => one.key === key);
    if (!question) throw refuse(UserErrorCode.NOT_ASKED, key);
    const answer = values.length > 0 ? answerTo(question, values) : [];
    if (!answer) throw refuse(UserErrorCode.INVALID, key);
    if (answer.length > 0) said.set(key, answer);
    else {
      said.delete(key);
      cleared.push(key);
    }
  }
  const asked = askedOf(questions, said);
  const given = new Map(answers.map(({ key, values }) => [key, values]));
  for (const { key, isRequired } of questions) {
    if (asked.has(key) && isRequired && !said.has(key)) throw refuse(UserErrorCode.ANSWER_REQUIRED, key);
    if (asked.has(key) || !said.has(key)) continue;
    if (given.has(key)) throw refuse(UserErrorCode.NOT_ASKED, key);
    cleared.push(key);
  }
  if (cleared.length > 0)
    await manager.query('delete from form_answer where registration_id = $1 and key = any($2)', [
      registrationId,
      cleared,
    ]);
  const rows = [...given.keys()]
    .filter((key) => said.has(key))
    .map((key) => ({
      registrationId,
      key,
      meetingId,
      formId: form.id,
      said: [...(said.get(key) as readonly string[])],
      answeredAt: at,
      answeredById: viewer.personId,
    }));
  if (rows.length > 0) await manager.upsert(FormAnswer, rows, ['registrationId', 'key']);
}

/** Nothing is kept of what somebody answered. */
export async function forgetFormAnswers(manager: EntityManager, registrationId: string): Promise<void> {
  await manager.delete(FormAnswer, { registrationId });
}

/** Null: the meeting asks nothing of its own. */
export const newestForm = (manager: EntityManager, meetingId: string): Promise<RegistrationForm | null> =>
  manager.findOne(RegistrationForm, { where: { meetingId }, order: { number: 'DESC' } });

/** In their order. */
export const fieldsOf = (manager: EntityManager, formId: string): Promise<FormField[]> =>
  manager.find(FormField, { where: { formId }, order: { position: 'ASC' } });
