import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AttendanceDimension } from './attendance-dimensions.js';

const BUT_FOR_SOME =
  'But for lead, host and auditor groups under three are merged, and all are where it is not the only dimension, or of a project.';

registerEnumType(AttendanceDimension, {
  name: 'AttendanceDimension',
  description: 'By what attendance is grouped.',
  valuesMap: {
    PARTNER: { description: 'By the partner that sends a person.' },
    COUNTRY: { description: 'By country of residence, else that of the partner.' },
    TOWN: { description: 'By town of residence, else that of the partner.' },
    KIND: { description: 'By what a person comes as.' },
    MEETING: { description: 'By meeting.' },
    DAY: { description: 'By day; counts presence only.' },
    AGENDA_ITEM: { description: 'By agenda item; counts presence only; UNKNOWN is the day as a whole.' },
    GENDER: { description: `By gender. ${BUT_FOR_SOME}` },
    AGE_BAND: { description: `By age. ${BUT_FOR_SOME}` },
  },
});

@ObjectType('AttendanceKey', { description: 'What the people of a row have in common.' })
export class AttendanceKeyType {
  @Field(() => AttendanceDimension, { description: 'In which respect.' })
  dimension!: AttendanceDimension;

  @Field(() => String, { nullable: true, description: 'Slug, code, day, id or name; null: unknown.' })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same for reading, in the language of the request.',
  })
  label!: string | null;
}

@ObjectType('StatedFigure', {
  description: 'How many took part as a source states it, beside what was counted.',
})
export class StatedFigureType {
  @Field({ description: 'Word for word.' })
  text!: string;

  @Field(() => Int, { nullable: true, description: 'The number, where the source states one.' })
  exact!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The bound, where the source says "more than" or "nearly".',
  })
  atLeast!: number | null;

  @Field({ description: 'Where it is stated.' })
  source!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'People counted minus `exact`; null where it is not exact.',
  })
  difference!: number | null;
}

@ObjectType('AttendanceTotals', {
  description: 'Measures of attendance. STAFF and ACCOMPANYING are never counted.',
})
export class AttendanceTotalsType {
  @Field(() => Int, {
    nullable: true,
    description: 'Named by a coordinator, whatever they answered; null by day or item.',
  })
  invited!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Invited and not declined, waiting for approval, or confirmed; null by day or item.',
  })
  registered!: number | null;

  @Field(() => Int, { nullable: true, description: 'Said yes; null by day or item.' })
  confirmed!: number | null;

  @Field(() => Int, { description: 'Distinct persons who were there.' })
  people!: number;

  @Field(() => Int, { description: 'Persons times meetings.' })
  participations!: number;

  @Field(() => Int, { description: 'Persons times days.' })
  personDays!: number;

  @Field(() => Int, { description: 'Distinct persons on a signature sheet.' })
  signed!: number;
}

@ObjectType('AttendanceRow', { description: 'Attendance of the people who have something in common.' })
export class AttendanceRowType extends AttendanceTotalsType {
  @Field(() => [AttendanceKeyType], { description: 'What they have in common, in the order of groupBy.' })
  key!: AttendanceKeyType[];

  @Field({ description: 'Whether groups that would tell of single people were merged into this row.' })
  isMerged!: boolean;

  @Field(() => [StatedFigureType], {
    description: 'What sources state of it; only by PARTNER or by MEETING.',
  })
  stated!: StatedFigureType[];
}

@ObjectType('AttendanceFigures', { description: 'Attendance in groups, and of all of them.' })
export class AttendanceFiguresType {
  @Field(() => [AttendanceRowType], { description: 'A row for each group; unknown is one of them.' })
  rows!: AttendanceRowType[];

  @Field(() => AttendanceTotalsType, { description: 'Computed, not summed: distinct people do not add up.' })
  total!: AttendanceTotalsType;

  @Field(() => [StatedFigureType], { description: 'What sources state of the whole, for a single meeting.' })
  stated!: StatedFigureType[];
}
