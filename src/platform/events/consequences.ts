import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer.js';

type Effect = (manager: EntityManager, viewer: Viewer, subjectId: string) => Promise<void>;

/** Something that a lower feature does, and that may have consequences in higher ones. */
export class Occasion {
  /** @param name `noun.verb`, past tense */
  constructor(readonly name: string) {}
}

/**
 * What a higher feature must do in the same transaction when something happens in a lower one: a withdrawn
 * registration gives its places back. Rows only; whoever must be told is told by the event.
 */
@Injectable()
export class Consequences {
  private readonly effects = new Map<Occasion, Effect[]>();

  of(occasion: Occasion, effect: Effect): void {
    this.effects.set(occasion, [...(this.effects.get(occasion) ?? []), effect]);
  }

  async follow(manager: EntityManager, viewer: Viewer, occasion: Occasion, subjectId: string): Promise<void> {
    for (const effect of this.effects.get(occasion) ?? []) await effect(manager, viewer, subjectId);
  }
}
