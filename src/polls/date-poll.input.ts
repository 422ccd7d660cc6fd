import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';
import { EndOccurrenceField, OccurrenceField } from '../agenda/agenda.input.js';
import { MeetingMode } from '../meetings/meeting.entity.js';
import {
  CalendarDay,
  IdempotencyKeyField,
  Line,
  NotNull,
  Paragraphs,
  PersonName,
  RequiredLine,
  Slug,
  WallTime,
} from '../platform/graphql/limits.js';
import { LocalDateScalar, LocalDateTimeScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';
import type { Occurrence } from '../platform/time/wall-time.js';
import { MOST_OPTIONS, MOST_PARTNERS } from './date-poll.entity.js';
import { DateAnswerValue } from './date-poll-people.entity.js';

const MOST_PEOPLE = 20;

@InputType({ description: 'Whole days that a poll asks about: days of the calendar, in no zone.' })
export class DateOptionDaysInput {
  @Field(() => LocalDateScalar, { description: 'First day.' })
  @CalendarDay()
  startsOn!: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'Last day, included; left out: the first. At most 31 days in all.',
  })
  @CalendarDay()
  endsOn?: string | null;
}

@InputType({ description: 'Times that a poll asks about, on the wall of its zone.' })
export class DateOptionTimesInput {
  @Field(() => LocalDateTimeScalar, { description: 'Beginning.' })
  @WallTime()
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, { description: 'End.' })
  @WallTime()
  endsAtLocal!: string;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @EndOccurrenceField()
  endOccurrence?: Occurrence | null;
}

@InputType({ isAbstract: true })
class DateOptionsInput {
  @Field(() => [DateOptionDaysInput], {
    nullable: true,
    description: 'Whole days; either these or `times`, since all options of a poll are of one kind.',
  })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => DateOptionDaysInput)
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_OPTIONS)
  days?: DateOptionDaysInput[] | null;

  @Field(() => [DateOptionTimesInput], { nullable: true, description: 'Times; either these or `days`.' })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => DateOptionTimesInput)
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_OPTIONS)
  times?: DateOptionTimesInput[] | null;
}

@InputType({ description: 'Somebody who is asked which dates suit him.' })
export class DatePollPersonInput {
  @Field({
    description: 'Full name, without a web address; kept as it is when his address is known already.',
  })
  @PersonName()
  name!: string;

  @Field({ description: 'Where the question goes, with a link that needs no sign-in.' })
  email!: string;

  @Field({ description: 'Language of his mails: en, sv, it, de, lv, hr or fi.' })
  @Matches(/^(en|sv|it|de|lv|hr|fi)$/)
  language!: string;
}

@InputType({ description: 'A partner that is asked which dates suit it.' })
export class DatePollPartnerInput {
  @Field(() => ID, { description: 'Which partner.' })
  partnerId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Seats of its invitation to the meeting that is made; left out: 2, or for a partner that is asked already, as before.',
  })
  @IsOptional()
  @Min(1)
  @Max(1_000)
  seats?: number | null;

  @Field(() => [DatePollPersonInput], {
    nullable: true,
    description:
      'Who is asked for it: its people, or new delegates where the viewer may name them. Left out: its coordinators.',
  })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => DatePollPersonInput)
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PEOPLE)
  people?: DatePollPersonInput[] | null;
}

@InputType({ description: 'A new date poll.' })
export class CreateDatePollInput extends DateOptionsInput {
  @Field(() => ID, { description: 'Of which project.' })
  projectId!: string;

  @Field({ description: 'Of the meeting to be, in the language of the request.' })
  @Line(300)
  title!: string;

  @Field(() => TimeZoneScalar, { description: 'The zone of the meeting to be, and of the deadline.' })
  timeZone!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The partner on whose ground it takes place, where that is known: without it no date is chosen.',
  })
  hostPartnerId?: string | null;

  @Field(() => String, { nullable: true, description: 'Town and house.' })
  @Line(300)
  place?: string | null;

  @Field(() => Int, {
    description: 'With so many partners the meeting is worth while; at most as many as are asked.',
  })
  @Min(1)
  quorum!: number;

  @Field(() => LocalDateTimeScalar, { description: 'Deadline, on the wall of the zone.' })
  @WallTime()
  answersUntilLocal!: string;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @Field(() => [DatePollPartnerInput], { description: 'Who is asked.' })
  @ValidateNested({ each: true })
  @Type(() => DatePollPartnerInput)
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PARTNERS)
  partners!: DatePollPartnerInput[];

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a date poll; what is left out stays.' })
export class UpdateDatePollInput {
  @Field(() => ID, { description: 'Which poll.' })
  id!: string;

