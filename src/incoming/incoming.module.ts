import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { Receiver } from './receiver.js';

/** What comes back by mail: answers of calendars. */
@Module({
  imports: [RegistrationsModule],
  providers: [Receiver],
  exports: [Receiver],
})
export class IncomingModule {}
