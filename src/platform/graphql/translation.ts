import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('Translation', { description: 'A text in one of the languages in which it was written.' })
export class TranslationType {
  @Field({ description: 'Of which field, such as title.' })
  field!: string;

  @Field({ description: 'ISO 639-1 code.' })
  language!: string;

  @Field({ description: 'The text.' })
  text!: string;
}
