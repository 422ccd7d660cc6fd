import { Injectable } from '@nestjs/common';
import { type SendMailOptions, type Transporter, createTransport } from 'nodemailer';
import { DataSource, type QueryDeepPartialEntity } from 'typeorm';
import { Clock } from '../time/clock.js';
import { Secrets } from '../access/secrets.js';
import { Email, EmailState } from './email.entity.js';
import { folded } from './folded.js';
import { NOT_HELD, findHold } from './mail-hold.js';
import { UNSUBSCRIBE } from './outbox.js';
import { Answered, ReplyAddresses } from './reply-addresses.js';

/** An SMTP answer, as nodemailer reports it. */
interface SmtpFailure {
  readonly message: string;
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
  /** To which command: `CONN` is the greeting, `DATA` also what comes after the message. */
  readonly command?: string;
}

/**
 * Answers to RCPT TO that are about us: many servers say only then what they have against the client or the sender.
 * 530: sign in first (RFC 4954, section 6). X.1.7 and X.1.8: the sender's address; X.7: policy, such as that the
 * relay does not work for us (RFC 3463, sections 3.2 and 3.8).
 */
const ABOUT_US = /^(530|5\d\d[ -]5\.(1\.[78]|7\.\d+)\b)/;

/** What nodemailer hands through with a mail. */
interface Watched {
  /** When all of it was read. It is read as it is sent, and the dot that ends it follows (RFC 5321, section 4.1.1.4). */
  readonly onEnd: () => void;
}

/** Whether another try is in vain: the server wants this recipient or this message no more tomorrow than today. */
const isFinal = ({ responseCode = 0, command, response = '' }: SmtpFailure): boolean =>
  responseCode >= 500 && (command === 'DATA' || (command === 'RCPT TO' && !ABOUT_US.test(response)));

/**
 * Takes back a mail that waits although a later one tells the same calendar more: who gets both, in whatever order, would
 * read of what is no more.
 */
const SUPERSEDE = `
update email m set state = 'DISCARDED'
where m.id = $1 and m.state = 'QUEUED' and exists (
  select from email n where n.person_id = m.person_id and n.calendar_id = m.calendar_id
    and (n.calendar_sequence, n.id) > (m.calendar_sequence, m.id) and n.state in ('QUEUED', 'SENDING', 'SENT'))`;

/** Of an iCalendar object. */
const METHOD = /^METHOD:(\w+)/m;
/** Of its attendee, before anything that somebody wrote. */
const ASKS_FOR_REPLY = /^(ATTENDEE;ROLE=[A-Z-]+;PARTSTAT=[A-Z-]+;RSVP=)TRUE/m;

export interface DeliverySettings {
  /** `smtp://` or `smtps://`. */
  readonly smtpUrl: string;
  readonly from: string;
  /** Origin that links in mails start with. */
  readonly baseUrl: string;
  /** Mailbox at which answers arrive, each with an extension of its own. */
  readonly replyAddress: string;
  /** Whether what arrives there is read (`npm run cli -- mail receive`). */
  readonly areRepliesRead: boolean;
}

/**
 * Sends one queued mail over SMTP, at least once; a second copy carries the same Message-ID.
 *
 * Whoever sends a mail holds a lease on its row and renews it for as long as the attempt takes, however slow the mail
 * server is: each answer may take a minute, so no fixed time is both longer than every attempt and short enough to
 * have the mail of a killed worker out soon.
 */
