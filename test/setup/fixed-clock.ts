import { DateTime } from 'luxon';
import { Clock } from '../../src/platform/time/clock.js';

/** A clock that stands still until the test moves it. Sessions last 30 days of its time. */
export class FixedClock extends Clock {
  private instant: DateTime;

  constructor(iso: string) {
    super();
    this.instant = DateTime.fromISO(iso, { zone: 'utc' });
  }

  set(iso: string): void {
    this.instant = DateTime.fromISO(iso, { zone: 'utc' });
  }

  override now(): DateTime {
    return this.instant;
  }
}
