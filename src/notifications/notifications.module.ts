import { Module } from '@nestjs/common';
import { Letters } from './letters.js';
import { Notifier } from './notifier.js';

/** Who hears which event, in which words. */
@Module({ providers: [Letters, Notifier], exports: [Notifier] })
export class NotificationsModule {}
