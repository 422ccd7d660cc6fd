import { Module } from '@nestjs/common';
import { MeetingsResolver, MembershipMeetingResolver, ProjectMeetingsResolver } from './meetings.resolver.js';
import { MeetingsService } from './meetings.service.js';
import './room.read.js';
import { MeetingRoomsResolver, RoomsResolver } from './rooms.resolver.js';
import { RoomsService } from './rooms.service.js';

/** Meetings: what, where, when, their rooms, and the steps of their life. */
@Module({
  providers: [
    MeetingsService,
    RoomsService,
    MeetingsResolver,
    RoomsResolver,
    MeetingRoomsResolver,
    ProjectMeetingsResolver,
    MembershipMeetingResolver,
  ],
  exports: [MeetingsService],
})
export class MeetingsModule {}
