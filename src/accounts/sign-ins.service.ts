import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { clientOf } from '../platform/access/client-address.js';
import { Secrets, hashOf } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import { inTurn } from '../platform/database/in-turn.js';
import { findHold } from '../platform/email/mail-hold.js';
import { record, tell } from '../platform/events/record.js';
import { TooManyRequests } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { parseAddress } from './address.js';
import { Person } from './person.entity.js';
import { type NewSession, Sessions } from './sessions.js';
import { SignIn } from './sign-in.entity.js';

/** OWASP ASVS 5.0, 6.5.5: an out-of-band secret lives at most ten minutes. */
export const SIGN_IN_LIFE = { minutes: 10 };
const TRIES = 5;
/**
 * Mails within that time: to one address because of one client, to one address, and because of one client. With the tries,
 * they bound all guessing. That clients are counted apart keeps a stranger from using up what somebody may ask for himself.
 */
const MAILS = { perAddressAndClient: 3, perAddress: 20, perClient: 20 };
const MAILS_WITHIN = { minutes: 15 };

/** Where a request to sign in comes from. */
export interface From {
  /** The value of the cookie that binds the link to this browser. */
  readonly browser: string;
  readonly ip: string;
}

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
   * @throws TooManyRequests for the address or the client, whether or not somebody has the address
   * @throws DomainError MAIL_HELD for every address, since no mail would leave
   */
  request(viewer: Viewer, email: string, { browser, ip }: From): Promise<string> {
    const address = parseAddress(email);
    if (!address) throw new DomainError(UserErrorCode.INVALID, ['input', 'email']);
    return this.dataSource.transaction(async (manager) => {
      if (await findHold(manager)) throw new DomainError(UserErrorCode.MAIL_HELD);
      const id = uuidv7();
      const now = this.clock.now();
      const addressHash = this.secrets.fingerprint(address);
      const clientHash = this.secrets.fingerprint(clientOf(ip));
      const ensureStillFew = async (): Promise<void> => {
        await ensureFew(manager, { clientHash, most: MAILS.perClient, now });
        await ensureFew(manager, { addressHash, clientHash, most: MAILS.perAddressAndClient, now });
        await ensureFew(manager, { addressHash, most: MAILS.perAddress, now });
      };
      // Whoever has had his mails is not to wait, and keep a connection, for the others of a flood.
      await ensureStillFew();
      // Of many requests at once each counts those before it; all lock the client first.
      for (const hash of [clientHash, addressHash]) await inTurn(manager, hash);
      await ensureStillFew();
      const person = await manager.findOneBy(Person, { email: address });
      await manager.insert(SignIn, {
        id,
        personId: person && !person.disabledAt ? person.id : null,
        addressHash,
        clientHash,
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
        since: this.clock.now().minus(SIGN_IN_LIFE).toISO(),
      });
  }
}

interface Requests {
  readonly addressHash?: string;
  readonly clientHash?: string;
  readonly most: number;
  readonly now: DateTime;
}

/** @throws TooManyRequests when there were as many already; one that is refused does not count */
async function ensureFew(manager: EntityManager, { most, now, ...where }: Requests): Promise<void> {
  const [first] = await manager.find(SignIn, {
    where: { ...where, requestedAt: MoreThan(now.minus(MAILS_WITHIN)) },
    order: { requestedAt: 'DESC' },
    skip: most - 1,
    take: 1,
  });
  if (first)
    throw new TooManyRequests(Math.ceil(first.requestedAt.plus(MAILS_WITHIN).diff(now).as('seconds')));
}

const refused = (): DomainError => new DomainError(UserErrorCode.CODE_REFUSED, ['input']);
