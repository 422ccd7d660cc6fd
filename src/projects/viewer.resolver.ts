import { ResolveField, Resolver } from '@nestjs/graphql';
import { ViewerType } from '../accounts/viewer.type.js';
import { MembershipType } from './project.type.js';

/** Declares what projects add to the viewer; the Reader reads it, so the body never runs. */
@Resolver(() => ViewerType)
export class ViewerResolver {
  @ResolveField(() => [MembershipType], { description: 'What the viewer is, in which projects.' })
  memberships(): MembershipType[] {
    return [];
  }
}
