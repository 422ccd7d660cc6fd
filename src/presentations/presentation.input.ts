import { Field, Float, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayNotEmpty, IsInt, Min, IsOptional } from 'class-validator';
import { OccurrenceField } from '../agenda/agenda.input.js';
import { WallTime, IdempotencyKeyField, Line } from '../platform/graphql/limits.js';
import { LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import type { Occurrence } from '../platform/time/wall-time.js';
import { MaterialKind } from './material-request.entity.js';

@InputType({
  description: 'What partners owe for a meeting. Who was asked for this kind before stays as it is.',
})
export class RequestMaterialInput {
  @Field(() => ID, { description: 'For which meeting.' })
  meetingId!: string;

  @Field(() => MaterialKind, { description: 'What kind of thing.' })
  kind!: MaterialKind;

  @Field({ description: 'What exactly, in the language of the request.' })
  @Line(300)
  title!: string;

  @Field(() => LocalDateTimeScalar, { description: "The deadline on the wall of the meeting's zone." })
  @WallTime()
  dueAtLocal!: string;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @Field(() => [ID], { nullable: true, description: 'Which partners; left out: all of the partnership.' })
  @IsOptional()
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  partnerIds?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The agenda item at which it is shown; only with one partner.',
  })
  agendaItemId?: string | null;
}

@InputType({ description: 'A file to come.' })
export class RequestUploadInput {
  @Field(() => ID, { description: 'What it answers.' })
  materialRequestId!: string;

  @Field({ description: 'With its extension: pdf, pptx, odp, docx, odt, xlsx, ods, jpg or png.' })
  @Line(255)
  fileName!: string;

  // Not Int: a film of 3 GB must be told that it is too large, not that it is no number.
  @Field(() => Float, { description: 'In bytes, a whole number.' })
  @IsInt()
  @Min(1)
  size!: number;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}
