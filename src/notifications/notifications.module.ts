import { Module } from '@nestjs/common';
import { ViewersModule } from '../viewers/viewers.module.js';
import { Notifier } from './notifier.js';

/** Who hears which event, in which words. */
@Module({ imports: [ViewersModule], providers: [Notifier], exports: [Notifier] })
export class NotificationsModule {}
