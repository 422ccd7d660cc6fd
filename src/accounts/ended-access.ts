import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { Clock } from '../platform/time/clock.js';
import { Session } from './session.entity.js';
import { SignIn } from './sign-in.entity.js';

/** Longer than any limit counts them, and long enough to see an attack that is going on. */
const SIGN_INS_KEPT = { days: 1 };
/** Afterwards the events alone tell that somebody was signed in. */
const SESSIONS_KEPT = { days: 30 };

/** What gives access no more, and is not needed for counting either. */
@Injectable()
export class EndedAccess {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async purge(): Promise<void> {
    const now = this.clock.now();
    const { manager } = this.dataSource;
    await manager.delete(SignIn, { requestedAt: LessThan(now.minus(SIGN_INS_KEPT)) });
    const over = LessThan(now.minus(SESSIONS_KEPT));
    await manager.delete(Session, [{ endedAt: over }, { expiresAt: over }]);
  }
}
