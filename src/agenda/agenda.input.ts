import { applyDecorators } from '@nestjs/common';
import { Args, Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, Max, MaxLength, Min, IsOptional } from 'class-validator';
import {
  CalendarDay,
  WallTime,
  IdempotencyKeyField,
  Line,
  NotNull,
  Paragraphs,
  RequiredLine,
} from '../platform/graphql/limits.js';
import { LocalDateScalar, LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import type { Occurrence } from '../platform/time/wall-time.js';
import { AgendaItemKind } from './agenda-item.entity.js';

enum WallTimeOccurrence {
  EARLIER = 'EARLIER',
  LATER = 'LATER',
}

registerEnumType(WallTimeOccurrence, {
  name: 'WallTimeOccurrence',
  description:
    'Which of two instants, in the night in which a clock is put back and shows the same time twice.',
  valuesMap: {
    EARLIER: { description: 'Before the clock is put back.' },
    LATER: { description: 'After it was put back.' },
  },
});

/** Says which instant is meant; `instantAt` asks for it. */
export const OccurrenceField = (): PropertyDecorator =>
  Field(() => WallTimeOccurrence, { nullable: true, description: 'Only for a wall time that comes twice.' });

/** Beside `occurrence`, where a span may begin in the first of two equal hours and end in the second. */
export const EndOccurrenceField = (): PropertyDecorator =>
  Field(() => WallTimeOccurrence, {
    nullable: true,
    description: 'Only for an end that comes twice; left out: as `occurrence` says.',
  });

/** As many names as an import takes, each as long. */
const UnmatchedNames = (): PropertyDecorator =>
  applyDecorators(NotNull(), ArrayMaxSize(50), MaxLength(300, { each: true }));

@InputType({ isAbstract: true })
class AgendaItemTexts {
  @Field(() => String, { nullable: true, description: "The source's own word for the kind." })
  @Line(100)
  sourceKind?: string | null;

  @Field(() => String, { nullable: true, description: 'More about it, in the language of the request.' })
  @Paragraphs()
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'In words: house, street, meeting point.' })
  @Line(300)
  place?: string | null;

  @Field(() => ID, { nullable: true, description: "One of the meeting's rooms; null: in none of them." })
  roomId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether every invited partner is to be there.' })
  @NotNull()
  isMandatory?: boolean;

  @Field(() => Int, { nullable: true, description: 'How many can take part; null: whoever is there.' })
  @IsOptional()
  @Min(1)
  @Max(10_000)
  capacity?: number | null;

  @Field(() => [ID], { nullable: true, description: 'Who speaks: people of the project.' })
  @ArrayMaxSize(50)
  @IsOptional()
  speakerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Which partners answer for it.' })
  @ArrayMaxSize(50)
  @IsOptional()
  partnerIds?: string[] | null;
}

@InputType({ description: 'What is to happen and has no time yet.' })
export class AddUnscheduledItemInput extends AgendaItemTexts {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field(() => AgendaItemKind, { description: 'What happens.' })
  kind!: AgendaItemKind;

  @Field({ description: 'In the language of the request.' })
  @Line(300)
  title!: string;

  @Field(() => Int, { description: 'How long it is to last; at most a day.' })
  @Min(1)
  @Max(1440)
  minutes!: number;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'A new line of the draft agenda.' })
export class AddAgendaItemInput extends AgendaItemTexts {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field(() => ID, { nullable: true, description: 'The item that it is part of.' })
  parentId?: string | null;

  @Field(() => AgendaItemKind, { description: 'What happens.' })
  kind!: AgendaItemKind;

  @Field({ description: 'In the language of the request.' })
  @Line(300)
  title!: string;

  @Field(() => LocalDateTimeScalar, { description: "Start on the wall of the meeting's zone." })
  @WallTime()
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, { description: "End on the wall of the meeting's zone." })
  @WallTime()
  endsAtLocal!: string;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @EndOccurrenceField()
  endOccurrence?: Occurrence | null;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of an agenda item but for its time; what is left out stays.' })
