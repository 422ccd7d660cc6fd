import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { UserError } from '../platform/graphql/user-errors.js';
import { MeetingType } from './meeting.type.js';

@ObjectType('Room', { description: 'Where something of a meeting takes place.' })
export class RoomType {
  @Field(() => ID, { description: 'Unique.' })
  id!: string;

  @Field(() => Int, { description: 'Goes up with every change; updates name the one they read.' })
  version!: number;

  @Field({ description: 'Unique in its meeting.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The house it is in; null: where the meeting is.' })
  house!: string | null;

  @Field(() => Int, { nullable: true, description: 'For how many people; null: not known.' })
  capacity!: number | null;

  @Field({ description: 'Whether no two agenda items may have it at the same time.' })
  isExclusive!: boolean;

  @Field(() => Int, { description: 'Minutes from another house to this one, or back.' })
  transferMinutes!: number;

  @Field(() => MeetingType, { nullable: true, description: 'Of which meeting.' })
  meeting!: MeetingType | null;
}

@ObjectType({ description: 'Answer of mutations of a room.' })
export class RoomPayload {
  @Field(() => RoomType, { nullable: true, description: 'As it is now; null when removed.' })
  room?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
