import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional } from 'class-validator';
import {
  IdempotencyKeyField,
  Line,
  NotNull,
  Paragraphs,
  RequiredLine,
  WallTime,
} from '../../platform/graphql/limits.js';
import { LocalDateTimeScalar } from '../../platform/graphql/scalars.js';
import type { Occurrence } from '../../platform/time/wall-time.js';
import { AgendaItemKind } from '../agenda-item.entity.js';
import { EndOccurrenceField, OccurrenceField } from '../agenda.input.js';

@InputType({ isAbstract: true })
class CarriedOutDetails {
  @Field(() => String, { nullable: true, description: 'More about it, in the language of the request.' })
  @Paragraphs()
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'In words; null: where the meeting was.' })
  @Line(300)
  place?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Who spoke: people of the project.' })
  @ArrayMaxSize(50)
  @IsOptional()
  speakerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Which partners answered for it.' })
  @ArrayMaxSize(50)
  @IsOptional()
  partnerIds?: string[] | null;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @EndOccurrenceField()
  endOccurrence?: Occurrence | null;
}

@InputType({ description: 'Something that took place and nobody planned.' })
export class AddCarriedOutItemInput extends CarriedOutDetails {
  @Field(() => ID, { description: 'At which meeting.' })
  meetingId!: string;

  @Field(() => AgendaItemKind, { description: 'What it was.' })
  kind!: AgendaItemKind;

  @Field({ description: 'In the language of the request.' })
  @Line(300)
  title!: string;

  @Field(() => LocalDateTimeScalar, { description: "When it began, on the wall of the meeting's zone." })
  @WallTime()
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, { description: 'When it was over, likewise.' })
  @WallTime()
  endsAtLocal!: string;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'How something took place, or that it did not; what is left out stays.' })
export class UpdateCarriedOutItemInput extends CarriedOutDetails {
  @Field(() => ID, { description: 'Which one.' })
  id!: string;

  @Field(() => Int, { description: 'CarriedOutItem.version as it was read.' })
  expectedVersion!: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether it took place.' })
  @NotNull()
  tookPlace?: boolean;

  @Field(() => AgendaItemKind, { nullable: true, description: 'What it was.' })
  @NotNull()
  kind?: AgendaItemKind;

  @Field(() => String, { nullable: true, description: 'In the language of the request; others stay.' })
  @RequiredLine(300)
  title?: string;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'When it began.' })
  @NotNull()
  @WallTime()
  startsAtLocal?: string;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'When it was over.' })
  @NotNull()
  @WallTime()
  endsAtLocal?: string;
}
