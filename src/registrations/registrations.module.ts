import './invitation.read.js';
import './registration.read.js';
import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { AnswersService } from './answers.service.js';
import { InvitationsResolver, MeetingInvitationsResolver } from './invitations.resolver.js';
import { InvitationsService } from './invitations.service.js';
import {
  MeetingRegistrationsResolver,
  RegistrationsResolver,
  ViewerRegistrationsResolver,
} from './registrations.resolver.js';
import { RegistrationsService } from './registrations.service.js';

/** Invitations of partners, and the people who come. */
@Module({
  imports: [ProjectsModule],
  providers: [
    InvitationsService,
    RegistrationsService,
    AnswersService,
    InvitationsResolver,
    MeetingInvitationsResolver,
    RegistrationsResolver,
    MeetingRegistrationsResolver,
    ViewerRegistrationsResolver,
  ],
  exports: [InvitationsService, RegistrationsService, AnswersService],
})
export class RegistrationsModule {}
