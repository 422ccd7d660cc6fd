import { Args, Int, ResolveField, Resolver } from '@nestjs/graphql';
import { EmailState } from '../platform/email/email.entity.js';
import { ProjectType } from '../projects/project.type.js';
import { EmailConnection } from './email.type.js';

/** What mails add to a project; read by the Reader, so the body never runs. */
@Resolver(() => ProjectType)
export class ProjectEmailsResolver {
  @ResolveField(() => EmailConnection, {
    description:
      'Mails that failed, came too late, have not been taken yet after a try, or may have arrived twice, in the ' +
      'order they were written: all of them for the lead partner, for a coordinator those to his own people.',
  })
  mailsInTrouble(
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 100.' }) _first: number,
    @Args('after', { nullable: true, description: 'pageInfo.endCursor of the page before.' }) _after?: string,
    @Args('state', { type: () => EmailState, nullable: true, description: 'Only of this state.' })
    _state?: EmailState,
  ): EmailConnection {
    throw new Error('read by the Reader');
  }
}
