import { ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { CateringTotalType } from './catering.type.js';

/** What catering adds to a meeting; read by the Reader, so the body never runs. */
@Resolver(() => MeetingType)
export class CateringResolver {
  @ResolveField(() => [CateringTotalType], {
    nullable: true,
    description:
      'For how many there is to be food: each day of the meeting, then its meals and breaks by the newest release, else the draft. For the organisers.',
  })
  catering(): CateringTotalType[] | null {
    return null;
  }
}
