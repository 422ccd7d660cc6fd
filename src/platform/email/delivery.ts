import { Injectable } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { DataSource } from 'typeorm';
import { Clock } from '../time/clock.js';
import { Secrets } from '../access/secrets.js';
import { Email, EmailState } from './email.entity.js';

/** An SMTP answer, as nodemailer reports it. */
interface SmtpFailure {
  readonly message: string;
  readonly responseCode?: number;
  readonly command?: string;
}

export interface DeliverySettings {
  /** `smtp://` or `smtps://`. */
  readonly smtpUrl: string;
  readonly from: string;
  /** Origin that links in mails start with. */
  readonly baseUrl: string;
}

/** Sends one queued mail over SMTP, at least once; a second copy carries the same Message-ID. */
@Injectable()
export class Delivery {
  private readonly transport: Transporter;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly settings: DeliverySettings,
  ) {
    this.transport = createTransport({
      url: settings.smtpUrl,
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: 20_000,
      socketTimeout: 60_000,
    });
  }

  /** @throws when the mail should be tried again later; the queue does that. */
  async deliver(id: string): Promise<void> {
    const email = await this.claim(id);
    if (!email) return;
    try {
      const { response } = await this.transport.sendMail(this.compose(email));
      await this.set(id, { state: EmailState.SENT, sentAt: this.clock.now(), smtpAnswer: response });
    } catch (error) {
      await this.failed(email, error as SmtpFailure);
    }
  }

  /** Takes the mail, so that a job run twice sends once; one left SENDING by a killed worker is uncertain. */
  private async claim(id: string): Promise<Email | null> {
    const claimed = await this.dataSource
      .createQueryBuilder()
      .update(Email)
      .set({
        state: EmailState.SENDING,
        attempts: () => 'attempts + 1',
        uncertain: () => `uncertain or state = 'SENDING'`,
      })
      .where(`id = :id and state in ('QUEUED', 'SENDING')`, { id })
      .execute();
    return claimed.affected === 1 ? this.dataSource.manager.findOneBy(Email, { id }) : null;
  }

  private compose({ recipient, subject, text, html, grants, calendar, messageId }: Email): object {
    return {
      from: this.settings.from,
      to: { name: '', address: recipient },
      envelope: { from: /<(.+)>/.exec(this.settings.from)?.[1] ?? this.settings.from, to: [recipient] },
      subject,
      text: this.withGrants(text, grants),
      html: this.withGrants(html, grants),
      messageId,
      attachments: calendar
        ? [
            {
              filename: 'invite.ics',
              content: calendar,
              contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
            },
          ]
        : [],
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
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
    if (what.startsWith('code:')) return this.secrets.codeOf(what.slice('code:'.length));
    return `${this.settings.baseUrl}${what}?signature=${this.secrets.sign(what)}`;
  }

  /** 5xx is final; anything else is tried again. No answer after the data: the recipient may have it. */
  private async failed({ id }: Email, error: SmtpFailure): Promise<void> {
    const smtpAnswer = error.message;
    if ((error.responseCode ?? 0) >= 500) {
      await this.set(id, { state: EmailState.FAILED, smtpAnswer });
      return;
    }
    const answered = error.responseCode !== undefined;
    const mayHaveArrived = !answered && error.command === 'DATA';
    await this.set(id, { state: EmailState.QUEUED, smtpAnswer, ...(mayHaveArrived && { uncertain: true }) });
    throw new Error('The mail will be tried again.');
  }

  private async set(id: string, values: Partial<Email>): Promise<void> {
    await this.dataSource.createQueryBuilder().update(Email).set(values).where('id = :id', { id }).execute();
  }
}
