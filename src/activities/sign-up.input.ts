import { Field, ID, InputType } from '@nestjs/graphql';

@InputType({ description: 'A place in an agenda item.' })
export class SignUpInput {
  @Field(() => ID, { description: 'In which item of the agenda.' })
  agendaItemId!: string;

  @Field(() => ID, { nullable: true, description: "For whom; left out: the viewer's own registration." })
  registrationId?: string | null;
}
