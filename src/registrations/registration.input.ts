import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsOptional,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IdempotencyKeyField, Line, NotNull, PersonName, WallTime } from '../platform/graphql/limits.js';
import { LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import { NeedsInput } from './needs/needs.input.js';
import { AgeBand, AttendanceMode, Gender, RegistrationKind } from './registration.entity.js';

@InputType({ description: 'Somebody whom a partner sends.' })
export class DelegateInput {
  @Field({
    description: 'Full name, without a web address; kept as it is when his address is known already.',
  })
  @PersonName()
  name!: string;

  @Field({ description: 'Where the question goes whether he comes.' })
  email!: string;

  @Field({ description: 'Language of his mails: en, sv, it, de, lv, hr or fi.' })
  @Matches(/^(en|sv|it|de|lv|hr|fi)$/)
  language!: string;
}

@InputType({ description: 'Whom a partner sends.' })
export class NameDelegatesInput {
  @Field(() => ID, { description: 'To which meeting.' })
  meetingId!: string;

  @Field(() => ID, { description: 'Which partner sends them.' })
  partnerId!: string;

  @Field(() => [DelegateInput], { description: 'At most 100 at once.' })
  @ValidateNested({ each: true })
  @Type(() => DelegateInput)
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  delegates!: DelegateInput[];
}

@InputType({ description: 'Somebody comes into the place of a delegate.' })
export class ReplaceDelegateInput {
  @Field(() => ID, { description: 'Of whom who does not come.' })
  registrationId!: string;

  @Field(() => Int, { description: 'Registration.version as it was read.' })
  expectedVersion!: number;

  @Field(() => DelegateInput, { description: 'Who comes instead; he is asked by mail.' })
  @ValidateNested()
  @Type(() => DelegateInput)
  delegate!: DelegateInput;
}

@InputType({ isAbstract: true })
export class RegistrationDetails {
  @Field(() => AttendanceMode, {
    nullable: true,
    description: 'Where he takes part; the other one than that of the meeting only where that is HYBRID.',
  })
  @NotNull()
  mode?: AttendanceMode;

  @Field(() => String, { nullable: true, description: 'Town that he is counted under.' })
  @Line(100)
  residenceTown?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code of his country.' })
  residenceCountry?: string | null;

  @Field(() => Gender, { nullable: true, description: 'Only where the project asks.' })
  gender?: Gender | null;

  @Field(() => AgeBand, { nullable: true, description: 'Only where the project asks.' })
  ageBand?: AgeBand | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Languages that he speaks, the best first: ISO 639 codes such as sv; at most 8. They stand on his badge.',
  })
  @IsOptional()
  @Matches(/^[a-z]{2,3}$/, { each: true })
  @ArrayMaxSize(8)
  @ArrayUnique()
  languages?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether photos of him may be published.' })
  photoConsent?: boolean | null;

  @Field(() => LocalDateTimeScalar, {
    nullable: true,
    description: 'When he comes to where the meeting is, on the wall of its zone.',
  })
  @WallTime()
  arrivesAtLocal?: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'When he leaves again, likewise.' })
  @WallTime()
  leavesAtLocal?: string | null;

  @Field(() => NeedsInput, { nullable: true, description: 'What he needs from the host.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => NeedsInput)
  needs?: NeedsInput | null;
}

@InputType({ description: 'The viewer comes to a meeting.' })
export class RegisterInput extends RegistrationDetails {
  @Field(() => ID, { description: 'To which meeting.' })
  meetingId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Which partner sends him; may be left out by whoever is of one only.',
  })
  partnerId?: string | null;
}

@InputType({ description: 'Somebody who came without being registered.' })
export class RegisterWalkInInput {
  @Field(() => ID, { description: 'To which meeting.' })
  meetingId!: string;

  @Field({ description: 'Full name, without a web address.' })
  @PersonName()
  name!: string;

  @Field({ description: 'Town that he is counted under.' })
  @Line(100)
  town!: string;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of his country; left out: that of the meeting.',
  })
  country?: string | null;

  @Field(() => RegistrationKind, { defaultValue: RegistrationKind.LOCAL, description: 'As what he comes.' })
  kind!: RegistrationKind;

  @Field(() => ID, { nullable: true, description: 'Which partner sends him; a DELEGATE has one.' })
  partnerId?: string | null;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a registration; what is left out stays.' })
export class UpdateRegistrationInput extends RegistrationDetails {
  @Field(() => ID, { description: 'Which registration.' })
  id!: string;

  @Field(() => Int, { description: 'Registration.version as it was read.' })
  expectedVersion!: number;
}