export class UpdateAgendaItemInput extends AgendaItemTexts {
  @Field(() => ID, { description: 'Which item.' })
  id!: string;

  @Field(() => Int, { description: 'AgendaItem.version as it was read.' })
  expectedVersion!: number;

  @Field(() => AgendaItemKind, { nullable: true, description: 'What happens.' })
  @NotNull()
  kind?: AgendaItemKind;

  @Field(() => String, { nullable: true, description: 'In the language of the request; others stay.' })
  @RequiredLine(300)
  title?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'What is left of the names; empty: all are settled.',
  })
  @UnmatchedNames()
  unmatchedSpeakers?: string[];

  @Field(() => [String], { nullable: true, description: 'Likewise, of who is responsible.' })
  @UnmatchedNames()
  unmatchedPartners?: string[];
}

@InputType({
  description:
    'Another time, and perhaps room, for an agenda item, or a first one for what has none yet; its parts move along in time.',
})
export class MoveAgendaItemInput {
  @Field(() => ID, { description: 'Which item.' })
  id!: string;

  @Field(() => Int, { description: 'AgendaItem.version as it was read.' })
  expectedVersion!: number;

  @Field(() => LocalDateTimeScalar, { description: "New start on the wall of the meeting's zone." })
  @WallTime()
  startsAtLocal!: string;

  @Field(() => LocalDateTimeScalar, {
    nullable: true,
    description: 'New end; left out: it lasts as long as before.',
  })
  @WallTime()
  endsAtLocal?: string | null;

  @Field(() => ID, { nullable: true, description: 'Another item that it becomes part of; null: of none.' })
  parentId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Another room; null: none. Left out: it stays.' })
  roomId?: string | null;

  @OccurrenceField()
  occurrence?: Occurrence | null;

  @EndOccurrenceField()
  endOccurrence?: Occurrence | null;
}

@InputType({ isAbstract: true })
export class DraftChangeInput {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field(() => Int, { description: 'Agenda.draftVersion of the draft that was looked at.' })
  draftVersion!: number;
}

@InputType({ description: 'What becomes the next release.' })
export class PublishAgendaInput extends DraftChangeInput {}

@InputType({ description: 'An earlier agenda that holds again.' })
export class RepublishAgendaInput {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field(() => Int, { description: 'Number of the earlier release.' })
  release!: number;
}

@InputType({ description: 'The rest of a day, so many minutes later or earlier.' })
export class ShiftAgendaInput extends DraftChangeInput {
  @Field(() => LocalDateTimeScalar, {
    description:
      "From when on, on the wall of the meeting's zone; of a time that comes twice the first counts.",
  })
  @WallTime()
  fromLocal!: string;

  @Field(() => Int, { description: 'How many minutes later; less than 0: earlier. At most 12 hours.' })
  @Min(-720)
  @Max(720)
  minutes!: number;
}

@InputType({ description: 'Two items that change places.' })
export class SwapAgendaItemsInput extends DraftChangeInput {
  @Field(() => ID, { description: 'One item.' })
  firstId!: string;

  @Field(() => ID, { description: 'Another item.' })
  secondId!: string;
}

@InputType({ description: 'A day that comes twice.' })
export class DuplicateAgendaDayInput extends DraftChangeInput {
  @Field(() => LocalDateScalar, { description: 'The day that is there.' })
  @CalendarDay()
  day!: string;

  @Field(() => LocalDateScalar, { description: 'The day of the meeting that is to have the same.' })
  @CalendarDay()
  toDay!: string;
}

/** The version of the item that a step is about, so that nothing is undone that somebody else did meanwhile. */
export const AsItWasRead = (): ParameterDecorator =>
  Args('expectedVersion', {
    type: () => Int,
    nullable: true,
    description:
      'Its version as it was read: then CONFLICT tells when somebody else has changed it since. Left out: whatever it is by now.',
  });
