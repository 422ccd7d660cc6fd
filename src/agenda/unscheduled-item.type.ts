import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Relation } from 'typeorm';
import { RoomType } from '../meetings/room.type.js';
import { TranslationType } from '../platform/graphql/translation.js';
import { PartnerType, PersonType } from '../projects/project.type.js';
import { AgendaItemKind } from './agenda-item.entity.js';

@ObjectType('UnscheduledItem', { description: 'What is to happen at a meeting and has no time yet.' })
export class UnscheduledItemType {
  @Field(() => ID, { description: 'The id that it keeps as an agenda item.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateAgendaItem and moveAgendaItem as expectedVersion.' })
  version!: number;

  @Field(() => AgendaItemKind, { description: 'What happens.' })
  kind!: AgendaItemKind;

  @Field(() => String, { nullable: true, description: "The source's own word for the kind." })
  sourceKind!: string | null;

  @Field({ description: 'In the language of the request.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'More about it, in the language of the request.' })
  description!: string | null;

  @Field(() => [TranslationType], { description: 'Its texts in every language in which they were written.' })
  translations!: TranslationType[];

  @Field(() => Int, { description: 'How long it is to last.' })
  minutes!: number;

  @Field(() => String, { nullable: true, description: 'In words: house, street, meeting point.' })
  place!: string | null;

  @Field(() => RoomType, { nullable: true, description: "Which of the meeting's rooms; null: none of them." })
  room!: RoomType | null;

  @Field(() => Int, { nullable: true, description: 'How many can take part; null: whoever is there.' })
  capacity!: number | null;

  @Field({ description: 'Whether every invited partner is to be there.' })
  isMandatory!: boolean;

  @Field(() => [PersonType], { description: 'Who speaks.' })
  speakers!: PersonType[];

  @Field(() => [PartnerType], { description: 'Which partners answer for it.' })
  partners!: PartnerType[];

  @Field(() => UnscheduledItemType, { nullable: true, description: 'What it waits with, as a part of it.' })
  parent!: Relation<UnscheduledItemType> | null;
}
