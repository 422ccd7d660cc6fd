import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar } from '../../platform/graphql/scalars.js';

@ObjectType('InvitationLetter', {
  description:
    'Invites a person by name; as PDF at /files/registrations/<id of the registration>/letter.pdf.',
})
export class InvitationLetterType {
  @Field(() => Int, { description: 'In its project from 1, without a gap.' })
  number!: number;

  @Field({ description: 'That of the person when it was issued: en, sv, it, de, lv, hr or fi.' })
  language!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  issuedAt!: DateTime;
}
