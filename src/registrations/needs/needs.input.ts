import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayUnique, IsOptional, Matches, ValidateNested } from 'class-validator';
import { LanguageCode, Line, Paragraphs, PersonName, isPersonName } from '../../platform/graphql/limits.js';
import { AccessNeed, Diet } from './ready-field.js';

/** Digits as they are written on a card: +39 0544 979111. */
const PHONE = /^\+?[0-9 ()/.-]{3,40}$/;

/** For a page, for which no class validates. */
export const isWholeContact = ({ name, phone }: EmergencyContactInput): boolean =>
  isPersonName(name) && PHONE.test(phone);

@InputType({ description: 'Whom to call when something happens to him.' })
export class EmergencyContactInput {
  @Field({ description: 'Full name, without a web address.' })
  @PersonName()
  name!: string;

  @Field({ description: 'Telephone number, with the code of the country.' })
  @Matches(PHONE)
  phone!: string;
}

@InputType({
  description:
    'What somebody needs from the host; what is left out stays. Meeting.readyFields says why it is asked.',
})
export class NeedsInput {
  @Field(() => [Diet], {
    nullable: true,
    description: 'What he eats, or must not eat; empty takes back what was told.',
  })
  @IsOptional()
  @ArrayUnique()
  diets?: Diet[] | null;

  @Field(() => String, { nullable: true, description: 'The same in words, as far as it is in no list.' })
  @Paragraphs(1000)
  diet?: string | null;

  @Field(() => [AccessNeed], { nullable: true, description: 'What he needs to get there and follow.' })
  @IsOptional()
  @ArrayUnique()
  accessNeeds?: AccessNeed[] | null;

  @Field(() => String, { nullable: true, description: 'The same in words, as far as it is in no list.' })
  @Paragraphs(1000)
  access?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Into which language he needs interpretation: its ISO 639 code.',
  })
  @LanguageCode()
  interpretationLanguage?: string | null;

  @Field(() => String, { nullable: true, description: 'The same in words.' })
  @Line(100)
  interpretation?: string | null;

  @Field(() => EmergencyContactInput, { nullable: true, description: 'Whom to call.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => EmergencyContactInput)
  emergencyContact?: EmergencyContactInput | null;
}
