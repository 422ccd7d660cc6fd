import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { CalendarDay, IdempotencyKeyField, Line, Paragraphs } from '../platform/graphql/limits.js';
import { LocalDateScalar } from '../platform/graphql/scalars.js';
import { OutcomeKind } from './outcome.entity.js';

@InputType({ isAbstract: true })
class OutcomeParts {
  @Field(() => String, {
    nullable: true,
    description: 'More about it, in the language of the request; others stay.',
  })
  @Paragraphs()
  text?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of which partner of the project; a best practice and an award name one.',
  })
  partnerId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The partner that answers for it; an action names one, nothing else does.',
  })
  ownerPartnerId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of an action: who of the project sees to it; left out: the coordinators of the partner.',
  })
  ownerPersonId?: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Of an action: the last day for it.' })
  @CalendarDay()
  dueOn?: string | null;
}

@InputType({ description: 'A new outcome.' })
export class RecordOutcomeInput extends OutcomeParts {
  @Field(() => ID, { description: 'Of which project.' })
  projectId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'From which meeting; left out: of the project as a whole.',
  })
  meetingId?: string | null;

  @Field(() => ID, { nullable: true, description: 'From which agenda item of that meeting.' })
  agendaItemId?: string | null;

  @Field(() => OutcomeKind, { description: 'Result, decision, action, ...' })
  kind!: OutcomeKind;

  @Field({ description: 'In the language of the request.' })
  @Line(300)
  title!: string;

  @IdempotencyKeyField()
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of an outcome; what is left out stays.' })
export class UpdateOutcomeInput extends OutcomeParts {
  @Field(() => ID, { description: 'Which outcome.' })
  id!: string;

  @Field(() => Int, { description: 'Outcome.version as it was read.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'In the language of the request; others stay.' })
  @Line(300)
  title?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Of an action: whether it is done.' })
  isDone?: boolean | null;
}
