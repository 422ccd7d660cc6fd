import './bounce.read.js';
import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { BouncesResolver } from './bounces.resolver.js';
import { BouncesService } from './bounces.service.js';
import { Receiver } from './receiver.js';

/** What comes back by mail: answers of calendars, and reports of mails that were not delivered. */
@Module({
  imports: [RegistrationsModule],
  providers: [BouncesResolver, BouncesService, Receiver],
  exports: [Receiver],
})
export class IncomingModule {}
