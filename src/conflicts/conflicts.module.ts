import { Module } from '@nestjs/common';
import './conflict.read.js';
import { ConflictsResolver } from './conflicts.resolver.js';

/** What of an agenda, its rooms and its people does not go together. */
@Module({ providers: [ConflictsResolver] })
export class ConflictsModule {}
