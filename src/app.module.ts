import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { AccountsModule } from './accounts/accounts.module.js';
import { ActivitiesModule } from './activities/activities.module.js';
import { AttendanceModule } from './attendance/attendance.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { SpeakersModule } from './speakers/speakers.module.js';
import { CateringModule } from './catering/catering.module.js';
import { ConflictsModule } from './conflicts/conflicts.module.js';
import { AgendaModule } from './agenda/agenda.module.js';
import { IncomingModule } from './incoming/incoming.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { MeetingsModule } from './meetings/meetings.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OutcomesModule } from './outcomes/outcomes.module.js';
import { SignedInGuard } from './platform/access/signed-in.guard.js';
import { apolloOptions } from './platform/graphql/apollo-options.js';
import { Messages } from './platform/i18n/messages.js';
import { validationError } from './platform/graphql/validation-error.js';
import { Log } from './platform/log/log.js';
import { type Foundation, PlatformModule } from './platform/platform.module.js';
import { Reader } from './platform/read/reader.js';
import { PapersModule } from './papers/papers.module.js';
import { PollsModule } from './polls/polls.module.js';
import { PresentationsModule } from './presentations/presentations.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { PublicationModule } from './publication/publication.module.js';
import { RegistrationsModule } from './registrations/registrations.module.js';
import { SearchModule } from './search/search.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { TravelModule } from './travel/travel.module.js';
import { Viewers } from './viewers/viewers.js';
import { ViewersModule } from './viewers/viewers.module.js';

/** What Tavola consists of, each on top of those before it. */
export const FEATURES = [
  AccountsModule,
  ProjectsModule,
  ViewersModule,
  MeetingsModule,
  AgendaModule,
  ImportsModule,
  RegistrationsModule,
  ActivitiesModule,
  TravelModule,
  CateringModule,
  PapersModule,
  ConflictsModule,
  SpeakersModule,
  AttendanceModule,
  ReportsModule,
  OutcomesModule,
  PresentationsModule,
  TemplatesModule,
  PublicationModule,
  PollsModule,
  SearchModule,
  NotificationsModule,
  IncomingModule,
];

/** The list of features, nothing else. */
@Module({})
export class AppModule {
  static on(foundation: Foundation): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.on(foundation),
        ...FEATURES,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [ViewersModule],
          inject: [Reader, Viewers, Messages, Log],
          useFactory: apolloOptions,
        }),
      ],
      providers: [
        { provide: APP_GUARD, useClass: SignedInGuard },
        {
          provide: APP_PIPE,
          useValue: new ValidationPipe({ transform: true, exceptionFactory: validationError }),
        },
      ],
    };
  }
}
