import './email.read.js';
import './mail-topic.read.js';
import { Module } from '@nestjs/common';
import { ViewersModule } from '../viewers/viewers.module.js';
import { MailsResolver, ProjectEmailsResolver } from './emails.resolver.js';
import { MailTopicsResolver } from './mail-topics.resolver.js';
import { MailTopicsService } from './mail-topics.service.js';
import { MailsService } from './mails.service.js';
import { Notifier } from './notifier.js';

/** Who hears which event, in which words; and what of it did not arrive. */
@Module({
  imports: [ViewersModule],
  providers: [
    MailsService,
    MailTopicsService,
    MailTopicsResolver,
    Notifier,
    MailsResolver,
    ProjectEmailsResolver,
  ],
  exports: [Notifier],
})
export class NotificationsModule {}
