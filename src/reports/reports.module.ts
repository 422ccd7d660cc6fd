import './reports.read.js';
import { Module } from '@nestjs/common';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { ClosingsService } from './closings.service.js';
import {
  ClosingRowsResolver,
  ClosingsResolver,
  MeetingReportsResolver,
  ProjectReportsResolver,
} from './reports.resolver.js';

/** Figures, and the closings that fix them. */
@Module({
  imports: [MeetingsModule],
  providers: [
    ClosingsService,
    ClosingsResolver,
    MeetingReportsResolver,
    ProjectReportsResolver,
    ClosingRowsResolver,
  ],
  exports: [ClosingsService],
})
export class ReportsModule {}
