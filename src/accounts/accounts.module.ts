import { Module } from '@nestjs/common';
import { AccountsResolver } from './accounts.resolver.js';
import { ApiTokens } from './api-tokens.service.js';
import { CalendarFeeds } from './calendar-feeds.service.js';
import { EndedAccess } from './ended-access.js';
import { Sessions } from './sessions.js';
import { SignInCookies } from './sign-in-cookies.js';
import { SignIns } from './sign-ins.service.js';

/** People, sign-in, sessions and API tokens. */
@Module({
  providers: [SignInCookies, Sessions, SignIns, ApiTokens, CalendarFeeds, EndedAccess, AccountsResolver],
  exports: [Sessions, SignIns, SignInCookies, CalendarFeeds],
})
export class AccountsModule {}
