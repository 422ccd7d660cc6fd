import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../time/clock.js';
import type { Language } from '../access/viewer.js';
import { Jobs } from '../jobs/jobs.js';
import { Email, EmailState } from './email.entity.js';

/**
 * A rendered mail. What grants something is put in at delivery only: `[[/path]]` becomes a signed link to that path,
 * `[[code:id]]` a sign-in code, `[[reply:id]]` the address at which that registration is answered, `[[home]]` the address of the start page.
 * One below `UNSUBSCRIBE` is told to mail programs as well.
 */
export interface Letter {
  readonly personId: string;
  /** His address. */
  readonly recipient: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The placeholders that this letter itself put in. Others, from what people wrote, stay text. */
  readonly grants: readonly string[];
  readonly calendar?: LetterCalendar;
}

/** Below which the links lie by which a recipient wants no more of the like (RFC 8058). */
export const UNSUBSCRIBE = '/mail-topics/';

/** What a letter tells the recipient's calendar. A later one of the same that waits with it goes alone. */
export interface LetterCalendar {
  /** Of what it tells, such as a meeting. */
  readonly id: string;
  readonly sequence: number;
  /** An iCalendar object (RFC 5545) with METHOD, its lines not folded. */
  readonly text: string;
}

/** What the letters of one event have in common. */
interface Occasion {
  readonly eventId: string;
  readonly projectId: string | null;
  /** From when on they are of no use; null: never. */
  readonly expiresAt: DateTime | null;
  /** Who has had enough of the like: his letter is written, and not sent. */
  readonly unwanted: ReadonlySet<string>;
  /** Whether somebody looks at them before they are sent. */
  readonly isReviewed: boolean;
}

/** RFC 5322, section 3.6.4. */
export const messageIdOf = (id: string): string => `<${id}@tavola>`;

/** The only way a mail leaves: rows that people can look at, and one job for each. */
@Injectable()
export class Outbox {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Adds the letters of an event; one that is there already (the job ran twice) is left as it is. */
  async add(
    manager: EntityManager,
    { unwanted, isReviewed, ...occasion }: Occasion,
    letters: readonly Letter[],
  ): Promise<void> {
    for (const { calendar, ...letter } of letters) {
      const id = uuidv7();
      const wanted = isReviewed ? EmailState.HELD : EmailState.QUEUED;
      const state = unwanted.has(letter.personId) ? EmailState.DISCARDED : wanted;
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(Email)
        .values({
          id,
          ...occasion,
          ...letter,
          calendar: calendar?.text ?? null,
          calendarId: calendar?.id ?? null,
          calendarSequence: calendar?.sequence ?? null,
          state,
          grants: [...letter.grants],
          messageId: messageIdOf(id),
          queuedAt: this.clock.now(),
        })
        .orIgnore()
        .returning('id')
        .execute();
      const isNew = (inserted.raw as unknown[]).length > 0;
      if (isNew && state === EmailState.QUEUED)
        await this.jobs.enqueue(manager, 'deliver', { id, isAwaited: occasion.projectId === null });
    }
  }
}
