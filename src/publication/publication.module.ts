import { Module } from '@nestjs/common';
import { PublicationResolver } from './publication.resolver.js';

/** What everybody may read. */
@Module({ providers: [PublicationResolver] })
export class PublicationModule {}
