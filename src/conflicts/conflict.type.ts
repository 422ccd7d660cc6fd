import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { RoomType } from '../meetings/room.type.js';
import { PartnerType, PersonType } from '../projects/project.type.js';

export enum ConflictCode {
  ROOM_USED_TWICE = 'ROOM_USED_TWICE',
  PLACE_USED_TWICE = 'PLACE_USED_TWICE',
  PERSON_IN_TWO_PLACES = 'PERSON_IN_TWO_PLACES',
  SIGN_UPS_OVERLAP = 'SIGN_UPS_OVERLAP',
  SPEAKER_NOT_COMING = 'SPEAKER_NOT_COMING',
  PARTNER_WITHOUT_DELEGATE = 'PARTNER_WITHOUT_DELEGATE',
  SIGN_UPS_BEYOND_CAPACITY = 'SIGN_UPS_BEYOND_CAPACITY',
  ROOM_TOO_SMALL = 'ROOM_TOO_SMALL',
  OUTSIDE_STAY = 'OUTSIDE_STAY',
  OUTSIDE_AVAILABILITY = 'OUTSIDE_AVAILABILITY',
  TOO_LITTLE_TIME = 'TOO_LITTLE_TIME',
  OUTSIDE_MEETING = 'OUTSIDE_MEETING',
  OUTSIDE_PARENT = 'OUTSIDE_PARENT',
}

registerEnumType(ConflictCode, {
  name: 'ConflictCode',
  description: 'What does not go together in an agenda.',
  valuesMap: {
    ROOM_USED_TWICE: { description: 'Two items are in one room at once; an item and its own parts may be.' },
    PLACE_USED_TWICE: { description: 'Two items name the same place in words, at the same time.' },
    PERSON_IN_TWO_PLACES: {
      description: 'Somebody speaks at one item and speaks or has a place at another.',
    },
    SIGN_UPS_OVERLAP: { description: 'Somebody has places in two items at once.' },
    SPEAKER_NOT_COMING: { description: 'A speaker is not registered, has not answered, or said no.' },
    PARTNER_WITHOUT_DELEGATE: { description: 'Of an invited partner nobody is free for a mandatory item.' },
    SIGN_UPS_BEYOND_CAPACITY: { description: 'More people have a place than the item, or its room, has.' },
    ROOM_TOO_SMALL: { description: 'More people can have a place, or must be there, than the room holds.' },
    OUTSIDE_STAY: { description: 'Somebody is not there yet, or no more, when he speaks or has a place.' },
    OUTSIDE_AVAILABILITY: {
      description: 'Somebody who speaks or has a place said in the date poll that he cannot come then.',
    },
    TOO_LITTLE_TIME: { description: 'The way from one house to the next takes longer than there is time.' },
    OUTSIDE_MEETING: { description: 'A time is not within the days of the meeting, or not in its zone.' },
    OUTSIDE_PARENT: { description: 'A part does not lie within what it is part of.' },
  },
});

export enum ConflictSeverity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
}

registerEnumType(ConflictSeverity, {
  name: 'ConflictSeverity',
  description: 'How bad a conflict is.',
  valuesMap: {
    ERROR: { description: 'It cannot be held like this.' },
    WARNING: { description: 'Somebody should look at it.' },
  },
});

@ObjectType('AgendaConflict', { description: 'What does not go together in a draft or a release.' })
export class AgendaConflictType {
  @Field(() => ConflictCode, { description: 'Stable code.' })
  code!: ConflictCode;

  @Field(() => ConflictSeverity, { description: 'How bad it is.' })
  severity!: ConflictSeverity;

  @Field({ description: 'A sentence in the language of the request.' })
  message!: string;

  @Field(() => [ID], { description: 'The agenda items that it is about, the first one first.' })
  itemIds!: string[];

  @Field(() => [AgendaItemType], {
    description: 'The first 40 of them, as they are in this agenda, by their start.',
  })
  items!: AgendaItemType[];

  @Field(() => PersonType, { nullable: true, description: 'Whom it is about, if it is about one person.' })
  person!: PersonType | null;

  @Field(() => PartnerType, { nullable: true, description: 'Which partner it is about, if any.' })
  partner!: PartnerType | null;

  @Field(() => RoomType, { nullable: true, description: 'Which room it is about, if any.' })
  room!: RoomType | null;
}
