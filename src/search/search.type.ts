import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { UnscheduledItemType } from '../agenda/unscheduled-item.type.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { RoomType } from '../meetings/room.type.js';
import { OutcomeType } from '../outcomes/outcome.type.js';
import { MaterialRequestType, PresentationType } from '../presentations/presentation.type.js';
import { PartnerType, PersonType } from '../projects/project.type.js';

export enum SearchKind {
  MEETING = 'MEETING',
  AGENDA_ITEM = 'AGENDA_ITEM',
  PARTNER = 'PARTNER',
  PERSON = 'PERSON',
  MATERIAL_REQUEST = 'MATERIAL_REQUEST',
  PRESENTATION = 'PRESENTATION',
  OUTCOME = 'OUTCOME',
  ROOM = 'ROOM',
  UNSCHEDULED_ITEM = 'UNSCHEDULED_ITEM',
}

registerEnumType(SearchKind, {
  name: 'SearchKind',
  description: 'What is looked for, and in which texts of it.',
  valuesMap: {
    MEETING: { description: 'Title, description and place.' },
    AGENDA_ITEM: { description: "Title, description and the source's own word for its kind; not its place." },
    PARTNER: { description: 'Name, aliases, kind, town and country.' },
    PERSON: { description: 'Name.' },
    MATERIAL_REQUEST: { description: 'Title of what is asked for.' },
    PRESENTATION: { description: 'Name of the file.' },
    OUTCOME: { description: 'Title and text.' },
    ROOM: { description: 'Name and house.' },
    UNSCHEDULED_ITEM: { description: 'As of an agenda item, while it waits for a time.' },
  },
});

@ObjectType('SearchHit', { description: 'Something that was found; the field of its kind has it.' })
export class SearchHitType {
  @Field(() => ID, { description: 'Of what was found.' })
  id!: string;

  @Field(() => SearchKind, { description: 'What it is.' })
  kind!: SearchKind;

  @Field(() => Int, { description: '1 is the best.' })
  rank!: number;

  @Field({ description: 'Whether no word of it is the one asked for, only one that is written alike.' })
  isSimilar!: boolean;

  @Field({ description: 'Its title or name, in the language of the request.' })
  heading!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where in its texts it was found, in the language that it was found in.',
  })
  snippet!: string | null;

  @Field(() => MeetingType, { nullable: true, description: 'For MEETING.' })
  meeting!: MeetingType | null;

  @Field(() => AgendaItemType, {
    nullable: true,
    description: 'For AGENDA_ITEM: of the newest release, or for its organisers else of the draft.',
  })
  agendaItem!: AgendaItemType | null;

  @Field(() => PartnerType, { nullable: true, description: 'For PARTNER.' })
  partner!: PartnerType | null;

  @Field(() => PersonType, { nullable: true, description: 'For PERSON.' })
  person!: PersonType | null;

  @Field(() => MaterialRequestType, { nullable: true, description: 'For MATERIAL_REQUEST.' })
  materialRequest!: MaterialRequestType | null;

  @Field(() => PresentationType, { nullable: true, description: 'For PRESENTATION.' })
  presentation!: PresentationType | null;

  @Field(() => OutcomeType, { nullable: true, description: 'For OUTCOME.' })
  outcome!: OutcomeType | null;

  @Field(() => RoomType, { nullable: true, description: 'For ROOM.' })
  room!: RoomType | null;

  @Field(() => UnscheduledItemType, {
    nullable: true,
    description: 'For UNSCHEDULED_ITEM, which the organisers of its meeting find.',
  })
  unscheduledItem!: UnscheduledItemType | null;
}
