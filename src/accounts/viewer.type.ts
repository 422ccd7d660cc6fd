import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';

@ObjectType('Session', { description: 'A signed-in browser.' })
export class SessionType {
  @Field(() => ID, { description: 'For revokeSession.' })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it was signed in.' })
  startedAt!: DateTime;

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  expiresAt!: DateTime;
}

@ObjectType('Viewer', { description: 'Who asks.' })
export class ViewerType {
  @Field(() => ID, { description: "The person's id." })
  id!: string;

  @Field({ description: 'Full name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Where mails go.' })
  email!: string | null;

  @Field({ description: 'Language of mails, ISO 639-1.' })
  language!: string;

  @Field(() => [SessionType], { description: 'Browsers that are signed in.' })
  sessions!: SessionType[];
}

@ObjectType({ description: 'Answer to requestSignIn; the same whether or not anybody has the address.' })
export class RequestSignInPayload {
  @Field(() => ID, { nullable: true, description: 'Goes into completeSignIn together with the mailed code.' })
  signInId?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to completeSignIn, signOut and revokeSession.' })
export class SessionPayload {
  @Field(() => ID, { nullable: true, description: 'The session that was started or ended.' })
  sessionId?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
