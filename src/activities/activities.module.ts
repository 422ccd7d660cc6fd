import './agenda-changes.read.js';
import './sign-up.read.js';
import { AgendaChangesResolver } from './agenda-changes.resolver.js';
import { Module } from '@nestjs/common';
import {
  AgendaItemPlacesResolver,
  RegistrationSignUpsResolver,
  SignUpsResolver,
} from './sign-ups.resolver.js';
import { SignUpsService } from './sign-ups.service.js';
import { OfferDeadlines } from './offer-deadlines.js';
import { WaitingList } from './waiting-list.js';

/** Places in workshops and site visits, and who waits for one. */
@Module({
  providers: [
    WaitingList,
    OfferDeadlines,
    SignUpsService,
    SignUpsResolver,
    AgendaItemPlacesResolver,
    RegistrationSignUpsResolver,
    AgendaChangesResolver,
  ],
  exports: [SignUpsService],
})
export class ActivitiesModule {}
