import type { Texts } from '../../platform/database/columns.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import { canonicalJson } from '../../platform/events/merkle.js';
import { RetentionClass } from '../needs/ready-field.js';
import type { FormFieldInput, TextInLanguageInput } from './form.input.js';
import { FormFieldKind, choicesOf } from './question.js';
import type { FormField } from './registration-form.entity.js';

type FormRow = Omit<FormField, 'formId'>;

/**
 * The questions of a form as rows, in their order.
 * @param languages those of the project
 * @throws DomainError INVALID, at the path of what does not fit
 */
export function rowsOf(fields: readonly FormFieldInput[], languages: readonly string[]): FormRow[] {
  const rows: FormRow[] = [];
  for (const [index, field] of fields.entries()) {
    const wrong = (name: string) =>
      new DomainError(UserErrorCode.INVALID, ['input', 'fields', String(index), name]);
    const textsOf = (texts: readonly TextInLanguageInput[], name: string): Texts => {
      if (!texts.every(({ language }) => languages.includes(language))) throw wrong(name);
      return Object.fromEntries(texts.map(({ language, text }) => [language, text]));
    };
    const { key, kind, label, help, purpose, options, isRequired, isSensitive, retention, shownWhen } = field;
    const isList = kind === FormFieldKind.ONE_OF || kind === FormFieldKind.SEVERAL_OF;
    if (isList ? options.length < 2 : options.length > 0) throw wrong('options');
    if (isSensitive && isRequired) throw wrong('isRequired');
    if (isSensitive && retention !== RetentionClass.AFTER_MEETING) throw wrong('retention');
    if (shownWhen && !isChoiceBefore(rows, shownWhen)) throw wrong('shownWhen');
    rows.push({
      key,
      position: index,
      kind,
      label: textsOf(label, 'label'),
      help: help.length > 0 ? textsOf(help, 'help') : null,
      purpose: textsOf(purpose, 'purpose'),
      options: options.map((option) => ({ key: option.key, label: textsOf(option.label, 'options') })),
      isRequired,
      isSensitive,
      retention,
      shownWhenKey: shownWhen?.key ?? null,
      shownWhenValues: shownWhen?.values ?? null,
    });
  }
  return rows;
}

/** Only of what stands before it, so that nothing depends on itself. */
const isChoiceBefore = (
  before: readonly FormRow[],
  { key, values }: NonNullable<FormFieldInput['shownWhen']>,
): boolean => {
  const question = before.find((one) => one.key === key);
  const choices = question && choicesOf(question);
  return Boolean(choices && values.every((value) => choices.includes(value)));
};

/** Whether these ask the same in the same order. */
export const isSameForm = (rows: readonly FormRow[], kept: readonly FormField[]): boolean =>
  canonicalJson(rows) === canonicalJson(kept.map(({ formId: _formId, ...row }) => row));
