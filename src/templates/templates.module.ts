import { Module } from '@nestjs/common';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { ClonesResolver } from './clones.resolver.js';
import { ClonesService } from './clones.service.js';

/** Meetings like those that were before. */
@Module({ imports: [MeetingsModule], providers: [ClonesService, ClonesResolver] })
export class TemplatesModule {}
