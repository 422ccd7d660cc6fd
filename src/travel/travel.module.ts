import './hotel-stay.read.js';
import './travel-leg.read.js';
import { Module } from '@nestjs/common';
import { DelaysService } from './delays.service.js';
import {
  HotelStaysResolver,
  MeetingHotelsResolver,
  RegistrationHotelsResolver,
} from './hotel-stays.resolver.js';
import { HotelStaysService } from './hotel-stays.service.js';
import { PickUpsService } from './pick-ups.service.js';
import {
  MeetingTravelResolver,
  RegistrationTravelResolver,
  TravelLegsResolver,
} from './travel-legs.resolver.js';
import { TravelLegsService } from './travel-legs.service.js';

/** How people travel to a meeting and back, who fetches them, and where they sleep. */
@Module({
  providers: [
    TravelLegsService,
    DelaysService,
    PickUpsService,
    HotelStaysService,
    TravelLegsResolver,
    MeetingTravelResolver,
    RegistrationTravelResolver,
    HotelStaysResolver,
    MeetingHotelsResolver,
    RegistrationHotelsResolver,
  ],
})
export class TravelModule {}
