import './catering.read.js';
import { Module } from '@nestjs/common';
import { CateringResolver } from './catering.resolver.js';

/** For how many a caterer cooks. */
@Module({ providers: [CateringResolver] })
export class CateringModule {}
