import './email.read.js';
import './mail-topic.read.js';
import { Module } from '@nestjs/common';
import { PresentationsModule } from '../presentations/presentations.module.js';
import { ViewersModule } from '../viewers/viewers.module.js';
import { MailsResolver, ProjectEmailsResolver } from './emails.resolver.js';
import { MailPreviewsService } from './mail-previews.service.js';
import { MailTopicsResolver } from './mail-topics.resolver.js';
import { MailTopicsService } from './mail-topics.service.js';
import { MailsService } from './mails.service.js';
import { Notifier } from './notifier.js';
import { ScheduledMails } from './scheduled-mails.js';

/** Who hears which event, in which words; and what of it did not arrive. */
@Module({
  imports: [PresentationsModule, ViewersModule],
  providers: [
    MailPreviewsService,
    MailsService,
    MailTopicsService,
    MailTopicsResolver,
    Notifier,
    ScheduledMails,
    MailsResolver,
    ProjectEmailsResolver,
  ],
  exports: [Notifier, ScheduledMails],
})
export class NotificationsModule {}
