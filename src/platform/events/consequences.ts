import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer.js';

type Effect = (manager: EntityManager, viewer: Viewer, subjectId: string) => Promise<void>;

/**
 * What a higher feature must do in the same transaction when something happens in a lower one: a withdrawn
 * registration gives its places back. Rows only; whoever must be told is told by the event.
 */
@Injectable()
export class Consequences {
  private readonly effects = new Map<string, Effect[]>();

  /** @param kind `noun.verb`, past tense, as the lower feature calls it */
  of(kind: string, effect: Effect): void {
    this.effects.set(kind, [...(this.effects.get(kind) ?? []), effect]);
  }

  async follow(manager: EntityManager, viewer: Viewer, kind: string, subjectId: string): Promise<void> {
    for (const effect of this.effects.get(kind) ?? []) await effect(manager, viewer, subjectId);
  }
}