@Injectable()
export class Delivery {
  private readonly transport: Transporter;
  private readonly replies: ReplyAddresses;
  /** By the database's clock, which all workers share. */
  private readonly lease = (): string => `now() + interval '${this.leaseSeconds} seconds'`;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly settings: DeliverySettings,
    /** About as long as the queue takes to notice a killed worker. Renewed three times in that time. */
    private readonly leaseSeconds = 30,
  ) {
    this.replies = new ReplyAddresses(secrets, settings.replyAddress);
    this.transport = createTransport({
      url: settings.smtpUrl,
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: 20_000,
      socketTimeout: 60_000,
    });
    this.transport.use('stream', ({ data, message }, done) => {
      message.processFunc((whole) => whole.once('end', (data as unknown as Watched).onEnd));
      done();
    });
  }

  /**
   * Sends it, or says that it is of no use any more.
   * @throws when the mail should be tried again later, or somebody else is sending it; the queue tries again
   */
  async deliver(id: string): Promise<void> {
    await this.dataSource.query(SUPERSEDE, [id]);
    const email = await this.claim(id);
    if (!email) return;
    if (email.expiresAt && email.expiresAt <= this.clock.now()) return this.expired(email);
    // A renewal that fails is made up for by the next one, or by nobody: then the lease runs out, as it should.
    const renewal = setInterval(
      () => void this.whileOurs(email, { leasedUntil: this.lease }).catch(() => undefined),
      (this.leaseSeconds * 1000) / 3,
    );
    try {
      await this.send(email);
    } finally {
      clearInterval(renewal);
    }
  }

  /**
   * Takes the mail, so that a job run twice sends once; one left SENDING by a killed worker is uncertain. While mail is
   * held, nobody takes any: its job ends, and the sweep adds another one when mail is let out.
   */
  private async claim(id: string): Promise<Email | null> {
    const claimed = await this.dataSource
      .createQueryBuilder()
      .update(Email)
      .set({
        state: EmailState.SENDING,
        attempts: () => 'attempts + 1',
        uncertain: () => `uncertain or state = 'SENDING'`,
        leasedUntil: this.lease,
      })
      .where(
        `id = :id and ${NOT_HELD} and (state = 'QUEUED'
           or state = 'SENDING' and (leased_until is null or leased_until < now()))`,
        { id },
      )
      .execute();
    const email = await this.dataSource.manager.findOneBy(Email, { id });
    if (claimed.affected === 1) return email;
    // Its sender may yet be killed: this job must not end as if the mail were out.
    const isHeld = (await findHold(this.dataSource.manager)) !== null;
    if (email?.state === EmailState.SENDING && !isHeld)
      throw new Error('The mail is being sent by another job.');
    return null;
  }

  /** Not an attempt, so not counted as one. */
  private expired(email: Email): Promise<void> {
    const state = EmailState.EXPIRED;
    return this.whileOurs(email, { state, attempts: () => 'attempts - 1', leasedUntil: null });
  }

  private async send(email: Email): Promise<void> {
    let answer: { response?: string };
    let isWhole = false;
    const mail: SendMailOptions & Watched = { ...this.compose(email), onEnd: () => (isWhole = true) };
    try {
      answer = await this.transport.sendMail(mail);
    } catch (error) {
      await this.failed(email, error as SmtpFailure, isWhole);
      return;
    }
    // Also when the lease was lost: it did leave. If this UPDATE fails, the row stays SENDING, and so uncertain.
    await this.dataSource
      .createQueryBuilder()
      .update(Email)
      .set({
        state: EmailState.SENT,
        sentAt: this.clock.now(),
        smtpAnswer: answer.response ?? null,
        leasedUntil: null,
      })
      .where('id = :id', { id: email.id })
      .execute();
  }

  private compose(email: Email): SendMailOptions {
    const { recipient, subject, text, html, grants, calendar, messageId } = email;
    return {
      from: this.settings.from,
      to: { name: '', address: recipient },
      envelope: { from: this.senderOf(email), to: [recipient] },
      subject,
      text: this.withGrants(text, grants),
      html: this.withGrants(html, grants),
      messageId,
      ...(calendar !== null && this.withCalendar(calendar, grants)),
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        ...this.unsubscribing(grants),
      },
    };
  }

  /** How a mail program ends mails like this one (RFC 2369, section 3.2); by one click where that is safe (RFC 8058, section 3.1). */
  private unsubscribing(grants: readonly string[]): Record<string, string> {
    const grant = grants.find((one) => one.startsWith(`[[${UNSUBSCRIBE}`));
    if (grant === undefined) return {};
    const link = this.withGrants(grant, grants);
    return {
      'List-Unsubscribe': `<${link}>`,
      ...(link.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    };
  }

  /** Where servers report that it could not be delivered (RFC 5321, section 4.4): of each mail its own, where that is read. */
  private senderOf({ id }: Email): string {
    const { areRepliesRead, from } = this.settings;
    return areRepliesRead ? this.replies.of(Answered.MAIL, id) : (/<(.+)>/.exec(from)?.[1] ?? from);
  }

  /**
   * The calendar as another form of the text, which programs act on, and as a file (RFC 6047, section 2.4). Who answers
   * this mail by hand writes to where his calendar answers. It is not asked to where nobody reads that.
   */
  private withCalendar(calendar: string, grants: readonly string[]): SendMailOptions {
    const { areRepliesRead } = this.settings;
    const asking = areRepliesRead ? calendar : calendar.replace(ASKS_FOR_REPLY, '$1FALSE');
    const content = folded(this.withGrants(asking, grants));
    const method = METHOD.exec(calendar)?.[1] ?? 'PUBLISH';
    const answered = grants.find((grant) => grant.startsWith('[[reply:'));
    return {
      ...(answered !== undefined && { replyTo: this.withGrants(answered, grants) }),
      icalEvent: { method, filename: 'invite.ics', content },
    };
  }

  private withGrants(body: string, grants: readonly string[]): string {
    return grants.reduce(
      (filled, grant) => filled.replaceAll(grant, () => this.grant(grant.slice(2, -2))),
      body,
    );
  }

  private grant(what: string): string {
    if (what === 'home') return `${this.settings.baseUrl}/`;
    if (what.startsWith('reply:')) return this.replies.of(Answered.REGISTRATION, what.slice('reply:'.length));
    if (what.startsWith('code:')) return this.secrets.codeOf(what.slice('code:'.length));
    return `${this.settings.baseUrl}${what}?signature=${this.secrets.sign(what)}`;
  }

  /**
   * What the server has against our relay, our sign-in or our sender would fail the whole queue, and can be mended: it
   * is tried again, like everything that is not final. No refusal after the whole message: the recipient may have it.
   */
  private async failed(email: Email, error: SmtpFailure, isWhole: boolean): Promise<void> {
    const over = { smtpAnswer: error.message, leasedUntil: null };
    if (isFinal(error)) {
      await this.whileOurs(email, { ...over, state: EmailState.FAILED });
      return;
    }
    const isRefused = (error.responseCode ?? 0) >= 400;
    const mayHaveArrived = isWhole && !isRefused;
    await this.whileOurs(email, {
      ...over,
      state: EmailState.QUEUED,
      ...(mayHaveArrived && { uncertain: true }),
    });
    // For the log, so without the answer itself, which may name the recipient; that stands in the row.
    const why = [error.code, error.command, error.responseCode].filter(Boolean).join(', ');
    throw new Error(`The mail will be tried again. (${why})`);
  }

  /** Changes the row unless another job took it over; the number of the attempt says whose it is. */
  private async whileOurs({ id, attempts }: Email, values: QueryDeepPartialEntity<Email>): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .update(Email)
      .set(values)
      .where(`id = :id and attempts = :attempts and state = 'SENDING'`, { id, attempts })
      .execute();
  }
}
