import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { Sessions } from './accounts/sessions.js';
import { SignInCookies } from './accounts/sign-in-cookies.js';
import { signInPages } from './accounts/sign-in-pages.js';
import { SignIns } from './accounts/sign-ins.service.js';
import { AppModule } from './app.module.js';
import { CalendarFeeds } from './accounts/calendar-feeds.service.js';
import { feedRoutes } from './feeds/feed-routes.js';
import { graphiql } from './graphiql.js';
import { home } from './home.js';
import { wayOf } from './lanes.js';
import { live } from './live.js';
import { importFiles } from './imports/import-files.js';
import { AgendaImportUploads } from './imports/agenda-import-uploads.js';
import { DelegateImportUploads } from './imports/delegates/delegate-import-uploads.js';
import { importTemplates } from './imports/templates.js';
import { inboxPages } from './platform/email/inbox-pages.js';
import { PdfRenderer } from './platform/documents/pdf-renderer.js';
import { findHold } from './platform/email/mail-hold.js';
import type { SmtpSink } from './platform/email/smtp-sink.js';
import { Ask } from './platform/graphql/ask.js';
import { jsonPostsOnly } from './platform/graphql/json-posts.js';
import type { Draining } from './platform/http/draining.js';
import { health } from './platform/http/health.js';
import { OwnErrors } from './platform/http/own-errors.js';
import { overload } from './platform/http/overload.js';
import { HEADERS_IN_TIME, SILENCE_MS, answersAreRead, bodiesInTime } from './platform/http/slow-clients.js';
import { unreadable } from './platform/http/unreadable.js';
import { Messages } from './platform/i18n/messages.js';
import { observeRequests } from './platform/log/answered.js';
import { nestLog } from './platform/log/nest-log.js';
import { requestLog } from './platform/log/request-log.js';
import { Metrics } from './platform/metrics/metrics.js';
import { metricsPage } from './platform/metrics/metrics-page.js';
import { neutralErrors } from './platform/pages/neutral-errors.js';
import { refusalPages } from './platform/pages/refusal-pages.js';
import { securityHeaders } from './platform/pages/security-headers.js';
import { SitePages } from './platform/pages/site-pages.js';
import { stylesheet } from './platform/pages/stylesheet.js';
import type { Foundation } from './platform/platform.module.js';
import { SignUpsService } from './activities/sign-ups.service.js';
import { offerPages } from './activities/offer-pages.js';
import { AnswersService } from './registrations/answers.service.js';
import { mailTopicPages } from './notifications/mail-topic-pages.js';
import { MailTopicsService } from './notifications/mail-topics.service.js';
import { approvalPages } from './registrations/approval/approval-pages.js';
import { ApprovalsService } from './registrations/approval/approvals.service.js';
import { participationPages } from './registrations/participation-pages.js';
import { agendaRoutes } from './publication/agenda-routes.js';
import { paperRoutes } from './papers/paper-routes.js';
import { DateAnswersService } from './polls/date-answers.service.js';
import { datePollPages } from './polls/date-poll-pages.js';
import { presentationFiles } from './presentations/presentation-files.js';
import { PresentationUploads } from './presentations/presentation-uploads.js';
import { Viewers } from './viewers/viewers.js';

interface Setting {
  readonly sink: SmtpSink | null;
  readonly draining: Draining;
  /** Whose word is taken for where a request comes from. */
  readonly trustedProxies: readonly string[];
}

/** The application over HTTP, not yet listening. With a sink, its inbox is among the pages. */
export async function createHttp(
  foundation: Foundation,
  { sink, draining, trustedProxies }: Setting,
): Promise<NestFastifyApplication> {
  const adapter = new OwnErrors({
    bodyLimit: 1_000_000,
    trustProxy: [...trustedProxies],
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url = '/' }) => readable(url),
    http: HEADERS_IN_TIME,
    clientErrorHandler: unreadable(foundation.log, foundation.delivery.baseUrl),
    connectionTimeout: SILENCE_MS,
    // What has been taken is answered, also while the server closes.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(foundation), adapter, {
    logger: nestLog(foundation.log),
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  const metrics = new Metrics();
  observeRequests(fastify, [requestLog(foundation.log), metrics.request]);
  securityHeaders(fastify, foundation.delivery.baseUrl);
  draining.watch(fastify);
  answersAreRead(fastify);
  bodiesInTime(fastify, (path) => path.startsWith('/files/'));
  const pages = new SitePages(app.get(Messages), foundation.delivery.baseUrl);
  neutralErrors(fastify, foundation.log, pages);
  jsonPostsOnly(fastify, foundation.delivery.baseUrl);
  overload(fastify, pages, wayOf);
  await fastify.register(cookie);
  stylesheet(fastify);
  refusalPages(fastify, pages);
  const viewers = app.get(Viewers);
  const isMailHeld = async (): Promise<boolean> => (await findHold(app.get(DataSource).manager)) !== null;
  signInPages(fastify, {
    isMailHeld,
    admit: (request) => viewers.admitToSignIn(request),
    signIns: app.get(SignIns),
    sessions: app.get(Sessions),
    cookies: app.get(SignInCookies),
    pages,
  });
  const linked = {
    viewers,
    ask: app.get(Ask),
    secrets: foundation.secrets,
    pages,
    clock: foundation.clock,
  };
  participationPages(fastify, { answers: app.get(AnswersService), ...linked });
  approvalPages(fastify, { approvals: app.get(ApprovalsService), ...linked });
  offerPages(fastify, { signUps: app.get(SignUpsService), ...linked });
  mailTopicPages(fastify, { topics: app.get(MailTopicsService), ...linked });
  datePollPages(fastify, { answers: app.get(DateAnswersService), ...linked });
  agendaRoutes(fastify, {
    ask: app.get(Ask),
    viewers,
    pages,
    baseUrl: foundation.delivery.baseUrl,
  });
  feedRoutes(fastify, { feeds: app.get(CalendarFeeds), ...linked });
  const lasting = live(app);
  await presentationFiles(fastify, {
    presentations: app.get(PresentationUploads),
    viewers,
    ask: app.get(Ask),
    lasting,
  });
  paperRoutes(fastify, { renderer: app.get(PdfRenderer), ...linked });
  importTemplates(fastify, viewers);
  for (const imports of [app.get(AgendaImportUploads).files, app.get(DelegateImportUploads).files])
    await importFiles(fastify, { imports, viewers, lasting });
  if (sink) inboxPages(fastify, sink, isMailHeld);
  health(fastify, app.get(DataSource), draining);
  const { metrics: access, dataSource, storage } = foundation;
  metricsPage(fastify, metrics, { access, dataSource, storage });
  graphiql(fastify);
  home(fastify, {
    viewers,
    ask: app.get(Ask),
    secrets: foundation.secrets,
    pages,
    clock: foundation.clock,
    isMailHeld,
    hasInbox: sink !== null,
  });
  return app;
}

/** What no percent-decoding can read would be answered past all hooks; so it is an address where nothing is. */
function readable(url: string): string {
  try {
    decodeURI(url.split('?', 1)[0] ?? '');
    return url;
  } catch {
    return '/%25';
  }
}
