import type { Viewer } from '../access/viewer.js';
import type { Clock } from '../time/clock.js';
import type { Change } from './event-listener.js';

/** After the end itself, so that whoever is asked for then is not found a moment before it. */
const AFTER_THE_END_MS = 20;

/** What goes on for longer than the moment for which a request was admitted: a stream, an upload. */
export interface Lasting {
  /** Whom it was begun for. */
  readonly viewer: Viewer;
  /** Who he is by now; null: he may not go on with it. */
  readonly ask: () => Promise<Viewer | null>;
  readonly end: () => void;
}

interface Watched extends Lasting {
  viewer: Viewer;
  timer?: NodeJS.Timeout;
  /** He is being asked for; STALE: and something happened since, which the answer may not know. */
  look?: 'NEWEST' | 'STALE';
}

interface Dependencies {
  readonly clock: Clock;
  /** Whether what happened may have ended this viewer's access, so that he is asked for at once. */
  readonly concerns: (change: Change, viewer: Viewer) => boolean;
  /** How often each is asked for though nothing is known to have happened. */
  readonly checkEveryMs?: number;
}

/** Ends what goes on in this process when the access ends with which it was begun. */
export class LastingAccess {
  private readonly watched = new Set<Watched>();

  constructor(private readonly dependencies: Dependencies) {}

  /**
   * Asks for him at once: what ended his access since he was admitted was told to nobody who watched.
   * @returns what is to be called when it is over
   */
  watch(lasting: Lasting): () => void {
    const one: Watched = { ...lasting };
    this.watched.add(one);
    void this.check(one);
    return () => {
      this.watched.delete(one);
      clearTimeout(one.timer);
    };
  }

  changed(change: Change): void {
    for (const one of this.watched) if (this.dependencies.concerns(change, one.viewer)) void this.check(one);
  }

  /** Changes may have been missed, also one that ends access. */
  missed(): void {
    for (const one of this.watched) void this.check(one);
  }

  /**
   * One look at a time: of two, the older could answer last and bring back what he was. However much happens during
   * a look, one more follows. What cannot be asked is not allowed; the client comes again.
   */
  private async check(one: Watched): Promise<void> {
    const isUnderWay = one.look !== undefined;
    one.look = isUnderWay ? 'STALE' : 'NEWEST';
    if (isUnderWay) return;
    const viewer = await one.ask().catch(() => null);
    if (!this.watched.has(one)) return;
    if (!viewer) {
      this.watched.delete(one);
      return one.end();
    }
    one.viewer = viewer;
    const isStale = one.look === 'STALE';
    delete one.look;
    if (isStale) return this.check(one);
    this.checkLater(one);
  }

  /** At the latest when something ends by itself of what he is: nobody tells of that. */
  private checkLater(one: Watched): void {
    const { clock, checkEveryMs = 60_000 } = this.dependencies;
    const { endsAt } = one.viewer;
    const endsInMs = endsAt === null ? Infinity : endsAt - clock.now().toMillis();
    const inMs = Math.min(checkEveryMs, Math.max(endsInMs, 0) + AFTER_THE_END_MS);
    clearTimeout(one.timer);
    one.timer = setTimeout(() => void this.check(one), inMs).unref();
  }
}
