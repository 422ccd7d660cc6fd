import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Max, Min } from 'class-validator';
import { CalendarDay, Line, Slug } from '../platform/graphql/limits.js';
import { LocalDateScalar, TimeZoneScalar } from '../platform/graphql/scalars.js';

@InputType({ description: 'A meeting like another one of its project; what is left out is as there.' })
export class CloneMeetingInput {
  @Field(() => ID, { description: 'Which meeting it is to be like.' })
  meetingId!: string;

  @Field(() => Int, { description: 'The how-manieth of its project.' })
  @Min(1)
  @Max(10_000)
  number!: number;

  @Field({ description: 'Unique in its project; lower-case letters, digits and hyphens.' })
  @Slug()
  slug!: string;

  @Field(() => LocalDateScalar, { description: 'Its first day; all other days and deadlines follow.' })
  @CalendarDay()
  startsOn!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Another host; then rooms, place and country are not taken over, nor the places of its lines in words.',
  })
  hostPartnerId?: string | null;

  @Field(() => String, { nullable: true, description: 'Town and house.' })
  @Line(300)
  place?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of the country of the place; none for an online meeting.',
  })
  country?: string | null;

  @Field(() => TimeZoneScalar, {
    nullable: true,
    description: 'Another zone, which shows the same wall times.',
  })
  timeZone?: string | null;
}

@InputType({
  description:
    'All meetings of a project as a template for another one, without rooms and places: these are others there.',
})
export class CloneMeetingsInput {
  @Field(() => ID, { description: 'The project whose meetings are the template.' })
  fromProjectId!: string;

  @Field(() => ID, { description: 'The project that gets meetings like them, with their numbers and slugs.' })
  projectId!: string;

  @Field(() => LocalDateScalar, {
    description: 'First day of the first of them; all other days and deadlines follow.',
  })
  @CalendarDay()
  startsOn!: string;
}
