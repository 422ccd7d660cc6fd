import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IdempotencyKeyField, Line } from '../platform/graphql/limits.js';

@InputType({ description: 'A file of an agenda to come.' })
export class RequestAgendaImportInput {
  @Field(() => ID, { description: 'Into the draft of which meeting.' })
  meetingId!: string;

  @Field({ description: 'With its extension: json, csv or xlsx.' })
  @Line(255)
  fileName!: string;

  // Not Int: a film of 3 GB must be told that it is too large, not that it is no number.
  @Field(() => Float, { description: 'In bytes, a whole number; at most 5,000,000.' })
  @IsInt()
  @Min(1)
  size!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many minutes the last line of a day lasts where the file does not say, 5 to 720; left out: the file must say.',
  })
  @IsOptional()
  @Min(5)
  @Max(720)
  lastItemMinutes?: number | null;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A file that was checked, and is to come into the draft.' })
export class AcceptAgendaImportInput {
  @Field(() => ID, { description: 'Which import.' })
  id!: string;

  @Field(() => Int, { description: 'Agenda.draftVersion of the draft that was looked at.' })
  draftVersion!: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether its warnings were looked at and are accepted.',
  })
  acceptWarnings!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it may come into a draft that has lines already, beside these.',
  })
  addToDraft!: boolean;
}
