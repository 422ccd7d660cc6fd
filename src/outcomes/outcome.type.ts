import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { DateTimeScalar, LocalDateScalar } from '../platform/graphql/scalars.js';
import { TranslationType } from '../platform/graphql/translation.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PartnerType, PersonType, ProjectType } from '../projects/project.type.js';
import { OutcomeKind } from './outcome.entity.js';

registerEnumType(OutcomeKind, {
  name: 'OutcomeKind',
  description: 'What a project or a meeting brings about.',
  valuesMap: {
    RESULT: { description: 'What was achieved or found out.' },
    DECISION: { description: 'What the partners agreed on.' },
    ACTION: { description: 'What somebody is to do; it has an owner, and may have a due date.' },
    RECOMMENDATION: { description: 'What others are advised to do.' },
    GUIDELINE: { description: 'How something is done well, for whoever does it next.' },
    BEST_PRACTICE: { description: 'What works at a partner, and with it in its country.' },
    AWARD: { description: 'An honour that a partner gets.' },
  },
});

@ObjectType('Outcome', { description: 'What a project, or one of its meetings, brought about.' })
export class OutcomeType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateOutcome as expectedVersion.' })
  version!: number;

  @Field(() => OutcomeKind, { description: 'Result, decision, action, ...' })
  kind!: OutcomeKind;

  @Field({ description: 'In the language of the request, else in English, else in any.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'More about it, in the same order of languages.' })
  text!: string | null;

  @Field(() => [TranslationType], { description: 'Its texts in every language in which they were written.' })
  translations!: TranslationType[];

  @Field(() => ProjectType, { nullable: true, description: 'Of which project.' })
  project!: ProjectType | null;

  @Field(() => PartnerType, {
    nullable: true,
    description: 'Of which partner; of an award: who gets it; null: of all together.',
  })
  partner!: PartnerType | null;

  @Field(() => MeetingType, {
    nullable: true,
    description: 'From which meeting; null: of the project as a whole.',
  })
  meeting!: MeetingType | null;

  @Field(() => AgendaItemType, {
    nullable: true,
    description: 'From which item of the agenda, as the newest release has it.',
  })
  agendaItem!: AgendaItemType | null;

  @Field(() => PartnerType, { nullable: true, description: 'Of an action: the partner that answers for it.' })
  ownerPartner!: PartnerType | null;

  @Field(() => PersonType, {
    nullable: true,
    description: 'Of an action: who sees to it; null: the coordinators of the owner partner.',
  })
  owner!: PersonType | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Of an action: the last day for it.' })
  dueOn!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of an action: when it was done; null: open.' })
  doneAt!: DateTime | null;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: DateTime;
}

@ObjectType({ description: 'Answer of mutations of an outcome.' })
export class OutcomePayload {
  @Field(() => OutcomeType, { nullable: true, description: 'As it is now.' })
  outcome?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
