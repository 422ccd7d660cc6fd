import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../../platform/access/current-viewer.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { Input } from '../../platform/graphql/input.js';
import { RegistrationPayload } from '../registration.type.js';
import { ApproveRegistrationInput, RefuseRegistrationInput } from './approval.input.js';
import { ApprovalsService } from './approvals.service.js';

@Resolver()
export class ApprovalsResolver {
  constructor(private readonly approvals: ApprovalsService) {}

  @Mutation(() => RegistrationPayload, {
    description:
      'Agrees that somebody who is PENDING comes; he is told. By the host or the lead partner. Meeting.registrations(state: PENDING) are those who wait.',
  })
  async approveRegistration(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ApproveRegistrationInput) input: ApproveRegistrationInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.approvals.approve(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, {
    description:
      'Says that somebody who is PENDING does not come; he and his coordinators are told why. By the host or the lead partner.',
  })
  async refuseRegistration(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RefuseRegistrationInput) input: RefuseRegistrationInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.approvals.refuse(viewer, input) };
  }
}
