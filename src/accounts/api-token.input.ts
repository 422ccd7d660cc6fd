import { Field, InputType, Int } from '@nestjs/graphql';
import { Max, MaxLength, Min, MinLength, ArrayNotEmpty } from 'class-validator';
import { ApiScope } from '../platform/access/viewer.js';

@InputType({ description: 'A key for a script.' })
export class CreateApiTokenInput {
  @Field({ description: 'What it is for, such as "attendance to the city\'s BI".' })
  @MinLength(1)
  @MaxLength(100)
  name!: string;

  @Field(() => [ApiScope], { description: 'What it may do; never more than the person himself.' })
  @ArrayNotEmpty()
  scopes!: ApiScope[];

  @Field(() => Int, { defaultValue: 90, description: 'Days until it expires, 1 to 366.' })
  @Min(1)
  @Max(366)
  days!: number;
}
