import './sign-up.read.js';
import { Module } from '@nestjs/common';
import {
  AgendaItemPlacesResolver,
  RegistrationSignUpsResolver,
  SignUpsResolver,
} from './sign-ups.resolver.js';
import { SignUpsService } from './sign-ups.service.js';
import { WaitingList } from './waiting-list.js';

/** Places in workshops and site visits, and who waits for one. */
@Module({
  providers: [
    WaitingList,
    SignUpsService,
    SignUpsResolver,
    AgendaItemPlacesResolver,
    RegistrationSignUpsResolver,
  ],
  exports: [SignUpsService],
})
export class ActivitiesModule {}
