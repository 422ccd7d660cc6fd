import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';

/** Why something that the viewer asked for was not done; stable, so that a client can act on it. */
export enum UserErrorCode {
  INVALID = 'INVALID',
  END_BEFORE_START = 'END_BEFORE_START',
  UNKNOWN_COUNTRY = 'UNKNOWN_COUNTRY',
  DUPLICATE = 'DUPLICATE',
  CONFLICT = 'CONFLICT',
  FORBIDDEN = 'FORBIDDEN',
  CODE_REFUSED = 'CODE_REFUSED',
}

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why something was not done.',
  valuesMap: {
    INVALID: { description: 'A value is malformed, too long, or missing.' },
    END_BEFORE_START: { description: 'An end lies before its start.' },
    UNKNOWN_COUNTRY: { description: 'The code is not one of ISO 3166-1 alpha-2.' },
    DUPLICATE: { description: 'There is one already.' },
    CONFLICT: { description: 'Somebody else changed it since it was read.' },
    FORBIDDEN: { description: 'Others may do this, the viewer may not.' },
    CODE_REFUSED: { description: 'A sign-in code or link that is wrong, used, or older than ten minutes.' },
  },
});

/** A failure that the viewer can do something about, on its way out as `userErrors`. */
@ObjectType('UserError', { description: 'A failure that whoever asked can do something about.' })
export class UserError {
  @Field(() => UserErrorCode, { description: 'Stable code.' })
  code!: UserErrorCode;

  @Field({ description: 'What is wrong and what to do, in the language of the request.' })
  message!: string;

  @Field(() => [String], { nullable: true, description: 'Path of the argument, such as ["input", "slug"].' })
  field?: string[];
}

/** Thrown by services, so that the transaction rolls back; one interceptor makes it a `UserError`. */
export class DomainError extends Error {
  constructor(
    readonly code: UserErrorCode,
    readonly field?: readonly string[],
    /** Values that the message names. */
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
  }
}
