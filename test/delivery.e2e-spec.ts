import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { applicationDataSource, ownerDataSource } from '../src/data-source.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { Delivery } from '../src/platform/email/delivery.js';
import { Email, EmailState } from '../src/platform/email/email.entity.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { type Certificate, makeCertificate } from './setup/certificate.js';
import { CUTS, CutSmtp } from './setup/cut-smtp.js';
import { type TestDatabase, cloneDatabase } from './setup/database.js';
import { type Fault, FaultySmtp } from './setup/faulty-smtp.js';
import { SlowSmtp, type Stage } from './setup/slow-smtp.js';
import { until } from './setup/until.js';

const trusting = (smtp: FaultySmtp, { cert }: Certificate): string =>
  `${smtp.url}/?tls.ca=${encodeURIComponent(cert)}`;
/** More than sockets hold while the other side does not read. */
const LONG = `${'x'.repeat(70)}\n`.repeat(100_000);
const LEASED = 'The mail is being sent by another job.';

/** The lease taken away: whoever comes finds none on the row. */
const NO_LEASE = `
create function forget_lease() returns trigger language plpgsql as $$
begin new.leased_until := null; return new; end $$;
create trigger forget_lease before update on email for each row execute function forget_lease()`;

describe('the delivery of one mail', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let smtp: SlowSmtp;
  beforeEach(async () => {
    [database, smtp] = await Promise.all([cloneDatabase(), SlowSmtp.start()]);
    dataSource = await applicationDataSource(database.url).initialize();
  });
  afterEach(async () => {
    await smtp.stop();
    await dataSource.destroy();
    await database.drop();
  });

  const worker = (leaseSeconds?: number, smtpUrl = smtp.url) =>
    new Delivery(
      dataSource,
      new SystemClock(),
      new Secrets('a key for tests, of at least 32 characters'),
      {
        smtpUrl,
        from: 'Tavola <tavola@x.example>',
        replyAddress: 'tavola@norrkoping.example',
        areRepliesRead: true,
        baseUrl: 'http://localhost',
      },
      leaseSeconds,
    );

  async function queued(values: Partial<Email> = {}): Promise<string> {
    const id = uuidv7();
    await dataSource.manager.insert(Email, {
      id,
      eventId: uuidv7(),
      recipient: 'delegate@cervia.example',
      language: 'en',
      subject: 'Hello',
      text: 'Hello',
      html: '<p>Hello</p>',
      grants: [],
      messageId: `<${id}@tavola>`,
      queuedAt: new SystemClock().now(),
      ...values,
    });
    return id;
  }

  const row = async (id: string) => {
    const { state, attempts, uncertain, leasedUntil } = await dataSource.manager.findOneByOrFail(Email, {
      id,
    });
    return { state, attempts, uncertain, isLeased: leasedUntil !== null };
  };

  /** One job sends; the other comes while the mail is on its way, and has to end before the mail server answers. */
  async function twoJobs(id: string): Promise<PromiseSettledResult<void>[]> {
    const first = worker().deliver(id);
    await until(() => smtp.received.length === 1);
    let isOver = false;
    const second = worker()
      .deliver(id)
      .finally(() => (isOver = true));
    const both = Promise.allSettled([first, second]);
    await until(() => isOver || smtp.received.length === 2);
    smtp.answer();
    return both;
  }

  it('happens once when two jobs run for it, and the second job is tried again', async () => {
    const id = await queued();
    expect(await twoJobs(id)).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason: new Error(LEASED) },
    ]);
    expect(smtp.received).toEqual([`<${id}@tavola>`]);
    expect(await row(id)).toEqual({ state: 'SENT', attempts: 1, uncertain: false, isLeased: false });
    await worker().deliver(id);
    expect(smtp.received.length).toBe(1);
  });

  it('happens twice without the lease (control)', async () => {
    const owner = await ownerDataSource(database.ownerUrl).initialize();
    await owner.query(NO_LEASE);
    await owner.destroy();
    const id = await queued();
    expect(await twoJobs(id)).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: undefined },
    ]);
    expect(smtp.received).toEqual([`<${id}@tavola>`, `<${id}@tavola>`]);
  });

  it('keeps its lease for as long as the mail server lets it wait', async () => {
    const id = await queued();
    const sending = worker(0.6).deliver(id);
    await until(() => smtp.received.length === 1);
    await sleep(1_500);
    await expect(worker().deliver(id)).rejects.toThrow(LEASED);
    smtp.answer();
    await sending;
    expect(await row(id)).toEqual({ state: 'SENT', attempts: 1, uncertain: false, isLeased: false });
  });

  it('waits for the lease of a killed worker, then sends and says that the recipient may have it twice', async () => {
    const id = await queued({
      state: EmailState.SENDING,
      attempts: 1,
      leasedUntil: new SystemClock().now().plus({ milliseconds: 700 }),
    });
    await expect(worker().deliver(id)).rejects.toThrow(LEASED);
    await sleep(800);
    const sending = worker().deliver(id);
    await until(() => smtp.received.length === 1);
    smtp.answer();
    await sending;
    expect(await row(id)).toEqual({ state: 'SENT', attempts: 2, uncertain: true, isLeased: false });
  });

  it('leaves the row to whoever took it over', async () => {
    const id = await queued();
    const lost = worker().deliver(id);
    await until(() => smtp.received.length === 1);
    await dataSource.query(`update email set attempts = 2, uncertain = true where id = $1`, [id]);
    smtp.refuse();
    await expect(lost).rejects.toThrow('The mail will be tried again. (EMESSAGE, DATA, 451)');
    expect(await row(id)).toEqual({ state: 'SENDING', attempts: 2, uncertain: true, isLeased: true });
  });

  it.each<[what: string, at: Stage, code: number, text: string, why: string]>([
    ['a greeting', 'greeting', 554, 'No service here', 'EPROTOCOL, CONN, 554'],
    ['an expired password', 'signIn', 535, '5.7.8 Password expired', 'EAUTH, AUTH PLAIN, 535'],
    ['a sender', 'sender', 550, '5.1.8 Unknown sender', 'EENVELOPE, MAIL FROM, 550'],
    ['a sender, said late', 'recipient', 553, '5.7.1 Not your address', 'EENVELOPE, RCPT TO, 553'],
    ['whoever has not signed in, said late', 'recipient', 530, 'Sign in', 'EENVELOPE, RCPT TO, 530'],
  ])(
    'is tried again when the mail server refuses %s, and goes out when that is mended',
    async (...refusal) => {
      const [, at, code, text, why] = refusal;
      const id = await queued();
      smtp.refuseAt({ at, code, text });
      await expect(worker().deliver(id)).rejects.toThrow(new Error(`The mail will be tried again. (${why})`));
      expect(await row(id)).toEqual({ state: 'QUEUED', attempts: 1, uncertain: false, isLeased: false });
      smtp.refuseAt();
      const sending = worker().deliver(id);
      await until(() => smtp.received.length === 1);
      smtp.answer();
      await sending;
      expect(await row(id)).toEqual({ state: 'SENT', attempts: 2, uncertain: false, isLeased: false });
    },
  );

  it('goes over TLS where the mail server offers it', async () => {
    const certificate = makeCertificate();
    const secure = await FaultySmtp.start({
      faultOf: () => null,
      tls: { certificate, isOffered: () => true },
    });
    const id = await queued();
    await worker(undefined, trusting(secure, certificate)).deliver(id);
    await secure.stop();
    expect(secure.attempts).toEqual([expect.objectContaining({ taken: true, isSecure: true })]);
    expect(await row(id)).toMatchObject({ state: 'SENT', uncertain: false });
  });

  it.each<[what: string, fault: Fault | null, isTrusted: boolean, why: string]>([
    ['breaks off in STARTTLS', 'cut in STARTTLS', true, 'ESOCKET, CONN'],
    ['has a certificate that nobody vouches for', null, false, 'ESOCKET, CONN'],
  ])('is tried again, and cannot have arrived, when the mail server %s', async (...given) => {
    const [, fault, isTrusted, why] = given;
    const certificate = makeCertificate();
    const secure = await FaultySmtp.start({
      faultOf: () => fault,
      tls: { certificate, isOffered: () => true },
    });
    const id = await queued();
    const url = isTrusted ? trusting(secure, certificate) : secure.url;
    await expect(worker(undefined, url).deliver(id)).rejects.toThrow(
      new Error(`The mail will be tried again. (${why})`),
    );
    await secure.stop();
    expect(secure.attempts).toEqual([]);
    expect(await row(id)).toEqual({ state: 'QUEUED', attempts: 1, uncertain: false, isLeased: false });
  });

  it('is tried again, and cannot have arrived, when the port speaks no TLS', async () => {
    const plain = await FaultySmtp.start({ faultOf: () => null });
    const id = await queued();
    const url = plain.url.replace('smtp:', 'smtps:');
    await expect(worker(undefined, url).deliver(id)).rejects.toThrow(
      new Error('The mail will be tried again. (ESOCKET, CONN)'),
    );
    await plain.stop();
    expect(await row(id)).toEqual({ state: 'QUEUED', attempts: 1, uncertain: false, isLeased: false });
  });

  it.each(CUTS.flatMap((at) => [[at, 'closes'] as const, [at, 'resets'] as const]))(
    'cannot have arrived when at %s the mail server %s the line',
    async (at, how) => {
      const cut = await CutSmtp.start(at, how === 'resets');
      const id = await queued(at === 'message' ? { text: LONG } : {});
      await expect(worker(undefined, cut.url).deliver(id)).rejects.toThrow('The mail will be tried again.');
      await cut.stop();
      expect(await row(id)).toEqual({ state: 'QUEUED', attempts: 1, uncertain: false, isLeased: false });
    },
  );

  it.each(['close after the final dot', 'hang after the final dot'] as const)(
    'may have arrived with a mail server that is to %s (control)',
    async (fault) => {
      const smtpOf = await FaultySmtp.start({ faultOf: () => fault });
      const id = await queued();
      const [result] = await Promise.allSettled([
        worker(undefined, smtpOf.url).deliver(id),
        until(() => smtpOf.attempts.length === 1).then(() => smtpOf.stop()),
      ]);
      expect(result.status).toBe('rejected');
      expect(await row(id)).toMatchObject({ state: 'QUEUED', uncertain: true });
    },
  );

  it('does not happen when what the mail tells of is over, which its row says', async () => {
    const now = new SystemClock().now();
    const over = await queued({ expiresAt: now.minus({ seconds: 1 }) });
    await worker().deliver(over);
    expect(smtp.received).toEqual([]);
    expect(await row(over)).toEqual({ state: 'EXPIRED', attempts: 0, uncertain: false, isLeased: false });
    await worker().deliver(over);
    // The control: a minute before it would have left.
    const ahead = await queued({ expiresAt: now.plus({ minutes: 1 }) });
    const sending = worker().deliver(ahead);
    await until(() => smtp.received.length === 1);
    smtp.answer();
    await sending;
    expect(await row(ahead)).toMatchObject({ state: 'SENT' });
  });

  it('fails for good when the mail server refuses the recipient', async () => {
    const id = await queued();
    smtp.refuseAt({ at: 'recipient', code: 550, text: '5.1.1 No such user' });
    await worker().deliver(id);
    expect(await row(id)).toEqual({ state: 'FAILED', attempts: 1, uncertain: false, isLeased: false });
  });

  it('fails for good when the mail server refuses the message', async () => {
    const id = await queued();
    const sending = worker().deliver(id);
    await until(() => smtp.received.length === 1);
    smtp.refuse(554, 'Looks like spam');
    await sending;
    expect(await row(id)).toEqual({ state: 'FAILED', attempts: 1, uncertain: false, isLeased: false });
  });
});
