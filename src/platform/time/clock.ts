import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';

/** The only source of the present instant, so that a test can put another in its place. */
export abstract class Clock {
  /** The present instant, in UTC, to the millisecond. */
  abstract now(): DateTime;
}

/** The clock of this machine. */
@Injectable()
export class SystemClock extends Clock {
  override now(): DateTime<true> {
    return DateTime.utc();
  }
}
