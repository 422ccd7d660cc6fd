import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { MeetingType } from '../meetings/meeting.type.js';
import {
  DateTimeScalar,
  LocalDateScalar,
  LocalDateTimeScalar,
  TimeZoneScalar,
} from '../platform/graphql/scalars.js';
import { TranslationType } from '../platform/graphql/translation.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PartnerType, PersonType, ProjectType } from '../projects/project.type.js';
import { DateOptionKind, DatePollState } from './date-poll.entity.js';
import { DateAnswerValue } from './date-poll-people.entity.js';

registerEnumType(DateOptionKind, {
  name: 'DateOptionKind',
  description: 'What the dates of a poll are.',
  valuesMap: {
    DAYS: { description: 'Whole days of the calendar, the same everywhere.' },
    TIMES: { description: 'Times on the wall of the zone of the poll.' },
  },
});

registerEnumType(DatePollState, {
  name: 'DatePollState',
  description: 'How far a date poll is.',
  valuesMap: {
    OPEN: { description: 'No date is chosen yet; it is answered until its deadline.' },
    CHOSEN: { description: 'A date was chosen and has become a meeting.' },
    CANCELLED: { description: 'It was given up.' },
  },
});

registerEnumType(DateAnswerValue, {
  name: 'DateAnswerValue',
  description: 'Whether a date suits.',
  valuesMap: {
    YES: { description: 'It does.' },
    IF_NEED_BE: { description: 'It could be arranged.' },
    NO: { description: 'It does not.' },
  },
});

@ObjectType('DatePoll', {
  description:
    'Asks partners which dates suit them. Seen by its organisers, the auditor, the people who are asked, and their coordinators.',
})
export class DatePollType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateDatePoll as expectedVersion.' })
  version!: number;

  @Field({ description: 'Of the meeting to be, in the language of the request.' })
  title!: string;

  @Field(() => [TranslationType], { description: 'Its title in every language in which it was written.' })
  translations!: TranslationType[];

  @Field(() => String, { nullable: true, description: 'Town and house; null: not decided yet.' })
  place!: string | null;

  @Field(() => TimeZoneScalar, { description: 'The zone of times and deadline, and of the meeting to be.' })
  timeZone!: string;

  @Field(() => DateOptionKind, { description: 'Whether its dates are whole days or times.' })
  kind!: DateOptionKind;

  @Field(() => Int, { description: 'With so many partners the meeting is worth while.' })
  quorum!: number;

  @Field(() => DateTimeScalar, { description: 'Deadline for answers; from then on an OPEN poll takes none.' })
  answersUntil!: DateTime;

  @Field(() => LocalDateTimeScalar, { description: 'The same on the wall of the zone.' })
  answersUntilLocal!: string;

  @Field(() => DatePollState, { description: 'How far it is.' })
  state!: DatePollState;

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  createdAt!: DateTime;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the last partner had answered; null: at least one has not.',
  })
  completedAt!: DateTime | null;

  @Field(() => ProjectType, { nullable: true, description: 'Of which project.' })
  project!: ProjectType | null;

  @Field(() => PartnerType, {
    nullable: true,
    description: 'On whose ground the meeting takes place; no date is chosen on which it cannot come.',
  })
  hostPartner!: PartnerType | null;

  @Field(() => [DatePollPartnerType], { description: 'The partners that are asked, as they were.' })
  partners!: DatePollPartnerType[];

  @Field(() => [DatePollInviteeType], {
    description:
      'The people who are asked: oneself, those of one’s own partner for its coordinator, all for organisers.',
  })
  invitees!: DatePollInviteeType[];

  @Field(() => [DateOptionType], { description: 'Its dates, but for those that were withdrawn.' })
  options!: DateOptionType[];

  @Field(() => DateOptionType, { nullable: true, description: 'The date that was chosen.' })
  chosenOption!: DateOptionType | null;

  @Field(() => MeetingType, { nullable: true, description: 'What was made of it.' })
  meeting!: MeetingType | null;
}

@ObjectType('DateOption', {
  description:
    'A date that a poll asks about. A partner counts once, with the best answer that one of its people gives.',
})
export class DateOptionType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Of DAYS: the first, a day of the calendar.' })
  startsOn!: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Of DAYS: the last, included.' })
  endsOn!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of TIMES: the beginning.' })
  startsAt!: DateTime | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of TIMES: the end.' })
  endsAt!: DateTime | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'Of TIMES: the beginning on the wall.' })
  startsAtLocal!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'Of TIMES: the end on the wall.' })
  endsAtLocal!: string | null;

  @Field(() => [PartnerType], { description: 'Partners that can come.' })
  partnersYes!: PartnerType[];

  @Field(() => [PartnerType], { description: 'Partners that could arrange it.' })
  partnersIfNeedBe!: PartnerType[];

  @Field(() => [PartnerType], { description: 'Partners of which all who answered cannot come.' })
  partnersNo!: PartnerType[];

  @Field(() => [PartnerType], { description: 'Partners from which nobody has answered this.' })
  partnersOpen!: PartnerType[];

  @Field(() => Int, { description: 'How many partners can come: partnersYes and partnersIfNeedBe.' })
  canCome!: number;

  @Field(() => Boolean, { description: 'Whether that is as many as the poll asks for.' })
  reachesQuorum!: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the host can come; null: it has not answered, or none is named.',
  })
  hostCanCome!: boolean | null;

  @Field(() => DatePollType, { nullable: true, description: 'Of which poll.' })
  datePoll!: DatePollType | null;
}

@ObjectType('DatePollPartner', { description: 'A partner that is asked.' })
export class DatePollPartnerType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Seats of its invitation to the meeting that is made.' })
  seats!: number;

  @Field(() => Boolean, { description: 'Whether each date was answered by one of its people.' })
  hasAnswered!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its people were reminded, last.' })
  remindedAt!: DateTime | null;

  @Field(() => PartnerType, { nullable: true, description: 'Which partner.' })
  partner!: PartnerType | null;

  @Field(() => DatePollType, { nullable: true, description: 'In which poll.' })
  datePoll!: DatePollType | null;
}

@ObjectType('DateAnswer', { description: 'What one person says of one date.' })
export class DateAnswerType {
  @Field(() => ID, { description: 'Which date.' })
  optionId!: string;

  @Field(() => DateAnswerValue, { description: 'Whether it suits.' })
  answer!: DateAnswerValue;

  @Field(() => DateTimeScalar, { description: 'When he said so, last.' })
  answeredAt!: DateTime;
}

@ObjectType('DatePollInvitee', { description: 'A person who is asked, for one partner.' })
export class DatePollInviteeType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When he answered, last; null: not yet.' })
  answeredAt!: DateTime | null;

  @Field(() => String, { nullable: true, description: 'What he adds.' })
  comment!: string | null;

  @Field(() => [DateAnswerType], { description: 'What he says, in the order of the dates.' })
  answers!: DateAnswerType[];

  @Field(() => PersonType, { nullable: true, description: 'Who.' })
  person!: PersonType | null;

  @Field(() => PartnerType, { nullable: true, description: 'For which partner.' })
  partner!: PartnerType | null;

  @Field(() => DatePollType, { nullable: true, description: 'In which poll.' })
  datePoll!: DatePollType | null;
}

@ObjectType({ description: 'Answer of mutations of a date poll.' })
export class DatePollPayload {
  @Field(() => DatePollType, { nullable: true, description: 'As it is now.' })
  datePoll?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
