import { Module } from '@nestjs/common';
import { ViewersModule } from '../viewers/viewers.module.js';
import { MaterialReminders } from './material-reminders.js';
import { MaterialRequestsService } from './material-requests.service.js';
import { PresentationUploads } from './presentation-uploads.js';
import './presentation.read.js';
import {
  AgendaItemPresentationsResolver,
  MeetingPresentationsResolver,
  PresentationsResolver,
} from './presentations.resolver.js';
import { PresentationsService } from './presentations.service.js';

/** What partners owe for a meeting, their uploads and the versions of them. */
@Module({
  imports: [ViewersModule],
  providers: [
    MaterialRequestsService,
    MaterialReminders,
    PresentationUploads,
    PresentationsService,
    PresentationsResolver,
    MeetingPresentationsResolver,
    AgendaItemPresentationsResolver,
  ],
  exports: [MaterialReminders, PresentationUploads],
})
export class PresentationsModule {}
