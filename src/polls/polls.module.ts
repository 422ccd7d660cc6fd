import { Module } from '@nestjs/common';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { DateAnswersService } from './date-answers.service.js';
import { DateChoiceService } from './date-choice.service.js';
import { DateOptionsService } from './date-options.service.js';
import { DatePollReminders } from './date-poll-reminders.js';
import { DatePollInviteesService } from './date-poll-invitees.service.js';
import {
  DatePollsResolver,
  MeetingDatePollResolver,
  ProjectDatePollsResolver,
} from './date-polls.resolver.js';
import { DatePollsService } from './date-polls.service.js';

/** Which dates suit the partners, until one of them becomes a meeting. */
@Module({
  imports: [ProjectsModule, MeetingsModule, RegistrationsModule],
  providers: [
    DatePollInviteesService,
    DatePollsService,
    DateOptionsService,
    DateAnswersService,
    DateChoiceService,
    DatePollReminders,
    DatePollsResolver,
    ProjectDatePollsResolver,
    MeetingDatePollResolver,
  ],
  exports: [DateAnswersService, DatePollsService],
})
export class PollsModule {}
