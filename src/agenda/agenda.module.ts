import { Module } from '@nestjs/common';
import './agenda.read.js';
import './carried-out/carried-out.read.js';
import { CarriedOutItemsService } from './carried-out/carried-out-items.service.js';
import { CarriedOutResolver, MeetingCarriedOutResolver } from './carried-out/carried-out.resolver.js';
import './unscheduled-item.read.js';
import { MeetingUnscheduledItemsResolver, UnscheduledItemsResolver } from './unscheduled-items.resolver.js';
import { UnscheduledItemsService } from './unscheduled-items.service.js';
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
    UnscheduledItemsService,
    CarriedOutItemsService,
    AgendaResolver,
    AgendaDaysResolver,
    MeetingAgendaResolver,
    UnscheduledItemsResolver,
    CarriedOutResolver,
    MeetingCarriedOutResolver,
    MeetingUnscheduledItemsResolver,
  ],
  exports: [AgendaItemsService, AgendaReleasesService],
})
export class AgendaModule {}
