import { applyDecorators } from '@nestjs/common';
import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsOptional,
  Matches,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { Line } from '../../platform/graphql/limits.js';
import { RetentionClass } from '../needs/ready-field.js';
import { FormFieldKind } from './question.js';

const KEY = /^[a-z][a-z0-9_]{0,39}$/;
const MOST_FIELDS = 40;
const MOST_OPTIONS = 30;

@InputType({ description: 'A text in one language.' })
export class TextInLanguageInput {
  @Field({ description: 'One of the languages of the project.' })
  @Matches(/^[a-z]{2}$/)
  language!: string;

  @Field({ description: 'At most 500 characters.' })
  @MinLength(1)
  @MaxLength(500)
  text!: string;
}

const Texts = (): PropertyDecorator =>
  applyDecorators(
    ValidateNested({ each: true }),
    Type(() => TextInLanguageInput),
    ArrayUnique(({ language }: TextInLanguageInput) => language),
    ArrayMaxSize(7),
  );

@InputType({ description: 'An answer among which one chooses.' })
export class FormOptionInput {
  @Field({ description: 'What answers call it: lower-case letters, digits and underscores.' })
  @Matches(KEY)
  key!: string;

  @Field(() => [TextInLanguageInput], { description: 'What people read.' })
  @Texts()
  @ArrayNotEmpty()
  label!: TextInLanguageInput[];
}

@InputType({ description: 'A question is asked of whoever gave one of these answers to an earlier one.' })
export class ShownWhenInput {
  @Field({ description: 'Key of the earlier question, to which one answers by choosing.' })
  key!: string;

  @Field(() => [String], { description: 'Keys of options, or YES or NO.' })
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(MOST_OPTIONS)
  values!: string[];
}

@InputType({ description: 'A question that every registration of the meeting asks.' })
export class FormFieldInput {
  @Field({
    description:
      'What answers call it, the same in each version: lower-case letters, digits and underscores.',
  })
  @Matches(KEY)
  key!: string;

  @Field(() => FormFieldKind, { description: 'How it is answered.' })
  kind!: FormFieldKind;

  @Field(() => [TextInLanguageInput], { description: 'The question.' })
  @Texts()
  @ArrayNotEmpty()
  label!: TextInLanguageInput[];

  @Field(() => [TextInLanguageInput], { defaultValue: [], description: 'What helps to answer it.' })
  @Texts()
  help!: TextInLanguageInput[];

  @Field(() => [TextInLanguageInput], { description: 'What the answer is for.' })
  @Texts()
  @ArrayNotEmpty()
  purpose!: TextInLanguageInput[];

  @Field(() => [FormOptionInput], {
    defaultValue: [],
    description: 'Of ONE_OF and SEVERAL_OF: at least two, at most 30.',
  })
  @ValidateNested({ each: true })
  @Type(() => FormOptionInput)
  @ArrayUnique(({ key }: FormOptionInput) => key)
  @ArrayMaxSize(MOST_OPTIONS)
  options!: FormOptionInput[];

  @Field({ defaultValue: false, description: 'Whether whoever is asked must answer.' })
  isRequired!: boolean;

  @Field({
    defaultValue: false,
    description:
      'Whether the answer can reveal health or belief. Then nobody must give it, coordinators do not read it, and it is kept AFTER_MEETING.',
  })
  isSensitive!: boolean;

  @Field(() => RetentionClass, {
    defaultValue: RetentionClass.AFTER_MEETING,
    description: 'How long the answer is kept.',
  })
  retention!: RetentionClass;

  @Field(() => ShownWhenInput, {
    nullable: true,
    description: 'Of whom it is asked; left out: of everybody.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ShownWhenInput)
  shownWhen?: ShownWhenInput | null;
}

@InputType({ description: 'The questions of a meeting, as they are from now on.' })
export class PublishFormInput {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field(() => Int, { description: 'RegistrationForm.version as it was read; 0: there was none.' })
  @Min(0)
  expectedVersion!: number;

  @Field(() => [FormFieldInput], {
    description: 'In the order of the form, at most 40; empty: nothing is asked.',
  })
  @ValidateNested({ each: true })
  @Type(() => FormFieldInput)
  @ArrayUnique(({ key }: FormFieldInput) => key)
  @ArrayMaxSize(MOST_FIELDS)
  fields!: FormFieldInput[];
}

@InputType({ description: 'An answer to one question.' })
export class FormAnswerInput {
  @Field({ description: 'Key of the question.' })
  @Line(40)
  key!: string;

  @Field(() => [String], {
    description:
      'Words, the key of each option, YES or NO, a number such as 12.5, a day such as 2017-12-11. Empty takes the answer back.',
  })
  @ArrayUnique()
  @ArrayMaxSize(MOST_OPTIONS)
  @MaxLength(2_000, { each: true })
  values!: string[];
}

@InputType({ description: 'Answers to the questions of a meeting; what is left out stays.' })
export class AnswerFormInput {
  @Field(() => ID, { description: 'Whose registration.' })
  id!: string;

  @Field(() => Int, { description: 'Registration.version as it was read.' })
  expectedVersion!: number;

  @Field(() => Int, {
    description: 'RegistrationForm.version of the questions that are answered: the newest.',
  })
  formVersion!: number;

  @Field(() => [FormAnswerInput], { description: 'At most one to each question.' })
  @ValidateNested({ each: true })
  @Type(() => FormAnswerInput)
  @ArrayUnique(({ key }: FormAnswerInput) => key)
  @ArrayMaxSize(MOST_FIELDS)
  answers!: FormAnswerInput[];
}
