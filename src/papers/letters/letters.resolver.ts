import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../../platform/access/current-viewer.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { RegistrationPayload, RegistrationType } from '../../registrations/registration.type.js';
import { InvitationLetterType } from './invitation-letter.type.js';
import { LettersService } from './letters.service.js';

@Resolver(() => RegistrationType)
export class LettersResolver {
  constructor(private readonly service: LettersService) {}

  @Mutation(() => RegistrationPayload, {
    description:
      'Gives the letter that invites a person its number. By himself, his coordinator, the host or the lead.',
  })
  async issueInvitationLetter(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which registration.' }) id: string,
  ): Promise<RegistrationPayload> {
    return { registration: await this.service.issue(viewer, id) };
  }

  @ResolveField(() => InvitationLetterType, { nullable: true, description: 'null: none was issued.' })
  invitationLetter(): InvitationLetterType | null {
    return null;
  }
}
