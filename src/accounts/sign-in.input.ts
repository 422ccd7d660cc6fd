import { Field, ID, InputType } from '@nestjs/graphql';

@InputType({ description: 'Who wants to sign in.' })
export class RequestSignInInput {
  @Field({ description: 'E-mail address of an account.' })
  email!: string;
}

@InputType({ description: 'The code from the mail.' })
export class CompleteSignInInput {
  @Field(() => ID, { description: 'As requestSignIn answered.' })
  signInId!: string;

  @Field({ description: 'Eight letters and digits; case, spaces and hyphens do not matter.' })
  code!: string;
}
