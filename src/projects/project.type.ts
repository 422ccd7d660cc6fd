import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import type { Relation } from 'typeorm';
import { DateTimeScalar, LocalDateScalar } from '../platform/graphql/scalars.js';
import { TranslationType } from '../platform/graphql/translation.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { MailRuleType } from './mail-rule.type.js';
import { MemberRole } from './membership.entity.js';
import { PersonalQuestion } from './project.entity.js';
import { PartnerRole } from './partner.entity.js';

registerEnumType(PartnerRole, {
  name: 'PartnerRole',
  description: 'What an organisation is in a project.',
  valuesMap: {
    LEAD: { description: 'Signs with the funder and coordinates; a project has one.' },
    PARTNER: { description: 'Takes part under the grant agreement.' },
    ASSOCIATED: { description: 'Interested in the results, without funding.' },
  },
});

registerEnumType(PersonalQuestion, {
  name: 'PersonalQuestion',
  description: 'What a funder may want to know of participants.',
  valuesMap: {
    GENDER: { description: 'Gender.' },
    AGE_BAND: { description: 'Age, in four bands.' },
  },
});

registerEnumType(MemberRole, {
  name: 'MemberRole',
  description: 'What a person is in a project.',
  valuesMap: {
    COORDINATOR: { description: 'Answers for a partner; of the lead partner: for the project.' },
    DELEGATE: { description: 'Speaks for a partner at meetings.' },
    HOST_DESK: { description: 'Checks people in at one meeting.' },
    AUDITOR: { description: 'Reads the project until a day, and changes nothing.' },
  },
});

@ObjectType('Country', { description: 'A country of ISO 3166-1.' })
export class CountryType {
  @Field({ description: 'ISO 3166-1 alpha-2, such as IT.' })
  code!: string;

  @Field({ description: 'Name in the language of the request, from CLDR.' })
  name!: string;
}

@ObjectType('Person', { description: 'A human being in a project.' })
export class PersonType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field({ description: 'Full name.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Only for his coordinator, the lead partner and himself.',
  })
  email!: string | null;
}

@ObjectType('Membership', { description: 'What a person is in a project.' })
export class MembershipType {
  @Field(() => ID, { description: 'For endMembership.' })
  id!: string;

  @Field(() => MemberRole, { description: 'Coordinator, delegate, at the desk, or auditor.' })
  role!: MemberRole;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  since!: DateTime;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The last day on which it counts.' })
  endsOn!: string | null;

  @Field(() => PersonType, { description: 'Who.' })
  person!: PersonType;

  @Field(() => PartnerType, { nullable: true, description: 'Of which organisation; null for auditors.' })
  partner!: Relation<PartnerType> | null;

  @Field(() => ProjectType, { nullable: true, description: 'In which project.' })
  project!: Relation<ProjectType> | null;
}

@ObjectType('Partner', { description: 'An organisation in a project.' })
export class PartnerType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updatePartner as expectedVersion.' })
  version!: number;

  @Field({ description: 'Unique in its project; lower-case letters, digits and hyphens.' })
  slug!: string;

  @Field(() => PartnerRole, { description: 'Lead partner, partner or associated partner.' })
  role!: PartnerRole;

  @Field({ description: 'Name as the organisation writes it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Municipality, region, association, ...' })
  kind!: string | null;

  @Field({ description: 'Town of its seat.' })
  town!: string;

  @Field(() => [String], { description: 'Other spellings that sources use.' })
  aliases!: string[];

  @Field(() => CountryType, { description: 'Country of its seat.' })
  country!: CountryType;

  @Field(() => [MembershipType], { description: 'Its coordinators and delegates.' })
  members!: MembershipType[];
}

@ObjectType('Project', { description: 'A funded undertaking with a start, an end and a partnership.' })
export class ProjectType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateProject as expectedVersion.' })
  version!: number;

  @Field({ description: 'Unique; lower-case letters, digits and hyphens.' })
  slug!: string;

  @Field({ description: 'Short name, such as EVOLAQ.' })
  acronym!: string;

  @Field({ description: 'Full title in the language of the request, else in English, else in any.' })
  title!: string;

  @Field(() => [TranslationType], { description: 'Its texts in every language in which they were written.' })
  translations!: TranslationType[];

  @Field(() => String, { nullable: true, description: 'The funding programme.' })
  programme!: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the grant agreement.' })
  grantReference!: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'First day of the period.' })
  startsOn!: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Last day of the period.' })
  endsOn!: string | null;

  @Field(() => [String], { description: 'Languages in which the project publishes, ISO 639-1.' })
  languages!: string[];

  @Field(() => [PersonalQuestion], { description: 'What participants are asked; nobody must answer.' })
  asks!: PersonalQuestion[];

  @Field(() => Int, {
    description: 'How many days after the last day of a meeting what people need there is kept.',
  })
  needsKeptDays!: number;

  @Field({
    description:
      'Whether mails about a release of an agenda are held until somebody has looked at them and sends them.',
  })
  agendaMailsWait!: boolean;

  @Field(() => [MailRuleType], {
    description: 'When mails leave by the calendar, about meetings that say nothing else.',
  })
  mailRules!: MailRuleType[];

  @Field({
    description: 'Whether somebody comes to a meeting only when its host or the lead partner agrees.',
  })
  approvesRegistrations!: boolean;

  @Field(() => PartnerType, { nullable: true, description: 'The lead partner; not one of `partners`.' })
  leadPartner!: PartnerType | null;

  @Field(() => [PartnerType], { description: 'The partners without the lead partner.' })
  partners!: PartnerType[];

  @Field(() => [PartnerType], { description: 'The lead partner and the partners.' })
  partnership!: PartnerType[];

  @Field(() => [CountryType], { description: 'Countries of the partnership, each once.' })
  countries!: CountryType[];
}

@ObjectType({ description: 'Answer of mutations of a project.' })
export class ProjectPayload {
  @Field(() => ProjectType, { nullable: true, description: 'As it is now.' })
  project?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of mutations of a partner.' })
export class PartnerPayload {
  @Field(() => PartnerType, { nullable: true, description: 'As it is now.' })
  partner?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of mutations of a membership.' })
export class MembershipPayload {
  @Field(() => MembershipType, { nullable: true, description: 'As it is now; null when it has ended.' })
  membership?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
