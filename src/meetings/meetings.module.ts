import { Module } from '@nestjs/common';
import { MeetingsResolver, MembershipMeetingResolver, ProjectMeetingsResolver } from './meetings.resolver.js';
import { MeetingsService } from './meetings.service.js';

/** Meetings: what, where, when, and the steps of their life. */
@Module({
  providers: [MeetingsService, MeetingsResolver, ProjectMeetingsResolver, MembershipMeetingResolver],
  exports: [MeetingsService],
})
export class MeetingsModule {}
