import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import type { Relation } from 'typeorm';
import { AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { MeetingMode } from '../meetings/meeting.entity.js';
import {
  DateTimeScalar,
  LocalDateScalar,
  LocalDateTimeScalar,
  TimeZoneScalar,
} from '../platform/graphql/scalars.js';
import { CountryType } from '../projects/project.type.js';

@ObjectType('PublicText', { description: 'A text, and in which language it is.' })
export class PublicTextType {
  @Field({ description: 'In the language of the request, else in English, else in any.' })
  text!: string;

  @Field({ description: 'ISO 639-1, such as sv; not always the language of the request.' })
  language!: string;
}

@ObjectType('PublicProject', { description: 'What everybody may know of a project.' })
export class PublicProjectType {
  @Field({ description: 'Such as evolaq.' })
  slug!: string;

  @Field({ description: 'Short name, such as EVOLAQ.' })
  acronym!: string;

  @Field(() => PublicTextType, { description: 'Full title.' })
  title!: PublicTextType;
}

@ObjectType('PublicPartner', { description: 'What everybody may know of an organisation.' })
export class PublicPartnerType {
  @Field({ description: 'Name as the organisation writes it.' })
  name!: string;

  @Field({ description: 'Town of its seat.' })
  town!: string;

  @Field(() => CountryType, { description: 'Country of its seat.' })
  country!: CountryType;
}

@ObjectType('PublicAgendaItem', { description: 'A line of a public agenda.' })
export class PublicAgendaItemType {
  @Field(() => ID, { description: 'UUID; the same in every release.' })
  id!: string;

  @Field(() => AgendaItemKind, { description: 'What happens.' })
  kind!: AgendaItemKind;

  @Field(() => PublicTextType, { description: 'What it is called.' })
  title!: PublicTextType;

  @Field(() => PublicTextType, { nullable: true, description: 'More about it.' })
  description!: PublicTextType | null;

  @Field(() => DateTimeScalar, { description: 'The instant at which it starts.' })
  startsAt!: DateTime;

  @Field(() => DateTimeScalar, { description: 'The instant at which it is over; not part of it.' })
  endsAt!: DateTime;

  @Field(() => LocalDateTimeScalar, {
    description: 'What the clock shows at its start, in the zone of the agenda.',
  })
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, {
    description: 'What the clock shows at its end, in the zone of the agenda.',
  })
  endsAtLocal!: string;

  @Field(() => String, { nullable: true, description: 'Name of its room; null: it has none.' })
  room!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The house that its room is in, such as name and street; null: where the meeting is, or it has no room.',
  })
  house!: string | null;

  @Field(() => String, { nullable: true, description: 'Room, house or street; null: where the meeting is.' })
  place!: string | null;

  @Field({ description: 'Whether nobody stated its end, which is a guess then.' })
  endIsInferred!: boolean;

  @Field(() => [PublicPartnerType], {
    description: 'Who answers for it, and the organisations of those who speak: no names of people.',
  })
  partners!: PublicPartnerType[];

  @Field(() => PublicAgendaItemType, { nullable: true, description: 'The item that it is part of.' })
  parent!: Relation<PublicAgendaItemType> | null;
}

@ObjectType('PublicAgenda', { description: 'The newest agenda release of a meeting, for everybody.' })
export class PublicAgendaType {
  @Field(() => ID, { description: 'UUID of the meeting.' })
  id!: string;

  @Field({
    description:
      'Another one when anything of this agenda is another, in any language: whoever keeps a copy asks for this first.',
  })
  tag!: string;

  @Field({ description: 'Of the meeting, such as cervia.' })
  slug!: string;

  @Field(() => Int, { description: 'The how-manieth meeting of its project.' })
  number!: number;

  @Field(() => PublicTextType, {
    nullable: true,
    description: 'Of the meeting; null: nobody wrote one down.',
  })
  title!: PublicTextType | null;

  @Field(() => String, { nullable: true, description: 'Town and house; null: not decided yet.' })
  place!: string | null;

  @Field(() => CountryType, { nullable: true, description: 'Country of the place.' })
  country!: CountryType | null;

  @Field(() => TimeZoneScalar, {
    description: "The zone in which the times are meant: the meeting's when it was published.",
  })
  timeZone!: string;

  @Field(() => LocalDateScalar, { description: 'First day.' })
  startsOn!: string;

  @Field(() => LocalDateScalar, { description: 'Last day, included.' })
  endsOn!: string;

  @Field(() => MeetingMode, { description: 'On site, online or hybrid.' })
  mode!: MeetingMode;

  @Field({ description: 'Whether it does not take place.' })
  isCancelled!: boolean;

  @Field(() => PublicProjectType, { description: 'Of which project.' })
  project!: PublicProjectType;

  @Field(() => PublicPartnerType, { description: 'On whose ground it takes place.' })
  host!: PublicPartnerType;

  @Field(() => Int, { description: 'Number of the release.' })
  release!: number;

  @Field(() => DateTimeScalar, { description: 'When it was published.' })
  publishedAt!: DateTime;

  @Field(() => Int, {
    description: 'How often what calendars show of it has changed: SEQUENCE of the calendar.',
  })
  revision!: number;

  @Field(() => DateTimeScalar, { description: 'When that was last.' })
  revisedAt!: DateTime;

  @Field(() => [PublicAgendaItemType], { description: 'All its lines, parts included, by their start.' })
  items!: PublicAgendaItemType[];
}
