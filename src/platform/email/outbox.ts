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
 * `[[code:id]]` a sign-in code, `[[home]]` the address of the start page.
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
  /** An iCalendar object that goes with it. */
  readonly calendar?: string;
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
    for (const letter of letters) {
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
