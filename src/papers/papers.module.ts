import './letters/invitation-letter.read.js';
import { Module } from '@nestjs/common';
import { LettersResolver } from './letters/letters.resolver.js';
import { LettersService } from './letters/letters.service.js';

/** Badges, lists and letters; the papers themselves are routes (`paper-routes.ts`). */
@Module({ providers: [LettersService, LettersResolver] })
export class PapersModule {}
