import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { ApiScope } from '../platform/access/viewer.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';

registerEnumType(ApiScope, {
  name: 'ApiScope',
  description: 'What an API token may do, within what its person may.',
  valuesMap: {
    READ: { description: 'Queries, without addresses, needs, gender and age band.' },
    READ_PERSONAL: { description: 'Addresses, needs, gender and age band as well, together with READ.' },
    WRITE: { description: 'Mutations, but for sessions and tokens; together with READ.' },
  },
});

@ObjectType('Session', { description: 'A signed-in browser.' })
export class SessionType {
  @Field(() => ID, { description: 'For revokeSession.' })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it was signed in.' })
  startedAt!: DateTime;

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  expiresAt!: DateTime;
}

@ObjectType('ApiToken', { description: 'A key for a script; its text was told once, when it was made.' })
export class ApiTokenType {
  @Field(() => ID, { description: 'For revokeApiToken.' })
  id!: string;

  @Field({ description: 'What it is for.' })
  name!: string;

  @Field(() => [ApiScope], { description: 'What it may do.' })
  scopes!: ApiScope[];

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: DateTime;

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

  @Field(() => [SessionType], {
    description: 'Browsers that are signed in; none to whoever asks with an API token.',
  })
  sessions!: SessionType[];

  @Field(() => [ApiTokenType], {
    description: 'Keys for scripts that were not revoked; none to whoever asks with one of them.',
  })
  apiTokens!: ApiTokenType[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Since when his calendar has the address that it has; null: it has none, or he asks with an API token.',
  })
  calendarFeedMadeAt!: DateTime | null;
}

@ObjectType({ description: 'Answer to renewCalendarFeed and revokeCalendarFeed.' })
export class CalendarFeedPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Where the calendar is, told this once: whoever knows it reads it. Null when it has ended.',
  })
  url?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
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

@ObjectType({ description: 'Answer to createApiToken and revokeApiToken.' })
export class ApiTokenPayload {
  @Field(() => ApiTokenType, {
    nullable: true,
    description: 'The token; null when it was revoked. With ALREADY_MADE, the one that was made first.',
  })
  apiToken?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its text, told this once: goes into the header `Authorization: Bearer <token>`. Null in a repetition.',
  })
  token?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
