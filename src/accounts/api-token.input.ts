import { Field, InputType, Int } from '@nestjs/graphql';
import { ArrayContains, Max, Min } from 'class-validator';
import { IdempotencyKeyField, Line } from '../platform/graphql/limits.js';
import { ApiScope } from '../platform/access/viewer.js';

@InputType({ description: 'A key for a script.' })
export class CreateApiTokenInput {
  @Field({ description: 'What it is for, such as "attendance to the city\'s BI".' })
  @Line(100)
  name!: string;

  @Field(() => [ApiScope], {
    description: 'What it may do; READ at least, and never more than the person himself.',
  })
  @ArrayContains([ApiScope.READ])
  scopes!: ApiScope[];

  @Field(() => Int, { defaultValue: 90, description: 'Days until it expires, 1 to 366.' })
  @Min(1)
  @Max(366)
  days!: number;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}
