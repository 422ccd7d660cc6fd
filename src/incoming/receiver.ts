import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { Answered, ReplyAddresses } from '../platform/email/reply-addresses.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import { Log } from '../platform/log/log.js';
import { AnswersService } from '../registrations/answers.service.js';
import { answerIn } from './calendar-answer.js';
import { readMail } from './incoming-mail.js';

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
    const [answer, ...others] = mail.calendars.map(answerIn).filter((one) => one !== null);
    if (!answer) return mail.isAutomatic ? this.told('IGNORED', 'AUTOMATIC') : this.told('LEFT', 'NO_ANSWER');
    if (answer === 'UNCLEAR' || others.length > 0) return this.told('REFUSED', 'UNCLEAR');
    const arrivedAt = `${recipient}\n${mail.arrivedAt}`;
    const [id, ...more] = this.addresses.idsIn(Answered.REGISTRATION, arrivedAt);
    if (!id || more.length > 0) return this.told('REFUSED', 'FORGED');
    return this.decide(id, () => this.answers.reply(id, answer));
  }

  private async decide(id: string, take: () => Promise<string>): Promise<Reception> {
    try {
      const verdict = await take();
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
