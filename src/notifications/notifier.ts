import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Letter, Outbox } from '../platform/email/outbox.js';
import { Event } from '../platform/events/event.entity.js';
import { Ask } from '../platform/graphql/ask.js';
import { Clock } from '../platform/time/clock.js';
import { localOf } from '../platform/time/wall-time.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { Messages } from '../platform/i18n/messages.js';
import { Viewers } from '../viewers/viewers.js';
import { letterTo } from './letter-layout.js';
import type { Notice, Recipient, Say } from './notice.js';
import { NOTICES } from './notices/notices.js';

/** Turns an event into the mails it causes: all of them are written, or none. */
@Injectable()
export class Notifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly messages: Messages,
    private readonly outbox: Outbox,
    private readonly ask: Ask,
    private readonly viewers: Viewers,
    private readonly clock: Clock,
  ) {}

  /** Read first, then written: a transaction that waited for a second connection could wait for itself. */
  async notify(eventId: string): Promise<void> {
    const { manager } = this.dataSource;
    const event = await manager.findOneByOrFail(Event, { id: eventId });
    const notice = NOTICES[event.kind];
    if (!notice || (notice.endsWithMeeting && (await this.isOver(event)))) return;
    const letters = await this.letters(manager, event, notice);
    await this.dataSource.transaction((transaction) => this.outbox.add(transaction, eventId, letters));
  }

  private async letters(manager: EntityManager, event: Event, notice: Notice): Promise<Letter[]> {
    const letters: Letter[] = [];
    for (const recipient of await notice.recipients(manager, event)) {
      const say = this.speaker(recipient);
      const viewer = await this.viewers.ofPerson(recipient.id);
      const data = await this.ask.as<never>(viewer, notice.document, notice.variables(event, recipient));
      const words = notice.words(data, { say, recipient, event });
      if (words) letters.push(letterTo(recipient, say, words));
    }
    return letters;
  }

  private async isOver({ meetingId }: Event): Promise<boolean> {
    const meeting = meetingId ? await this.dataSource.manager.findOneBy(Meeting, { id: meetingId }) : null;
    return meeting !== null && meeting.endsOn < localOf(this.clock.now(), meeting.timeZone).slice(0, 10);
  }

  private speaker({ language }: Recipient): Say {
    return (key, values) => this.messages.say(language, key, values);
  }
}
