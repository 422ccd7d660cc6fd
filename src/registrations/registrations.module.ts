import './invitation.read.js';
import './registration.read.js';
import './needs/needs.read.js';
import './forms/form.read.js';
import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { ViewersModule } from '../viewers/viewers.module.js';
import { ApprovalsResolver } from './approval/approvals.resolver.js';
import { ApprovalsService } from './approval/approvals.service.js';
import { AnswersService } from './answers.service.js';
import { FormsResolver, RegistrationFormsResolver } from './forms/forms.resolver.js';
import { FormsService } from './forms/forms.service.js';
import { InvitationsResolver, MeetingInvitationsResolver } from './invitations.resolver.js';
import { InvitationsService } from './invitations.service.js';
import { ConsentsService } from './needs/consents.service.js';
import { NeedsRetention } from './needs/needs-retention.js';
import { NeedsResolver } from './needs/needs.resolver.js';
import {
  MeetingRegistrationsResolver,
  RegistrationsResolver,
  ViewerRegistrationsResolver,
} from './registrations.resolver.js';
import { RegistrationsService } from './registrations.service.js';
import { SubstitutionsService } from './substitutions.service.js';

/** Invitations of partners, and the people who come. */
@Module({
  imports: [ProjectsModule, ViewersModule],
  providers: [
    InvitationsService,
    RegistrationsService,
    AnswersService,
    SubstitutionsService,
    ApprovalsService,
    ApprovalsResolver,
    InvitationsResolver,
    MeetingInvitationsResolver,
    ConsentsService,
    NeedsRetention,
    NeedsResolver,
    FormsService,
    FormsResolver,
    RegistrationFormsResolver,
    RegistrationsResolver,
    MeetingRegistrationsResolver,
    ViewerRegistrationsResolver,
  ],
  exports: [InvitationsService, RegistrationsService, AnswersService, ApprovalsService],
})
export class RegistrationsModule {}
