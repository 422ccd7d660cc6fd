import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar, LocalDateScalar } from '../../platform/graphql/scalars.js';
import { AccessNeed, Diet, ReadyField, RetentionClass } from './ready-field.js';

registerEnumType(Diet, {
  name: 'Diet',
  description: 'What somebody eats, or must not eat.',
  valuesMap: {
    VEGETARIAN: { description: 'No meat and no fish.' },
    VEGAN: { description: 'Nothing that comes from animals.' },
    GLUTEN_FREE: { description: 'No wheat, rye or barley.' },
    LACTOSE_FREE: { description: 'No milk sugar.' },
    HALAL: { description: 'As Islam has it.' },
    KOSHER: { description: 'As Judaism has it.' },
    NUT_ALLERGY: { description: 'No nuts and no peanuts, nor traces of them.' },
    OTHER: { description: 'Told in words: stands wherever there are any, and nowhere else.' },
  },
});

registerEnumType(AccessNeed, {
  name: 'AccessNeed',
  description: 'What somebody needs to get there and to follow.',
  valuesMap: {
    STEP_FREE: { description: 'No steps: a wheelchair, a walking frame.' },
    HEARING_LOOP: { description: 'An induction loop or a receiver for hearing aids.' },
    SIGN_LANGUAGE: { description: 'An interpreter for a sign language; which one is told in words.' },
    SEAT_IN_FRONT: { description: 'A seat near the speakers and the screen.' },
    LARGE_PRINT: { description: 'Papers in large print.' },
    ASSISTANT: { description: 'Comes with an assistant, who needs a seat as well.' },
    GUIDE_DOG: { description: 'Comes with a guide dog.' },
    OTHER: { description: 'Told in words: stands wherever there are any, and nowhere else.' },
  },
});

registerEnumType(ReadyField, {
  name: 'ReadyField',
  description: 'A question that every registration asks; nobody must answer it.',
  valuesMap: {
    DIET: { description: 'Needs.diets and Needs.diet.' },
    ACCESS: { description: 'Needs.accessNeeds and Needs.access.' },
    INTERPRETATION: { description: 'Needs.interpretationLanguage and Needs.interpretation.' },
    PHOTO: { description: 'Registration.photoConsent.' },
    EMERGENCY_CONTACT: { description: 'Needs.emergencyContact.' },
  },
});

registerEnumType(RetentionClass, {
  name: 'RetentionClass',
  description: 'How long an answer is kept.',
  valuesMap: {
    AFTER_MEETING: { description: 'Emptied Project.needsKeptDays days after the last day of the meeting.' },
    PROJECT: { description: 'As long as the records of the project are.' },
  },
});

@ObjectType('EmergencyContact', { description: 'Whom to call when something happens to somebody.' })
class EmergencyContactType {
  @Field({ description: 'Full name.' })
  name!: string;

  @Field({ description: 'Telephone number.' })
  phone!: string;
}

@ObjectType('Needs', { description: 'What somebody needs from the host.' })
export class NeedsType {
  @Field(() => [Diet], {
    description: 'What he eats, or must not eat; OTHER stands for what is told in words.',
  })
  diets!: Diet[];

  @Field(() => String, { nullable: true, description: 'The same in words, as far as it is in no list.' })
  diet!: string | null;

  @Field(() => [AccessNeed], { description: 'What he needs to get there and follow, likewise.' })
  accessNeeds!: AccessNeed[];

  @Field(() => String, { nullable: true, description: 'The same in words, as far as it is in no list.' })
  access!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Into which language he needs interpretation: its ISO 639 code.',
  })
  interpretationLanguage!: string | null;

  @Field(() => String, { nullable: true, description: 'The same in words.' })
  interpretation!: string | null;

  @Field(() => EmergencyContactType, { nullable: true, description: 'Whom to call.' })
  emergencyContact!: EmergencyContactType | null;
}

@ObjectType('Consent', { description: 'Somebody agreed that what he told is used for what a text says.' })
export class ConsentType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => ReadyField, { description: 'To which question.' })
  field!: ReadyField;

  @Field(() => Int, { description: 'Which version of its text he agreed to.' })
  textVersion!: number;

  @Field({ description: 'That version, in the language of the request.' })
  text!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  givenAt!: DateTime;

  @Field(() => ID, {
    nullable: true,
    description: 'Who said so: the person himself, or who answered for him.',
  })
  givenById!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was taken back, another text took its place, or what was told was emptied.',
  })
  endedAt!: DateTime | null;

  @Field(() => ID, { nullable: true, description: 'By whom; null also where its time was over.' })
  endedById!: string | null;
}

@ObjectType('ReadyFieldTexts', {
  description: 'Why a question is asked, and what whoever answers agrees to.',
})
export class ReadyFieldTextsType {
  @Field(() => ReadyField, { description: 'Which question.' })
  field!: ReadyField;

  @Field({ description: 'What it is called, in the language of the request.' })
  name!: string;

  @Field({ description: 'What the answer is for, and who reads it.' })
  purpose!: string;

  @Field({ description: 'What whoever answers agrees to.' })
  consentText!: string;

  @Field(() => Int, { description: 'Which version of that text this is.' })
  textVersion!: number;

  @Field(() => RetentionClass, { description: 'How long the answer is kept.' })
  retention!: RetentionClass;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it is kept, as the meeting stands; null: as long as the project.',
  })
  keptUntil!: string | null;
}
