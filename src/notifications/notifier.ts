import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Language } from '../platform/access/viewer.js';
import { Email, EmailState } from '../platform/email/email.entity.js';
import { type Letter, Outbox } from '../platform/email/outbox.js';
import { Event } from '../platform/events/event.entity.js';
import { UnnotifiedEvent } from '../platform/events/unnotified-event.entity.js';
import { Ask } from '../platform/graphql/ask.js';
import { Messages } from '../platform/i18n/messages.js';
import { Clock } from '../platform/time/clock.js';
import { Viewers } from '../viewers/viewers.js';
import { Project } from '../projects/project.entity.js';
import { letterTo } from './letter-layout.js';
import { sated } from './most-a-day.js';
import { type Notice, type Recipient, type Say, people } from './notice.js';
import { NOTICES } from './notices/notices.js';
import { contentWithout } from './unwanted.js';

/** What the letters of an event came to. */
interface Rendered {
  readonly letters: readonly Letter[];
  /** Why somebody gets none yet; names him by his id only. */
  readonly failures: readonly string[];
}

/** Turns an event into the mails it causes. */
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

  /**
   * Read first, then written: a transaction that waited for a second connection could wait for itself. The note goes
   * with the last letter; a letter that is there already is left as it is when the job runs again.
   * @throws when somebody's letter cannot be written, after those of the others were
   */
  async notify(eventId: string): Promise<void> {
    const { manager } = this.dataSource;
    const event = await manager.findOneByOrFail(Event, { id: eventId });
    const notice = NOTICES[event.kind];
    const expiresAt = (await notice?.expiresAt?.(manager, event)) ?? null;
    // What is late only here is written all the same: delivery says of each mail that it came too late.
    if (!notice || (expiresAt && expiresAt <= event.at)) {
      await manager.delete(UnnotifiedEvent, { eventId });
      return;
    }
    const { letters, failures } = await this.render(manager, event, notice);
    await this.dataSource.transaction(async (transaction) => {
      const personIds = letters.map(({ personId }) => personId);
      const done = [
        await sated(transaction, event, notice.mostADay, personIds),
        await contentWithout(transaction, notice.topic, personIds),
      ];
      const unwanted = new Set(done.flatMap((ids) => [...ids]));
      const isReviewed = notice.mayWait === true && (await wantsReview(transaction, event));
      const occasion = { eventId, projectId: event.projectId, expiresAt, unwanted, isReviewed };
      await this.outbox.add(transaction, occasion, letters);
      if (failures.length === 0) await transaction.delete(UnnotifiedEvent, { eventId });
    });
    if (failures.length > 0) throw new Error(`Event ${eventId} (${event.kind}): ${failures.join('; ')}`);
  }

  /** Takes back a mail that waits for delivery and asks for what is done or asked for no more, or is of a kind that he wants no more. */
  async recall(emailId: string): Promise<void> {
    const { manager } = this.dataSource;
    const waiting = { id: emailId, state: EmailState.QUEUED };
    const email = await manager.findOneBy(Email, waiting);
    if (!email) return;
    const event = await manager.findOneBy(Event, { id: email.eventId });
    const notice = NOTICES[event?.kind ?? ''];
    if (!event || !notice) return;
    const content = await contentWithout(manager, notice.topic, email.personId ? [email.personId] : []);
    if (content.size > 0 || (notice.isAskedAgain && !(await this.isStillAsked(event, notice, email))))
      await manager.update(Email, waiting, { state: EmailState.DISCARDED });
  }

  private async isStillAsked(event: Event, notice: Notice, { personId }: Email): Promise<boolean> {
    const { manager } = this.dataSource;
    // A deadline that was brought forward since.
    const expiresAt = await notice.expiresAt?.(manager, event);
    if (expiresAt && expiresAt <= this.clock.now()) return false;
    const [recipient] = await people(manager, 'p.id = $1', [personId]);
    return !!recipient && (await this.letter(event, notice, recipient)) !== null;
  }

  /**
   * The letter that one person gets of an event, in his language or another one; null where he gets none by now. For whoever
   * wants to see it: nothing is written.
   */
  async letterTo(event: Event, personId: string, language?: Language): Promise<Letter | null> {
    const { manager } = this.dataSource;
    const notice = NOTICES[event.kind];
    const expiresAt = (await notice?.expiresAt?.(manager, event)) ?? null;
    if (!notice || (expiresAt && expiresAt <= this.clock.now())) return null;
    const recipient = (await notice.recipients(manager, event)).find(({ id }) => id === personId);
    if (!recipient || (await contentWithout(manager, notice.topic, [personId])).has(personId)) return null;
    return this.letter(event, notice, { ...recipient, language: language ?? recipient.language });
  }

  private async render(manager: EntityManager, event: Event, notice: Notice): Promise<Rendered> {
    const letters: Letter[] = [];
    const failures: string[] = [];
    for (const recipient of await notice.recipients(manager, event)) {
      try {
        const letter = await this.letter(event, notice, recipient);
        if (letter) letters.push(letter);
      } catch (error) {
        failures.push(`no letter to ${recipient.id}: ${(error as Error).message}`);
      }
    }
    return { letters, failures };
  }

  private async letter(event: Event, notice: Notice, recipient: Recipient): Promise<Letter | null> {
    const say = this.speaker(recipient);
    const viewer = { ...(await this.viewers.ofPerson(recipient.id)), language: recipient.language };
    const data = await this.ask.as<never>(viewer, notice.document, notice.variables(event, recipient));
    const words = notice.words(data, { say, recipient, event });
    return words && letterTo(recipient, say, words, notice.topic);
  }

  private speaker({ language }: Recipient): Say {
    return (key, values) => this.messages.say(language, key, values);
  }
}

const wantsReview = (manager: EntityManager, { projectId }: Event): Promise<boolean> =>
  manager.existsBy(Project, { id: projectId ?? undefined, agendaMailsWait: true });
