import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { AccountsModule } from './accounts/accounts.module.js';
import { Sessions } from './accounts/sessions.js';
import { SignInCookies } from './accounts/sign-in-cookies.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { SignedInGuard } from './platform/access/signed-in.guard.js';
import { apolloOptions } from './platform/graphql/apollo-options.js';
import { UserErrorsInterceptor } from './platform/graphql/user-errors.interceptor.js';
import { validationError } from './platform/graphql/validation-error.js';
import { type Foundation, PlatformModule } from './platform/platform.module.js';
import { Reader } from './platform/read/reader.js';
import { ProjectsModule } from './projects/projects.module.js';

/** The list of features, nothing else. */
@Module({})
export class AppModule {
  static on(foundation: Foundation): DynamicModule {
    const accounts = AccountsModule.at(foundation.delivery.baseUrl);
    return {
      module: AppModule,
      imports: [
        PlatformModule.on(foundation),
        accounts,
        ProjectsModule,
        NotificationsModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [accounts],
          inject: [Reader, Sessions, SignInCookies],
          useFactory: (reader: Reader, sessions: Sessions, cookies: SignInCookies) =>
            apolloOptions(reader, (request, language) =>
              sessions.viewerOf(cookies.sessionOf(request), language),
            ),
        }),
      ],
      providers: [
        { provide: APP_GUARD, useClass: SignedInGuard },
        { provide: APP_INTERCEPTOR, useClass: UserErrorsInterceptor },
        {
          provide: APP_PIPE,
          useValue: new ValidationPipe({ transform: true, exceptionFactory: validationError }),
        },
      ],
    };
  }
}
