import { Module } from '@nestjs/common';
import { SearchResolver } from './search.resolver.js';

/** What a project has, by words. */
@Module({ providers: [SearchResolver] })
export class SearchModule {}
