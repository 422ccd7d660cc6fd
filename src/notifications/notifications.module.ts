import './email.read.js';
import { Module } from '@nestjs/common';
import { ViewersModule } from '../viewers/viewers.module.js';
import { ProjectEmailsResolver } from './emails.resolver.js';
import { Notifier } from './notifier.js';

/** Who hears which event, in which words; and what of it did not arrive. */
@Module({ imports: [ViewersModule], providers: [Notifier, ProjectEmailsResolver], exports: [Notifier] })
export class NotificationsModule {}
