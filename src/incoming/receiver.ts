import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { Answered, ReplyAddresses } from '../platform/email/reply-addresses.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import { Log } from '../platform/log/log.js';
import { AnswersService } from '../registrations/answers.service.js';
import { answerIn } from './calendar-answer.js';
import { BouncesService } from './bounces.service.js';
import { reportIn } from './delivery-report.js';
import { type IncomingMail, readMail } from './incoming-mail.js';

/**
 * What became of a mail. TAKEN: it did what it was sent for, now or before. IGNORED: a program wrote it, and for no program.
 * REFUSED: it is an answer, and counts for nothing. LEFT: it is for people.
 */
export type Reception = 'TAKEN' | 'IGNORED' | 'REFUSED' | 'LEFT';

/** Takes in what arrives at our addresses. Who sent it is not asked: the address shows that he has our mail. */
@Injectable()
export class Receiver {
  constructor(
    private readonly addresses: ReplyAddresses,
    private readonly answers: AnswersService,
    private readonly bounces: BouncesService,
    private readonly log: Log,
  ) {}

  /**
   * The same mail once more changes nothing.
   * @param raw a message (RFC 5322)
   * @param recipient at which it arrived, where the mail server says so
   * @throws Error where it is to be given once more, such as without a database
   */
  async receive(raw: Buffer, recipient = ''): Promise<Reception> {
    const mail = await readMail(raw).catch(() => null);
    if (!mail) return this.told('LEFT', 'UNREADABLE');
    const arrivedAt = `${recipient}\n${mail.arrivedAt}`;
    return mail.deliveryStatus === null
      ? this.answered(mail, arrivedAt)
      : this.reported(mail.deliveryStatus, arrivedAt);
  }

  private async reported(deliveryStatus: string, arrivedAt: string): Promise<Reception> {
    const report = reportIn(deliveryStatus);
    if (!report) return this.told('IGNORED', 'AUTOMATIC');
    return this.decide(this.addresses.idsIn(Answered.MAIL, arrivedAt), (id) =>
      this.bounces.report(id, report),
    );
  }

  private async answered(mail: IncomingMail, arrivedAt: string): Promise<Reception> {
    const [answer, ...others] = mail.calendars.map(answerIn).filter((one) => one !== null);
    if (!answer) return mail.isAutomatic ? this.told('IGNORED', 'AUTOMATIC') : this.told('LEFT', 'NO_ANSWER');
    if (answer === 'UNCLEAR' || others.length > 0) return this.told('REFUSED', 'UNCLEAR');
    return this.decide(this.addresses.idsIn(Answered.REGISTRATION, arrivedAt), (id) =>
      this.answers.reply(id, answer),
    );
  }

  /** @param ids what the addresses stand for at which it arrived: one, and one that we have made, or it counts for nothing */
  private async decide(
    [id, ...more]: readonly (string | null)[],
    take: (id: string) => Promise<string>,
  ): Promise<Reception> {
    if (!id || more.length > 0) return this.told('REFUSED', 'FORGED');
    try {
      const verdict = await take(id);
      return this.told(verdict === 'TAKEN' || verdict === 'KNOWN' ? 'TAKEN' : 'REFUSED', verdict, id);
    } catch (error) {
      if (error instanceof DomainError) return this.told('REFUSED', error.code, id);
      if (!isNotFound(error)) throw error;
      return this.told('REFUSED', 'NOT_FOUND', id);
    }
  }

  private told(reception: Reception, why: string, subject?: string): Reception {
    const facts = { reception, why, subject };
    if (reception === 'REFUSED') this.log.warn('mail in', facts);
    else this.log.info('mail in', facts);
    return reception;
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions['code'] === 'NOT_FOUND';
