import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar, LocalDateScalar } from '../../platform/graphql/scalars.js';
import { TranslationType } from '../../platform/graphql/translation.js';
import { RetentionClass } from '../needs/ready-field.js';
import { FormFieldKind } from './question.js';

registerEnumType(FormFieldKind, {
  name: 'FormFieldKind',
  description: 'How a question is answered.',
  valuesMap: {
    TEXT: { description: 'In a line of at most 200 characters.' },
    PARAGRAPH: { description: 'In words, at most 2,000 characters.' },
    YES_NO: { description: 'YES or NO.' },
    ONE_OF: { description: 'By one of the options.' },
    SEVERAL_OF: { description: 'By any of the options.' },
    NUMBER: { description: 'By a number of at most nine digits, and four behind the point.' },
    DATE: { description: 'By a day.' },
  },
});

@ObjectType('FormOption', { description: 'An answer among which one chooses.' })
export class FormOptionType {
  @Field({ description: 'What answers call it.' })
  key!: string;

  @Field({ description: 'In the language of the request, else English, else any that there is.' })
  label!: string;
}

@ObjectType('ShownWhen', { description: 'A question depends on an earlier one.' })
export class ShownWhenType {
  @Field({ description: 'Key of the earlier question.' })
  key!: string;

  @Field(() => [String], { description: 'It is asked of whoever gave any of these answers.' })
  values!: string[];
}

@ObjectType('FormField', { description: 'A question of a meeting, as one version of its form asks it.' })
export class FormFieldType {
  @Field({ description: 'What answers call it.' })
  key!: string;

  @Field(() => FormFieldKind, { description: 'How it is answered.' })
  kind!: FormFieldKind;

  @Field({
    description: 'The question, in the language of the request, else English, else any that there is.',
  })
  label!: string;

  @Field({ description: 'Which language that is.' })
  labelLanguage!: string;

  @Field(() => String, { nullable: true, description: 'What helps to answer it, likewise.' })
  help!: string | null;

  @Field({ description: 'What the answer is for, likewise.' })
  purpose!: string;

  @Field(() => [FormOptionType], { description: 'Of ONE_OF and SEVERAL_OF.' })
  options!: FormOptionType[];

  @Field({ description: 'Whether whoever is asked must answer.' })
  isRequired!: boolean;

  @Field({
    description: 'Whether the answer can reveal health or belief, so that his coordinator does not read it.',
  })
  isSensitive!: boolean;

  @Field(() => RetentionClass, { description: 'How long the answer is kept.' })
  retention!: RetentionClass;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it is kept, as the meeting stands; null: as long as the project.',
  })
  keptUntil!: string | null;

  @Field(() => ShownWhenType, { nullable: true, description: 'Of whom it is asked; null: of everybody.' })
  shownWhen!: ShownWhenType | null;

  @Field(() => [TranslationType], { description: 'Label, help and purpose in every language.' })
  translations!: TranslationType[];

  @Field(() => [String], {
    description: 'Languages of the project in which the question, an option or the purpose is missing.',
  })
  missingLanguages!: string[];
}

@ObjectType('RegistrationForm', { description: 'What a meeting asks beside Meeting.readyFields.' })
export class RegistrationFormType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'From 1; goes into publishForm as expectedVersion.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  publishedAt!: DateTime;

  @Field(() => [FormFieldType], { description: 'Its questions, in their order.' })
  fields!: FormFieldType[];
}

@ObjectType('FormAnswer', { description: 'What somebody answered to a question.' })
export class FormAnswerType {
  @Field(() => Int, { description: 'RegistrationForm.version in which it was asked.' })
  formVersion!: number;

  @Field(() => FormFieldType, { description: 'The question as it was asked then.' })
  field!: FormFieldType;

  @Field(() => [String], { description: 'Words, keys of options, YES or NO, a number, a day.' })
  values!: string[];

  @Field(() => [String], { description: 'The same, options by their labels.' })
  labels!: string[];

  @Field({ description: 'Whether the newest version still asks just that.' })
  isCurrent!: boolean;

  @Field(() => DateTimeScalar, { description: 'When.' })
  answeredAt!: DateTime;

  @Field(() => ID, { nullable: true, description: 'The person himself, or who answered for him.' })
  answeredById!: string | null;
}

@ObjectType('FormChoiceTotal', { description: 'How many chose an answer.' })
export class FormChoiceTotalType {
  @Field({ description: 'Key of the option, or YES or NO.' })
  value!: string;

  @Field(() => Int, { description: 'How many of those who come or have not answered yet whether they do.' })
  people!: number;
}

@ObjectType('FormTotal', { description: 'How many answered a question, and how.' })
export class FormTotalType {
  @Field(() => FormFieldType, { description: 'The question, of the newest version.' })
  field!: FormFieldType;

  @Field(() => Int, {
    description: 'Of those who come or have not answered yet whether they do: to just this.',
  })
  answered!: number;

  @Field(() => Int, {
    description: 'Of the same: to what an older version asked in its place; in no other figure.',
  })
  answeredBefore!: number;

  @Field(() => [FormChoiceTotalType], {
    description: 'Of questions answered by choosing, the least chosen too.',
  })
  choices!: FormChoiceTotalType[];
}
