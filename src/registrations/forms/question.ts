import { isOneLine } from '../../platform/graphql/limits.js';
import { isLocalDate } from '../../platform/time/wall-time.js';

export enum FormFieldKind {
  TEXT = 'TEXT',
  PARAGRAPH = 'PARAGRAPH',
  YES_NO = 'YES_NO',
  ONE_OF = 'ONE_OF',
  SEVERAL_OF = 'SEVERAL_OF',
  NUMBER = 'NUMBER',
  DATE = 'DATE',
}

/** What a question is for whoever answers it. */
export interface Question {
  readonly key: string;
  readonly kind: FormFieldKind;
  readonly options: readonly { readonly key: string }[];
  readonly shownWhenKey: string | null;
  readonly shownWhenValues: readonly string[] | null;
}

/** What is said to each question, by its key: words, keys of options, YES or NO, a number, a day. */
export type Said = ReadonlyMap<string, readonly string[]>;

const NUMBER = /^-?\d{1,9}(\.\d{1,4})?$/;
const MOST_LINE = 200;
const MOST_PARAGRAPH = 2_000;
const YES_OR_NO = ['YES', 'NO'];

/** The answers among which one chooses; null: none are given. */
export function choicesOf({ kind, options }: Pick<Question, 'kind' | 'options'>): readonly string[] | null {
  if (kind === FormFieldKind.YES_NO) return YES_OR_NO;
  const isChoice = kind === FormFieldKind.ONE_OF || kind === FormFieldKind.SEVERAL_OF;
  return isChoice ? options.map(({ key }) => key) : null;
}

/** As it is kept, choices in the order of the form; null: it is no answer to this question. */
export function answerTo(question: Question, values: readonly string[]): readonly string[] | null {
  const choices = choicesOf(question);
  if (choices) {
    const chosen = choices.filter((choice) => values.includes(choice));
    const isOne = question.kind === FormFieldKind.SEVERAL_OF || values.length === 1;
    return isOne && chosen.length === values.length ? chosen : null;
  }
  const [value = '', ...others] = values;
  return others.length === 0 && IS_ANSWER[question.kind as keyof typeof IS_ANSWER](value) ? [value] : null;
}

const IS_ANSWER = {
  TEXT: (value: string) => value.length <= MOST_LINE && isOneLine(value),
  PARAGRAPH: (value: string) =>
    value.trim() !== '' && value.length <= MOST_PARAGRAPH && !value.includes('\0'),
  NUMBER: (value: string) => NUMBER.test(value),
  DATE: isLocalDate,
};

/** Which questions are asked of whoever says this; what depends on a question that is not asked is not asked either. */
export function askedOf(questions: readonly Question[], said: Said): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const { key, shownWhenKey, shownWhenValues } of questions) {
    const isAsked =
      shownWhenKey === null ||
      (asked.has(shownWhenKey) &&
        (said.get(shownWhenKey) ?? []).some((value) => shownWhenValues?.includes(value)));
    if (isAsked) asked.add(key);
  }
  return asked;
}
