import { Args, ID, Int, ResolveField, Resolver } from '@nestjs/graphql';
import { AgendaChangeType } from '../agenda/agenda.type.js';
import { MOST_ITEMS } from '../agenda/bounds.js';
import { MeetingType } from '../meetings/meeting.type.js';

/** What has changed in the agenda of a meeting, and for whom; read by the Reader, so the body never runs. */
@Resolver(() => MeetingType)
export class AgendaChangesResolver {
  @ResolveField(() => [AgendaChangeType], {
    description:
      'In which lines two agendas differ, by their start. Lines that everybody takes part in (without a capacity), or at which all must be in either agenda, concern everybody; ' +
      'of the others those who speak, answer for them, or have a place in them as far as the viewer may know. None where a release is not there. ' +
      `Two agendas of which nearly all lines are others can differ in more lines than are listed (${2 * MOST_ITEMS}): whoever gets as many as are listed at most compares the lines of both.`,
  })
  agendaChanges(
    @Args('since', { type: () => Int, description: 'Number of the release to compare with.' }) _since: number,
    @Args('until', {
      type: () => Int,
      nullable: true,
      description: 'Number of a later release; left out: the newest.',
    })
    _until?: number,
    @Args('draft', { nullable: true, description: 'The draft instead; for its organisers.' })
    _draft?: boolean,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only what concerns this partner.' })
    _partnerId?: string,
    @Args('personId', { type: () => ID, nullable: true, description: 'Only what concerns this person.' })
    _personId?: string,
    @Args('forMe', {
      nullable: true,
      description:
        'Only what the viewer has to know of: lines in which he speaks or has a place, those of his partner, what is for all where he is expected; for a coordinator also those of his people, for the host every line.',
    })
    _forMe?: boolean,
  ): AgendaChangeType[] {
    return [];
  }
}
