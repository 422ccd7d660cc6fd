import { ResolveField, Resolver } from '@nestjs/graphql';
import { ChangeType } from '../platform/events/change.type.js';
import { PersonType } from './project.type.js';

/** Declares what projects add to a change; the Reader reads it, so the body never runs. */
@Resolver(() => ChangeType)
export class ChangeResolver {
  @ResolveField(() => PersonType, {
    nullable: true,
    description: 'By whom; null where the viewer does not see him, or it was nobody.',
  })
  changedBy(): PersonType | null {
    return null;
  }
}
