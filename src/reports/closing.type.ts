import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { AttendanceDimension } from './attendance-dimensions.js';
import { AttendanceTotalsType, StatedFigureType } from './attendance-figures.type.js';

@ObjectType('ClosingDifference', {
  description: 'A figure that another version of the closing states differently.',
})
export class ClosingDifferenceType {
  @Field(() => AttendanceDimension, { nullable: true, description: 'Of which grouping; null: of the total.' })
  dimension!: AttendanceDimension | null;

  @Field(() => String, { nullable: true, description: 'Of which row.' })
  label!: string | null;

  @Field({ description: 'Which measure: people, personDays, ...' })
  measure!: string;

  @Field(() => Int, { nullable: true, description: 'In the version before; null: the row was not there.' })
  before!: number | null;

  @Field(() => Int, { nullable: true, description: 'In this version; null: the row is gone.' })
  after!: number | null;
}

@ObjectType('Closing', {
  description: 'The figures of a meeting as somebody signed for them; never changed.',
})
export class ClosingType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: '1 for the first closing, one more after each amendment.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was closed.' })
  closedAt!: DateTime;

  @Field({ description: 'The name that stands under the figures.' })
  signatory!: string;

  @Field(() => String, { nullable: true, description: 'Why the version before was corrected.' })
  reason!: string | null;

  @Field({
    description:
      'What was signed: JSON (RFC 8785) with project, meeting, version, closedAt, signatory, reason, figures, stated and sealHash; labels in English.',
  })
  document!: string;

  @Field({
    description:
      'SHA-256 of the UTF-8 bytes of `document`, as lower-case hex. To check it: `jq -j .document | sha256sum`.',
  })
  sha256!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of the newest seal of the events at that moment.',
  })
  sealHash!: string | null;

  @Field(() => AttendanceTotalsType, { description: 'Of all participants.' })
  total!: AttendanceTotalsType;

  @Field(() => [StatedFigureType], { description: 'What sources stated then.' })
  stated!: StatedFigureType[];

  @Field(() => [ClosingDifferenceType], { description: 'What differs from the version before.' })
  differences!: ClosingDifferenceType[];
}
