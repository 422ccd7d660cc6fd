import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Viewers } from './viewers.js';

/** Who asks: a session, an API token or a person, with his memberships. */
@Module({ imports: [AccountsModule], providers: [Viewers], exports: [Viewers] })
export class ViewersModule {}
