import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { IsOptional, Max, Min } from 'class-validator';
import { Line, NotNull, RequiredLine } from '../platform/graphql/limits.js';

@InputType({ isAbstract: true })
class RoomDetails {
  @Field(() => String, { nullable: true, description: 'The house it is in; null: where the meeting is.' })
  @Line(300)
  house?: string | null;

  @Field(() => Int, { nullable: true, description: 'For how many people; null: not known.' })
  @IsOptional()
  @Min(1)
  @Max(100_000)
  capacity?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether no two agenda items may have it at the same time, their own parts apart.',
  })
  @NotNull()
  isExclusive?: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes from another house to this one, or back; at most 600.',
  })
  @NotNull()
  @Min(0)
  @Max(600)
  transferMinutes?: number;
}

@InputType({ description: 'A new room; shared and without a way to it, where nothing else is said.' })
export class AddRoomInput extends RoomDetails {
  @Field(() => ID, { description: 'Of which meeting.' })
  meetingId!: string;

  @Field({ description: 'Unique in its meeting.' })
  @Line(100)
  name!: string;
}

@InputType({ description: 'Changes of a room; what is left out stays.' })
export class UpdateRoomInput extends RoomDetails {
  @Field(() => ID, { description: 'Which room.' })
  id!: string;

  @Field(() => Int, { description: 'Room.version as it was read.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'Unique in its meeting.' })
  @RequiredLine(100)
  name?: string;
}
