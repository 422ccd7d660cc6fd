import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar, LocalDateScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';
import { TranslationType } from '../platform/graphql/translation.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { MailRuleType } from '../projects/mail-rule.type.js';
import { CountryType, PartnerType, ProjectType } from '../projects/project.type.js';
import { MeetingMode, MeetingState } from './meeting.entity.js';

registerEnumType(MeetingMode, {
  name: 'MeetingMode',
  description: 'Where people meet.',
  valuesMap: {
    ON_SITE: { description: 'In one place.' },
    ONLINE: { description: 'On screens.' },
    HYBRID: { description: 'Some here, some there.' },
  },
});

registerEnumType(MeetingState, {
  name: 'MeetingState',
  description: 'Where a meeting is in its life; each step is a mutation that says so.',
  valuesMap: {
    DRAFT: { description: 'Only its organisers see it.' },
    ANNOUNCED: { description: 'The partnership knows of it; nobody can register.' },
    OPEN: { description: 'Partners name delegates, and delegates register.' },
    CLOSED: { description: 'Its figures are fixed.' },
    AMENDING: { description: 'Opened again after a closing, to correct it.' },
    CANCELLED: { description: 'It does not take place.' },
  },
});

@ObjectType('StatedCount', { description: 'How many took part, as a source states it.' })
export class StatedCountType {
  @Field({ description: 'Word for word.' })
  text!: string;

  @Field(() => Int, { nullable: true, description: 'The number, where the source states one.' })
  exact!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The bound, where the source says "more than" or "nearly".',
  })
  atLeast!: number | null;

  @Field({ description: 'Where it is stated.' })
  source!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A town or an organisation that is no partner, as the source calls it.',
  })
  town!: string | null;

  @Field(() => CountryType, { nullable: true, description: 'In which the town lies.' })
  country!: CountryType | null;

  @Field(() => PartnerType, {
    nullable: true,
    description: 'Of which partner; null: of a town, or else of the whole meeting.',
  })
  partner!: PartnerType | null;
}

@ObjectType('Meeting', { description: 'A meeting of the partners of a project.' })
export class MeetingType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateMeeting as expectedVersion.' })
  version!: number;

  @Field(() => Int, { description: 'The how-manieth of its project.' })
  number!: number;

  @Field({ description: 'Unique in its project; lower-case letters, digits and hyphens.' })
  slug!: string;

  @Field(() => String, {
    nullable: true,
    description: 'In the language of the request; null: nobody wrote one down.',
  })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is about, in the language of the request.' })
  description!: string | null;

  @Field(() => [TranslationType], { description: 'Its texts in every language in which they were written.' })
  translations!: TranslationType[];

  @Field(() => String, { nullable: true, description: 'Town and house; null: not decided yet.' })
  place!: string | null;

  @Field(() => CountryType, { nullable: true, description: 'Country of the place.' })
  country!: CountryType | null;

  @Field(() => TimeZoneScalar, { description: 'The zone in which its days and its agenda are meant.' })
  timeZone!: string;

  @Field(() => LocalDateScalar, { description: 'First day.' })
  startsOn!: string;

  @Field(() => LocalDateScalar, { description: 'Last day, included.' })
  endsOn!: string;

  @Field(() => MeetingMode, { description: 'On site, online or hybrid.' })
  mode!: MeetingMode;

  @Field(() => MeetingState, { description: 'Where it is in its life.' })
  state!: MeetingState;

  @Field({
    description:
      'Whether everybody may read its newest agenda release, once it is announced; else it stays within the project.',
  })
  agendaIsPublic!: boolean;

  @Field(() => Int, {
    description:
      'How often what calendars show of it has changed: days, zone, place, names, its cancellation, a new release of its agenda. SEQUENCE in every calendar that tells of it.',
  })
  calendarRevision!: number;

  @Field(() => DateTimeScalar, { description: 'When that was last.' })
  calendarRevisedAt!: DateTime;

  @Field(() => Int, {
    description:
      'For how many hours a place that became free is offered to the next in line; 0: he has it at once.',
  })
  offerHours!: number;

  @Field(() => [MailRuleType], { description: 'When mails about it leave by the calendar.' })
  mailRules!: MailRuleType[];

  @Field(() => ProjectType, { nullable: true, description: 'The project it belongs to.' })
  project!: ProjectType | null;

  @Field(() => PartnerType, { nullable: true, description: 'The partner on whose ground it takes place.' })
  hostPartner!: PartnerType | null;

  @Field(() => [StatedCountType], { description: 'How many took part, as sources state it.' })
  stated!: StatedCountType[];
}

@ObjectType({ description: 'Answer of mutations of a meeting.' })
export class MeetingPayload {
  @Field(() => MeetingType, { nullable: true, description: 'As it is now.' })
  meeting?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