  @Field(() => Int, { description: 'DatePoll.version as it was read.' })
  expectedVersion!: number;

  @Field({ nullable: true, description: 'In the language of the request; others stay.' })
  @RequiredLine(300)
  title?: string;

  @Field(() => String, { nullable: true, description: 'Town and house.' })
  @Line(300)
  place?: string | null;

  @Field(() => Int, { nullable: true, description: 'At most as many partners as are asked.' })
  @NotNull()
  @Min(1)
  quorum?: number;

  @Field(() => LocalDateTimeScalar, {
    nullable: true,
    description:
      'Deadline, on the wall of the zone; a later one opens a poll again whose deadline has passed.',
  })
  @NotNull()
  @WallTime()
  answersUntilLocal?: string;

  @OccurrenceField()
  occurrence?: Occurrence | null;
}

@InputType({ description: 'Further dates of a poll. One that it asks about already stays as it is.' })
export class AddDateOptionsInput extends DateOptionsInput {
  @Field(() => ID, { description: 'Which poll.' })
  datePollId!: string;
}

@InputType({ description: 'Further partners, or further people of partners, who are asked.' })
export class InviteToDatePollInput {
  @Field(() => ID, { description: 'To which poll.' })
  datePollId!: string;

  @Field(() => [DatePollPartnerInput], {
    description: 'Who is asked, too; the seats of whoever is asked already change.',
  })
  @ValidateNested({ each: true })
  @Type(() => DatePollPartnerInput)
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PARTNERS)
  partners!: DatePollPartnerInput[];
}

@InputType({ description: 'What somebody says of one date.' })
export class DateAnswerInput {
  @Field(() => ID, { description: 'Which date.' })
  optionId!: string;

  @Field(() => DateAnswerValue, { description: 'Whether it suits.' })
  answer!: DateAnswerValue;
}

@InputType({ description: 'What somebody says of the dates of a poll; changes what he said before.' })
export class AnswerDatePollInput {
  @Field(() => ID, { description: 'Which poll.' })
  datePollId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Whose answer: DatePollInvitee.id. Left out: the viewer’s own, for each partner that he is asked for; a coordinator of a partner that is asked answers for it also unasked.',
  })
  inviteeId?: string | null;

  @Field(() => [DateAnswerInput], {
    description: 'One for each date, but for those that he has answered before.',
  })
  @ValidateNested({ each: true })
  @Type(() => DateAnswerInput)
  @ArrayMaxSize(MOST_OPTIONS)
  answers!: DateAnswerInput[];

  @Field(() => String, { nullable: true, description: 'What he adds; left out: stays.' })
  @Paragraphs(1000)
  comment?: string | null;
}

@InputType({ description: 'A date is chosen: it becomes a meeting, announced, with invitations.' })
export class ChooseDateOptionInput {
  @Field(() => ID, { description: 'Which date.' })
  optionId!: string;

  @Field(() => Int, { description: 'Of the meeting: the how-manieth of its project.' })
  @Min(1)
  @Max(10_000)
  number!: number;

  @Field({ description: 'Of the meeting: unique in its project; lower-case letters, digits and hyphens.' })
  @Slug()
  slug!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The host, where the poll names none; else that of the poll.',
  })
  hostPartnerId?: string | null;

  @Field(() => String, { nullable: true, description: 'Town and house; left out: as in the poll.' })
  @Line(300)
  place?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of the country of the place; none for an online meeting.',
  })
  country?: string | null;

  @Field(() => MeetingMode, { defaultValue: MeetingMode.ON_SITE, description: 'On site, online or hybrid.' })
  mode!: MeetingMode;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'That fewer partners can come than the poll asks for is known, and wanted.',
  })
  confirmBelowQuorum!: boolean;
}
