import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, Matches, Max, Min, ValidateNested } from 'class-validator';
import { CalendarDay, Line, NotNull, PersonName, RequiredLine, Slug } from '../platform/graphql/limits.js';
import { LocalDateScalar } from '../platform/graphql/scalars.js';
import { MailRuleInput } from './mail-rule.input.js';
import { MemberRole } from './membership.entity.js';
import { PersonalQuestion } from './project.entity.js';
import { PartnerRole } from './partner.entity.js';

@InputType({ description: 'An organisation.' })
export class OrganisationInput {
  @Field({ description: 'Unique in its project; lower-case letters, digits and hyphens.' })
  @Slug()
  slug!: string;

  @Field({ description: 'Name as the organisation writes it.' })
  @Line()
  name!: string;

  @Field(() => String, { nullable: true, description: 'Municipality, region, association, ...' })
  @Line(100)
  kind?: string | null;

  @Field({ description: 'Town of its seat.' })
  @Line(100)
  town!: string;

  @Field({ description: 'ISO 3166-1 alpha-2 code of the country of its seat, such as IT.' })
  country!: string;

  @Field(() => [String], { nullable: true, description: 'Other spellings that sources use.' })
  aliases?: string[] | null;
}

@InputType({ description: 'A new project and its lead partner.' })
export class CreateProjectInput {
  @Field({ description: 'Unique; lower-case letters, digits and hyphens.' })
  @Slug()
  slug!: string;

  @Field({ description: 'Short name, such as EVOLAQ.' })
  @Line(40)
  acronym!: string;

  @Field({ description: 'Full title, in the language of the request.' })
  @Line(500)
  title!: string;

  @Field(() => String, { nullable: true, description: 'The funding programme.' })
  @Line(300)
  programme?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the grant agreement.' })
  @Line(100)
  grantReference?: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'First day of the period.' })
  @CalendarDay()
  startsOn?: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Last day of the period.' })
  @CalendarDay()
  endsOn?: string | null;

  @Field(() => [String], { description: 'Languages in which the project publishes, ISO 639-1.' })
  @Matches(/^[a-z]{2}$/, { each: true })
  languages!: string[];

  @Field(() => OrganisationInput, {
    description: 'The lead partner; whoever creates the project coordinates it.',
  })
  leadPartner!: OrganisationInput;
}

@InputType({ description: 'Changes of a project; what is left out stays.' })
export class UpdateProjectInput {
  @Field(() => ID, { description: 'Which project.' })
  id!: string;

  @Field(() => Int, { description: 'Project.version as it was read.' })
  expectedVersion!: number;

  @Field({ nullable: true, description: 'Full title, in the language of the request; other languages stay.' })
  @RequiredLine(500)
  title?: string;

  @Field(() => String, { nullable: true, description: 'The funding programme.' })
  @Line(300)
  programme?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the grant agreement.' })
  @Line(100)
  grantReference?: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'First day of the period.' })
  @CalendarDay()
  startsOn?: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Last day of the period.' })
  @CalendarDay()
  endsOn?: string | null;

  @Field(() => [PersonalQuestion], { nullable: true, description: 'What participants are asked.' })
  @NotNull()
  asks?: PersonalQuestion[];

  @Field(() => Int, {
    nullable: true,
    description: 'How many days after a meeting what people need there is kept, at most 365.',
  })
  @NotNull()
  @Min(0)
  @Max(365)
  needsKeptDays?: number;

  @Field({
    nullable: true,
    description:
      'Whether mails about a release of an agenda are held until somebody has looked at them and sends them.',
  })
  @NotNull()
  agendaMailsWait?: boolean;

  @Field(() => [MailRuleInput], {
    nullable: true,
    description: 'When mails leave by the calendar, for meetings that say nothing else; other kinds stay.',
  })
  @NotNull()
  @ValidateNested({ each: true })
  @Type(() => MailRuleInput)
  @ArrayMaxSize(10)
  mailRules?: MailRuleInput[];

  @Field({
    nullable: true,
    description:
      'Whether somebody comes to a meeting only when its host or the lead partner agrees. Who comes already stays; who waits when it is turned off goes on waiting, until he is approved or says yes again.',
  })
  @NotNull()
  approvesRegistrations?: boolean;
}

@InputType({ description: 'A partner that joins a project.' })
export class AddPartnerInput extends OrganisationInput {
  @Field(() => ID, { description: 'Which project.' })
  projectId!: string;

  @Field(() => PartnerRole, { defaultValue: PartnerRole.PARTNER, description: 'PARTNER or ASSOCIATED.' })
  role!: PartnerRole;
}

@InputType({ description: 'Changes of a partner; what is left out stays.' })
export class UpdatePartnerInput {
  @Field(() => ID, { description: 'Which partner.' })
  id!: string;

  @Field(() => Int, { description: 'Partner.version as it was read.' })
  expectedVersion!: number;

  @Field({ nullable: true, description: 'Name as the organisation writes it.' })
  @RequiredLine()
  name?: string;

  @Field({ nullable: true, description: 'Town of its seat.' })
  @RequiredLine(100)
  town?: string;

  @Field(() => [String], { nullable: true, description: 'Other spellings that sources use.' })
  @NotNull()
  aliases?: string[];
}

@InputType({ description: 'Somebody who joins a project.' })
export class InviteMemberInput {
  @Field(() => ID, { nullable: true, description: 'Which partner; for HOST_DESK the one that hosts.' })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'For HOST_DESK: at which meeting.' })
  meetingId?: string | null;

  @Field(() => ID, { nullable: true, description: 'For AUDITOR, who is of no partner: which project.' })
  projectId?: string | null;

  @Field(() => MemberRole, { description: 'As what.' })
  role!: MemberRole;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it counts; AUDITOR needs one.',
  })
  @CalendarDay()
  endsOn?: string | null;

  @Field({
    description: 'Full name, without a web address; kept as it is when his address is known already.',
  })
  @PersonName()
  name!: string;

  @Field({ description: 'Where the invitation goes, and what he signs in with.' })
  email!: string;

  @Field({ description: 'Language of his mails: en, sv, it, de, lv, hr or fi.' })
  @Matches(/^(en|sv|it|de|lv|hr|fi)$/)
  language!: string;
}
