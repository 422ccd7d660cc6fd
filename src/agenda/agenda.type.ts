import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import type { Relation } from 'typeorm';
import { MeetingType } from '../meetings/meeting.type.js';
import { RoomType } from '../meetings/room.type.js';
import { DateTimeScalar, LocalDateTimeScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';
import { TranslationType } from '../platform/graphql/translation.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PartnerType, PersonType } from '../projects/project.type.js';
import { AgendaItemKind } from './agenda-item.entity.js';
import { UnscheduledItemType } from './unscheduled-item.type.js';

registerEnumType(AgendaItemKind, {
  name: 'AgendaItemKind',
  description: 'What happens.',
  valuesMap: {
    SESSION: { description: 'With content, for everybody: a plenary.' },
    PRESENTATION: { description: 'Somebody presents something.' },
    WORKSHOP: { description: 'People work on a question.' },
    SITE_VISIT: { description: 'Going to see a place or an organisation.' },
    DISCUSSION: { description: 'Panel, round table, tour de table.' },
    CEREMONY: { description: 'Opening, signing, award.' },
    REGISTRATION: { description: 'The desk is open.' },
    BREAK: { description: 'Coffee.' },
    MEAL: { description: 'Lunch or dinner.' },
    SOCIAL: { description: 'Culture and company.' },
    FREE_TIME: { description: 'Nothing is planned.' },
    TRAVEL: { description: 'On the way together.' },
    ARRIVAL: { description: 'Delegations arrive.' },
    DEPARTURE: { description: 'Delegations leave.' },
    CLOSING: { description: 'The end of a day or of the meeting.' },
    OTHER: { description: 'Something else; see sourceKind.' },
  },
});

@ObjectType('AgendaItem', { description: 'One line of an agenda.' })
export class AgendaItemType {
  @Field(() => ID, { description: 'UUID; the same in the draft and in every release.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateAgendaItem and moveAgendaItem as expectedVersion.' })
  version!: number;

  @Field(() => AgendaItemKind, { description: 'What happens.' })
  kind!: AgendaItemKind;

  @Field(() => String, { nullable: true, description: "The source's own word for it." })
  sourceKind!: string | null;

  @Field({ description: 'In the language of the request, else in English, else in any.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'More about it.' })
  description!: string | null;

  @Field(() => [TranslationType], { description: 'Its texts in every language in which they were written.' })
  translations!: TranslationType[];

  @Field(() => DateTimeScalar, { description: 'The instant at which it starts.' })
  startsAt!: DateTime;

  @Field(() => DateTimeScalar, { description: 'The instant at which it is over; not part of it.' })
  endsAt!: DateTime;

  @Field(() => LocalDateTimeScalar, {
    description: 'What the clock shows at its start, in its zone.',
  })
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, {
    description: 'What the clock shows at its end, in its zone.',
  })
  endsAtLocal!: string;

  @Field(() => TimeZoneScalar, { description: 'The zone in which its times are meant: that of its agenda.' })
  timeZone!: string;

  @Field(() => String, {
    nullable: true,
    description: 'In words: house, street, meeting point; null: where the meeting is.',
  })
  place!: string | null;

  @Field(() => RoomType, { nullable: true, description: "Which of the meeting's rooms; null: none of them." })
  room!: RoomType | null;

  @Field({ description: 'Whether every invited partner is to be there.' })
  isMandatory!: boolean;

  @Field({ description: 'Whether nobody stated its end: it was taken from what comes next.' })
  endIsInferred!: boolean;

  @Field(() => Int, { nullable: true, description: 'How many can take part; null: whoever is there.' })
  capacity!: number | null;

  @Field(() => AgendaItemType, { nullable: true, description: 'The item that it is part of.' })
  parent!: Relation<AgendaItemType> | null;

  @Field(() => [AgendaItemType], { description: 'Its parts, by their start.' })
  children!: Relation<AgendaItemType>[];

  @Field(() => [PersonType], { description: 'Who speaks.' })
  speakers!: PersonType[];

  @Field(() => [PartnerType], { description: 'Which partners answer for it.' })
  partners!: PartnerType[];

  @Field(() => [String], {
    nullable: true,
    description:
      'Names of speakers in an imported file that nobody in the project has, or several have. For organisers; never published.',
  })
  unmatchedSpeakers!: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Likewise, of who is responsible.' })
  unmatchedPartners!: string[] | null;

  @Field(() => MeetingType, { nullable: true, description: 'Of which meeting.' })
  meeting!: MeetingType | null;
}

@ObjectType('Agenda', { description: 'The timetable of a meeting: a release, or the draft.' })
export class AgendaType {
  @Field(() => Int, { nullable: true, description: 'Number of the release; null for the draft.' })
  release!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was published; null for the draft.' })
  publishedAt!: DateTime | null;

  @Field(() => Int, { description: 'Version of the draft, or of the draft that the release froze.' })
  draftVersion!: number;

  @Field(() => TimeZoneScalar, {
    description:
      "The zone in which its times are meant: the meeting's when it was published; of the draft, the meeting's.",
  })
  timeZone!: string;

  @Field(() => [AgendaItemType], { description: 'All its lines, parts included, by their start.' })
  items!: AgendaItemType[];
}

export enum AgendaChangeKind {
  ADDED = 'ADDED',
  REMOVED = 'REMOVED',
  TIME = 'TIME',
  PLACE = 'PLACE',
  KIND = 'KIND',
  PARENT = 'PARENT',
  SPEAKERS = 'SPEAKERS',
  PARTNERS = 'PARTNERS',
  MANDATORY = 'MANDATORY',
}

registerEnumType(AgendaChangeKind, {
  name: 'AgendaChangeKind',
  description: 'In what a line of two agendas differs.',
  valuesMap: {
    ADDED: { description: 'It was not there before.' },
    REMOVED: { description: 'It is no longer there.' },
    TIME: { description: 'It starts or ends at another time.' },
    PLACE: { description: 'It is somewhere else.' },
    KIND: { description: 'It became something else.' },
    PARENT: { description: 'It became part of another item, or of none.' },
    SPEAKERS: { description: 'Others speak.' },
    PARTNERS: { description: 'Other partners answer for it.' },
    MANDATORY: { description: 'All who are invited must be there, or need not any more.' },
  },
});

@ObjectType('AgendaChange', { description: 'A line in which two agendas of one meeting differ.' })
export class AgendaChangeType {
  @Field(() => ID, { description: 'Which item.' })
  itemId!: string;

  @Field(() => [AgendaChangeKind], { description: 'In what it differs; ADDED and REMOVED stand alone.' })
  kinds!: AgendaChangeKind[];

  @Field(() => AgendaItemType, { nullable: true, description: 'The line as it was; null: it was not there.' })
  before!: AgendaItemType | null;

  @Field(() => AgendaItemType, { nullable: true, description: 'The line as it is; null: it is not there.' })
  after!: AgendaItemType | null;
}

@ObjectType({ description: 'Answer of mutations of an agenda item.' })
export class AgendaItemPayload {
  @Field(() => AgendaItemType, {
    nullable: true,
    description: 'As it is in the draft now; null when removed, or not in it.',
  })
  agendaItem?: string;

  @Field(() => UnscheduledItemType, {
    nullable: true,
    description: 'As it waits beside the draft, if it does.',
  })
  unscheduledItem?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
