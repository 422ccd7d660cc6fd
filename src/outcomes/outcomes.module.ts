import { Module } from '@nestjs/common';
import {
  AgendaItemOutcomesResolver,
  MeetingOutcomesResolver,
  OutcomesResolver,
  PartnerOutcomesResolver,
  ProjectOutcomesResolver,
} from './outcomes.resolver.js';
import { OutcomesService } from './outcomes.service.js';

/** Results, decisions, actions, recommendations, guidelines, best practices and awards. */
@Module({
  providers: [
    OutcomesService,
    OutcomesResolver,
    ProjectOutcomesResolver,
    MeetingOutcomesResolver,
    AgendaItemOutcomesResolver,
    PartnerOutcomesResolver,
  ],
})
export class OutcomesModule {}
