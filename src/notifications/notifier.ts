import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Outbox } from '../platform/email/outbox.js';
import { Event } from '../platform/events/event.entity.js';
import { Letters } from './letters.js';

/** Turns an event into the mails it causes, in one transaction. */
@Injectable()
export class Notifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly letters: Letters,
    private readonly outbox: Outbox,
  ) {}

  notify(eventId: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const event = await manager.findOneByOrFail(Event, { id: eventId });
      await this.outbox.add(manager, eventId, await this.letters.of(manager, event));
    });
  }
}
