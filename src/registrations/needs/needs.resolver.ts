import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingType } from '../../meetings/meeting.type.js';
import { CurrentViewer } from '../../platform/access/current-viewer.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { RegistrationPayload } from '../registration.type.js';
import { ConsentsService } from './consents.service.js';
import { ReadyFieldTextsType } from './needs.type.js';
import { ReadyField } from './ready-field.js';

@Resolver(() => MeetingType)
export class NeedsResolver {
  constructor(private readonly consents: ConsentsService) {}

  @ResolveField(() => [ReadyFieldTextsType], {
    description:
      'What every registration asks: why, what whoever answers agrees to, and how long it is kept.',
  })
  readyFields(): ReadyFieldTextsType[] {
    return [];
  }

  @Mutation(() => RegistrationPayload, {
    description:
      'Takes the consent to one question back, and clears the answer, at any time. By the person himself, his coordinator, the host or the lead.',
  })
  async withdrawConsent(
    @CurrentViewer() viewer: Viewer,
    @Args('registrationId', { type: () => ID, description: 'Whose.' }) registrationId: string,
    @Args('field', { type: () => ReadyField, description: 'To which question.' }) field: ReadyField,
  ): Promise<RegistrationPayload> {
    return { registration: await this.consents.withdraw(viewer, registrationId, field) };
  }
}
