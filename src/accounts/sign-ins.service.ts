import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Secrets, hashOf } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record, tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { parseAddress } from './address.js';
import { Person } from './person.entity.js';
import { type NewSession, Sessions } from './sessions.js';
import { SignIn } from './sign-in.entity.js';

/** OWASP ASVS 5.0, 6.5.5: an out-of-band secret lives at most ten minutes. */
const LIFE = { minutes: 10 };
const TRIES = 5;
const REQUESTS_PER_ADDRESS = 3;
const REQUESTS_WITHIN = { minutes: 15 };

export const signInPath = (id: string): string => `/sign-in/${id}`;

/** Sign-in by a mailed link plus a code: the link works in the browser that asked, the code wherever it is typed. */
@Injectable()
export class SignIns {
  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Mails a link and a code, if somebody has this address; the answer is the same if nobody has.
   * @param browser the value of the cookie that binds the link to this browser
   */
  request(viewer: Viewer, email: string, browser: string): Promise<string> {
    const address = parseAddress(email);
    if (!address) throw new DomainError(UserErrorCode.INVALID, ['input', 'email']);
    return this.dataSource.transaction(async (manager) => {
      const id = uuidv7();
      const now = this.clock.now();
      const addressHash = this.secrets.fingerprint(address);
      // Of many requests at once for one address each counts those before it.
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [addressHash]);
      const allowed = await this.isAllowed(manager, addressHash, now);
      const person = await manager.findOneBy(Person, { email: address });
      await manager.insert(SignIn, {
        id,
        personId: allowed && person && !person.disabledAt ? person.id : null,
        addressHash,
        browserHash: hashOf(browser),
        requestedAt: now,
      });
      await tell(manager, this.jobs, viewer, now, {
        kind: 'signIn.requested',
        subjectId: id,
        projectId: null,
      });
      return id;
    });
  }

  /** By the code that was typed. Five tries for each request, right or wrong. */
  async completeByCode(id: string, typed: string): Promise<NewSession> {
    // Apart from what follows: a wrong try counts, though it changes nothing else.
    const tried = await this.openRequest(this.dataSource.manager, id)
      .set({ tries: () => 'tries + 1' })
      .andWhere('tries < :tries', { tries: TRIES })
      .execute();
    if (tried.affected !== 1 || !this.secrets.isCodeOf(id, typed)) throw refused();
    return this.use(id);
  }

  /** By the link, in the browser that asked for it; elsewhere a scanner could use it up. */
  async completeByLink(id: string, signature: string, browser: string | undefined): Promise<NewSession> {
    if (!browser || !this.secrets.isSignatureOf(signInPath(id), signature)) throw refused();
    return this.use(id, hashOf(browser));
  }

  /** Nothing is used up without a session: both are written, or neither. */
  private use(id: string, browserHash?: string): Promise<NewSession> {
    return this.dataSource.transaction(async (manager) => {
      const now = this.clock.now();
      const update = this.openRequest(manager, id).set({ usedAt: now }).andWhere('person_id is not null');
      if (browserHash) update.andWhere('browser_hash = :browserHash', { browserHash });
      const used = await update.returning('person_id').execute();
      const row = (used.raw as { person_id: string }[])[0];
      if (!row) throw refused();
      const session = await this.sessions.start(manager, row.person_id);
      const actor = { personId: row.person_id };
      await record(manager, actor, now, {
        kind: 'signIn.completed',
        subjectId: session.id,
        projectId: null,
      });
      return session;
    });
  }

  private openRequest(manager: EntityManager, id: string) {
    return manager
      .createQueryBuilder()
      .update(SignIn)
      .where('id = :id and used_at is null and requested_at > :since', {
        id,
        since: this.clock.now().minus(LIFE).toISO(),
      });
  }

  private async isAllowed(manager: EntityManager, addressHash: string, now: DateTime): Promise<boolean> {
    const earlier = await manager
      .createQueryBuilder(SignIn, 's')
      .where('s.addressHash = :addressHash and s.requestedAt > :since', {
        addressHash,
        since: now.minus(REQUESTS_WITHIN).toISO(),
      })
      .getCount();
    return earlier < REQUESTS_PER_ADDRESS;
  }
}

const refused = (): DomainError => new DomainError(UserErrorCode.CODE_REFUSED, ['input']);
