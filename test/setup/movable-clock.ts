import { DateTime } from 'luxon';
import { Clock } from '../../src/platform/time/clock.js';

/** Shows what a test sets; a millisecond goes by with each look, so that what comes later is later. */
export class MovableClock extends Clock {
  private time: DateTime;

  constructor(iso: string) {
    super();
    this.time = DateTime.fromISO(iso, { zone: 'utc' });
  }

  override now(): DateTime {
    this.time = this.time.plus({ milliseconds: 1 });
    return this.time;
  }

  moveTo(iso: string): void {
    this.time = DateTime.fromISO(iso, { zone: 'utc' });
  }
}
