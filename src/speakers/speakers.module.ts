import { Module } from '@nestjs/common';
import { SpeakersOnAgenda } from './speakers-on-agenda.js';

/** Whoever speaks at a meeting is registered for it. */
@Module({ providers: [SpeakersOnAgenda] })
export class SpeakersModule {}
