import { Args, Context, ID, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import { OpenToAll } from '../platform/access/signed-in.guard.js';
import type { Viewer } from '../platform/access/viewer.js';
import { sql } from '../platform/database/sql.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Input } from '../platform/graphql/input.js';
import { Reader } from '../platform/read/reader.js';
import { CalendarFeeds } from './calendar-feeds.service.js';
import { CreateApiTokenInput } from './api-token.input.js';
import { ApiTokens } from './api-tokens.service.js';
import { Sessions, signedInPerson } from './sessions.js';
import { SignInCookies } from './sign-in-cookies.js';
import { CompleteSignInInput, RequestSignInInput } from './sign-in.input.js';
import { SignIns } from './sign-ins.service.js';
import { ViewerRead } from './viewer.read.js';
import {
  ApiTokenPayload,
  CalendarFeedPayload,
  RequestSignInPayload,
  SessionPayload,
  ViewerType,
} from './viewer.type.js';

interface HttpContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

@Resolver()
export class AccountsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly signIns: SignIns,
    private readonly sessions: Sessions,
    private readonly cookies: SignInCookies,
    private readonly apiTokens: ApiTokens,
    private readonly calendarFeeds: CalendarFeeds,
  ) {}

  @OpenToAll()
  @Query(() => ViewerType, { nullable: true, description: 'Who asks; null when nobody has signed in.' })
  viewer(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo) {
    return viewer.personId ? this.reader.one(info, viewer, ViewerRead, () => sql`true`) : null;
  }

  @OpenToAll()
  @Mutation(() => RequestSignInPayload, {
    description: 'Mails a link and a code for signing in, good for ten minutes.',
  })
  async requestSignIn(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RequestSignInInput) { email }: RequestSignInInput,
    @Context() { request, reply }: HttpContext,
  ): Promise<RequestSignInPayload> {
    const from = { browser: this.cookies.bindBrowser(request, reply), ip: request.ip };
    return { signInId: await this.signIns.request(viewer, email, from) };
  }

  @OpenToAll()
  @Mutation(() => SessionPayload, {
    description: 'Signs in with the mailed code; the answer sets the session cookie.',
  })
  async completeSignIn(
    @Input(() => CompleteSignInInput) { signInId, code }: CompleteSignInInput,
    @Context() { reply }: HttpContext,
  ): Promise<SessionPayload> {
    const session = await this.signIns.completeByCode(requireId(signInId), code);
    this.cookies.start(reply, session);
    return { sessionId: session.id };
  }

  @Mutation(() => SessionPayload, { description: 'Ends the session of this browser.' })
  async signOut(@CurrentViewer() viewer: Viewer, @Context() { reply }: HttpContext): Promise<SessionPayload> {
    await this.sessions.end(signedInPerson(viewer), viewer.sessionId as string);
    this.cookies.end(reply);
    return { sessionId: viewer.sessionId as string };
  }

  @Mutation(() => SessionPayload, {
    description: "Ends one of the viewer's sessions, such as on a lost phone.",
  })
  async revokeSession(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Of Viewer.sessions.' }) id: string,
  ): Promise<SessionPayload> {
    if (!(await this.sessions.end(signedInPerson(viewer), requireId(id)))) throw notFound();
    return { sessionId: id };
  }

  @Mutation(() => ApiTokenPayload, { description: 'Makes a key for a script of the viewer.' })
  async createApiToken(
    @CurrentViewer() viewer: Viewer,
    @Input(() => CreateApiTokenInput) input: CreateApiTokenInput,
  ): Promise<ApiTokenPayload> {
    const { id, token } = await this.apiTokens.create(viewer, input);
    return { apiToken: id, token };
  }

  @Mutation(() => ApiTokenPayload, { description: "Ends one of the viewer's API tokens." })
  async revokeApiToken(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Of Viewer.apiTokens.' }) id: string,
  ): Promise<ApiTokenPayload> {
    await this.apiTokens.revoke(viewer, id);
    return {};
  }

  @Mutation(() => CalendarFeedPayload, {
    description:
      'Makes an address at which a calendar program reads what the viewer comes to, without signing in; one that there was before ends.',
  })
  async renewCalendarFeed(@CurrentViewer() viewer: Viewer): Promise<CalendarFeedPayload> {
    return { url: await this.calendarFeeds.renew(viewer) };
  }

  @Mutation(() => CalendarFeedPayload, { description: 'Ends the address of the calendar of the viewer.' })
  async revokeCalendarFeed(@CurrentViewer() viewer: Viewer): Promise<CalendarFeedPayload> {
    await this.calendarFeeds.revoke(viewer);
    return {};
  }
}
