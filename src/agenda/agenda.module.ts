import { Module } from '@nestjs/common';
import './agenda.read.js';
import { AgendaDaysService } from './agenda-days.service.js';
import { AgendaItemsService } from './agenda-items.service.js';
import { AgendaReleasesService } from './agenda-releases.service.js';
import { AgendaDaysResolver } from './agenda-days.resolver.js';
import { AgendaResolver, MeetingAgendaResolver } from './agenda.resolver.js';

/** The draft agenda of a meeting and its releases. */
@Module({
  providers: [
    AgendaItemsService,
    AgendaReleasesService,
    AgendaDaysService,
    AgendaResolver,
    AgendaDaysResolver,
    MeetingAgendaResolver,
  ],
  exports: [AgendaItemsService, AgendaReleasesService],
})
export class AgendaModule {}
