import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsResolver } from './accounts.resolver.js';
import { Sessions } from './sessions.js';
import { SignInCookies } from './sign-in-cookies.js';
import { SignIns } from './sign-ins.service.js';

/** People, sign-in and sessions. */
@Module({})
export class AccountsModule {
  /** @param baseUrl origin under which browsers reach Tavola: it decides whether cookies are Secure */
  static at(baseUrl: string): DynamicModule {
    return {
      module: AccountsModule,
      providers: [
        { provide: SignInCookies, useValue: new SignInCookies(baseUrl) },
        Sessions,
        SignIns,
        AccountsResolver,
      ],
      exports: [Sessions, SignIns, SignInCookies],
    };
  }
}
