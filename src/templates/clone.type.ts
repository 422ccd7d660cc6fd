import { Field, ObjectType } from '@nestjs/graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { UserError } from '../platform/graphql/user-errors.js';

@ObjectType({ description: 'Answer to cloneMeetings.' })
export class MeetingsPayload {
  @Field(() => [MeetingType], { nullable: true, description: 'The meetings that were made.' })
  meetings?: string[];

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
