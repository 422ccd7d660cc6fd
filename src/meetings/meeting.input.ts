import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, Max, Min, IsOptional, ValidateNested } from 'class-validator';
import { CalendarDay, Line, NotNull, Paragraphs, Slug } from '../platform/graphql/limits.js';
import { LocalDateScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';
import { MailRuleInput } from '../projects/mail-rule.input.js';
import { MeetingMode } from './meeting.entity.js';

@InputType({ description: 'How many took part, as a source states it.' })
export class StatedCountInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Of which partner; left out: of a town, or else of the whole meeting.',
  })
  partnerId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A town or an organisation that is no partner, as the source calls it.',
  })
  @Line(300)
  town?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code of the country of the town.' })
  country?: string | null;

  @Field({ description: 'Word for word.' })
  @Line(500)
  text!: string;

  @Field(() => Int, { nullable: true, description: 'The number, where the source states one.' })
  @IsOptional()
  @Min(0)
  exact?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The bound, where the source states no number; not both.',
  })
  @IsOptional()
  @Min(0)
  atLeast?: number | null;

  @Field({ description: 'Where it is stated.' })
  @Line(500)
  source!: string;
}

@InputType({ isAbstract: true })
class MeetingTexts {
  @Field(() => String, { nullable: true, description: 'In the language of the request; others stay.' })
  @Line(300)
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is about, in the language of the request.' })
  @Paragraphs()
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Town and house.' })
  @Line(300)
  place?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of the country of the place; none for an online meeting.',
  })
  country?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether everybody may read its newest agenda release; true unless told otherwise.',
  })
  @NotNull()
  agendaIsPublic?: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'For how many hours a place that became free is offered to the next in line, at most 720; 0 unless told otherwise: he has it at once.',
  })
  @NotNull()
  @Min(0)
  @Max(720)
  offerHours?: number;

  @Field(() => [StatedCountInput], {
    nullable: true,
    description: 'What sources state; replaces what stands there.',
  })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => StatedCountInput)
  @ArrayMaxSize(200)
  stated?: StatedCountInput[] | null;
}

@InputType({ description: 'A new meeting.' })
export class ScheduleMeetingInput extends MeetingTexts {
  @Field(() => ID, { description: 'Of which project.' })
  projectId!: string;

  @Field(() => ID, { description: 'The partner on whose ground it takes place.' })
  hostPartnerId!: string;

  @Field(() => Int, { description: 'The how-manieth of its project.' })
  @Min(1)
  @Max(10_000)
  number!: number;

  @Field({ description: 'Unique in its project; lower-case letters, digits and hyphens.' })
  @Slug()
  slug!: string;

  @Field(() => TimeZoneScalar, { description: 'The zone in which its days and its agenda are meant.' })
  timeZone!: string;

  @Field(() => LocalDateScalar, { description: 'First day.' })
  @CalendarDay()
  startsOn!: string;

  @Field(() => LocalDateScalar, { description: 'Last day, included; at most 31 days in all.' })
  @CalendarDay()
  endsOn!: string;

  @Field(() => MeetingMode, { defaultValue: MeetingMode.ON_SITE, description: 'On site, online or hybrid.' })
  mode!: MeetingMode;
}

@InputType({ description: 'Changes of a meeting; what is left out stays.' })
export class UpdateMeetingInput extends MeetingTexts {
  @Field(() => ID, { description: 'Which meeting.' })
  id!: string;

  @Field(() => Int, { description: 'Meeting.version as it was read.' })
  expectedVersion!: number;

  @Field(() => TimeZoneScalar, { nullable: true, description: 'The agenda keeps its wall times.' })
  @NotNull()
  timeZone?: string;

  @Field(() => LocalDateScalar, { nullable: true, description: 'First day.' })
  @NotNull()
  @CalendarDay()
  startsOn?: string;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Last day, included.' })
  @NotNull()
  @CalendarDay()
  endsOn?: string;

  @Field(() => MeetingMode, { nullable: true, description: 'On site, online or hybrid.' })
  @NotNull()
  mode?: MeetingMode;

  @Field(() => [MailRuleInput], {
    nullable: true,
    description: 'When mails about it leave by the calendar; other kinds stay.',
  })
  @NotNull()
  @ValidateNested({ each: true })
  @Type(() => MailRuleInput)
  @ArrayMaxSize(10)
  mailRules?: MailRuleInput[];
}
