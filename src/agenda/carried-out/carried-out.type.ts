import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar, LocalDateTimeScalar } from '../../platform/graphql/scalars.js';
import { TranslationType } from '../../platform/graphql/translation.js';
import { UserError } from '../../platform/graphql/user-errors.js';
import { PartnerType, PersonType } from '../../projects/project.type.js';
import { AgendaItemKind } from '../agenda-item.entity.js';
import { AgendaChangeKind, AgendaItemType } from '../agenda.type.js';

@ObjectType('CarriedOutItem', {
  description: 'Something that took place at a meeting, or was planned and did not.',
})
export class CarriedOutItemType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateCarriedOutItem as expectedVersion.' })
  version!: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it took place; null: its day is still to come.',
  })
  tookPlace!: boolean | null;

  @Field(() => AgendaItemType, {
    nullable: true,
    description: 'What was planned, as the release has it; null: nobody planned it.',
  })
  planned!: AgendaItemType | null;

  @Field(() => [AgendaChangeKind], {
    description:
      'In what it differs from the plan: ADDED: nobody planned it; REMOVED: it did not take place.',
  })
  changes!: AgendaChangeKind[];

  @Field(() => AgendaItemKind, { description: 'What it was.' })
  kind!: AgendaItemKind;

  @Field({ description: 'In the language of the request.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'More about it, in the language of the request.' })
  description!: string | null;

  @Field(() => [TranslationType], { description: 'Its texts in every language in which they were written.' })
  translations!: TranslationType[];

  @Field(() => DateTimeScalar, { description: 'The instant at which it began.' })
  startsAt!: DateTime;

  @Field(() => DateTimeScalar, { description: 'The instant at which it was over.' })
  endsAt!: DateTime;

  @Field(() => LocalDateTimeScalar, { description: "What the clock showed then, in the meeting's zone." })
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, { description: "What the clock showed then, in the meeting's zone." })
  endsAtLocal!: string;

  @Field(() => String, { nullable: true, description: 'In words; null: where the meeting was.' })
  place!: string | null;

  @Field(() => [PersonType], { description: 'Who spoke.' })
  speakers!: PersonType[];

  @Field(() => [PartnerType], { description: 'Which partners answered for it.' })
  partners!: PartnerType[];
}

@ObjectType('CarriedOutAgenda', {
  description: 'The record of what took place at a meeting; the releases stay what was planned.',
})
export class CarriedOutAgendaType {
  @Field(() => Int, { description: 'Number of the release that it began as.' })
  release!: number;

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  startedAt!: DateTime;

  @Field(() => PersonType, { nullable: true, description: 'By whom.' })
  startedBy!: PersonType | null;

  @Field(() => [CarriedOutItemType], { description: 'All its lines, by when they began.' })
  items!: CarriedOutItemType[];
}

@ObjectType({ description: 'Answer of mutations of what took place.' })
export class CarriedOutItemPayload {
  @Field(() => CarriedOutItemType, { nullable: true, description: 'As it is now; null when removed.' })
  carriedOutItem?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
