import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('MailPreview', { description: 'A mail as somebody would get it. Its links lead nowhere.' })
export class MailPreviewType {
  @Field({ description: 'In which language, ISO 639-1.' })
  language!: string;

  @Field({ description: 'Its subject.' })
  subject!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it says, as plain text; null for a token without READ_PERSONAL.',
  })
  text!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The same as HTML, which loads nothing from elsewhere; null for a token without READ_PERSONAL.',
  })
  html!: string | null;
}
