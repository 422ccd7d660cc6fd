import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar } from '../graphql/scalars.js';

@ObjectType('Change', { description: 'What somebody did to a thing after the viewer had read it.' })
export class ChangeType {
  @Field(() => Int, { description: 'The version that it made.' })
  version!: number;

  @Field(() => [String], {
    description:
      'What it set, by the names that the input has for it. Personal ones (needs, gender, ageBand) are not named: ' +
      'whoever may see them sees them in the payload.',
  })
  fields!: string[];

  @Field(() => DateTimeScalar, { description: 'When.' })
  changedAt!: DateTime;
}
