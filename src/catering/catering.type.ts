import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { LocalDateScalar, LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import { AccessNeed, Diet } from '../registrations/needs/ready-field.js';

@ObjectType('Plate', { description: 'How many people eat the same.' })
export class PlateType {
  @Field(() => [Diet], {
    description: 'All that it must be at once; OTHER: what is told in words. Empty: nothing was told.',
  })
  diets!: Diet[];

  @Field(() => Int, { description: 'How many.' })
  people!: number;
}

@ObjectType('DietTotal', { description: 'How many people told one thing of what they eat.' })
export class DietTotalType {
  @Field(() => Diet, { description: 'What.' })
  diet!: Diet;

  @Field(() => Int, { description: 'How many, whatever else they told.' })
  people!: number;
}

@ObjectType('AccessNeedTotal', { description: 'How many people need the same to get there and follow.' })
export class AccessNeedTotalType {
  @Field(() => AccessNeed, { description: 'What.' })
  accessNeed!: AccessNeed;

  @Field(() => Int, { description: 'How many, whatever else they need.' })
  people!: number;
}

@ObjectType('NeedInWords', { description: 'A need that is in no list.' })
export class NeedInWordsType {
  @Field({ description: 'As it was written.' })
  text!: string;

  @Field(() => Int, { description: 'How many wrote it.' })
  people!: number;
}

@ObjectType('CateringTotal', {
  description: 'For how many people there is to be food, on a day or at one meal of it. Without names.',
})
export class CateringTotalType {
  @Field(() => LocalDateScalar, { description: 'The day of the meeting.' })
  day!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'AgendaItem.id of the meal or break; null: the day as a whole.',
  })
  agendaItemId!: string | null;

  @Field(() => AgendaItemKind, { nullable: true, description: 'MEAL or BREAK; null: the day as a whole.' })
  kind!: AgendaItemKind | null;

  @Field(() => String, { nullable: true, description: 'Its title, in the language of the request.' })
  title!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'When it starts, in its zone.' })
  startsAtLocal!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'When it ends.' })
  endsAtLocal!: string | null;

  @Field(() => Int, {
    description:
      'Who is expected then: comes, waits for approval or has not answered yet, in person, between arriving and leaving; of what has a capacity, who has a place.',
  })
  people!: number;

  @Field(() => Int, { description: 'How many of them have not answered yet whether they come.' })
  unanswered!: number;

  @Field(() => [PlateType], { description: 'What they eat; everybody is counted in one of these.' })
  plates!: PlateType[];

  @Field(() => [DietTotalType], { description: 'The same by each thing that was told.' })
  diets!: DietTotalType[];

  @Field(() => [NeedInWordsType], { description: 'What stands behind OTHER.' })
  dietsInWords!: NeedInWordsType[];

  @Field(() => [AccessNeedTotalType], { description: 'What they need where they eat.' })
  accessNeeds!: AccessNeedTotalType[];

  @Field(() => [NeedInWordsType], { description: 'What stands behind OTHER.' })
  accessInWords!: NeedInWordsType[];
}
