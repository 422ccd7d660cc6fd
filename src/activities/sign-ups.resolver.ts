import { Args, ID, Int, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { AcceptOfferInput, SignUpInput } from './sign-up.input.js';
import { PlacesType, SignUpConnection, SignUpPayload, SignUpType } from './sign-up.type.js';
import { SignUpsService } from './sign-ups.service.js';

@Resolver()
export class SignUpsResolver {
  constructor(private readonly service: SignUpsService) {}

  @Mutation(() => SignUpPayload, {
    description:
      'Takes a place in a workshop or site visit, or in its waiting list. Who has a place at the same time gives that up or is refused. By the person, his coordinator, the host or the lead.',
  })
  async signUp(
    @CurrentViewer() viewer: Viewer,
    @Input(() => SignUpInput) input: SignUpInput,
  ): Promise<SignUpPayload> {
    return { signUp: await this.service.signUp(viewer, input) };
  }

  @Mutation(() => SignUpPayload, {
    description:
      'Gives a place back; the next in line gets it. By the person, his coordinator, the host or the lead.',
  })
  async cancelSignUp(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which sign-up.' }) id: string,
  ): Promise<SignUpPayload> {
    return { signUp: await this.service.cancel(viewer, id) };
  }

  @Mutation(() => SignUpPayload, {
    description:
      'Takes a place that was offered, while the offer is open. By the person, his coordinator, the host or the lead.',
  })
  async acceptOffer(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AcceptOfferInput) input: AcceptOfferInput,
  ): Promise<SignUpPayload> {
    return { signUp: await this.service.accept(viewer, input) };
  }

  @Mutation(() => SignUpPayload, {
    description:
      'Leaves a place that was offered to the next in line. By the person, his coordinator, the host or the lead.',
  })
  async declineOffer(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which sign-up.' }) id: string,
  ): Promise<SignUpPayload> {
    return { signUp: await this.service.decline(viewer, id) };
  }
}

/** What activities add to an agenda item; read by the Reader, so the bodies never run. */
@Resolver(() => AgendaItemType)
export class AgendaItemPlacesResolver {
  @ResolveField(() => PlacesType, { nullable: true, description: 'How many can take part, and how many do.' })
  places(): PlacesType | null {
    return null;
  }

  @ResolveField(() => SignUpConnection, {
    description: 'Those that the viewer may see, in the order of coming.',
  })
  signUps(
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 100.' }) _first: number,
    @Args('after', { nullable: true, description: 'pageInfo.endCursor of the page before.' }) _after?: string,
  ): SignUpConnection {
    throw new Error('read by the Reader');
  }
}

/** What activities add to a registration. */
@Resolver(() => RegistrationType)
export class RegistrationSignUpsResolver {
  @ResolveField(() => [SignUpType], { description: 'Where the person takes part, or waits.' })
  signUps(): SignUpType[] {
    return [];
  }
}
