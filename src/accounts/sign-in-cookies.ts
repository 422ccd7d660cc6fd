import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newToken } from '../platform/access/secrets.js';
import { Site } from '../platform/config/site.js';
import type { NewSession } from './sessions.js';

/** The two cookies of Tavola: the session's, and for ten minutes the one that binds a mailed link to its browser. */
@Injectable()
export class SignInCookies {
  private readonly secure: boolean;

  constructor({ baseUrl }: Site) {
    this.secure = baseUrl.startsWith('https:');
  }

  sessionOf(request: FastifyRequest): string | undefined {
    return request.cookies[this.name('session')];
  }

  browserOf(request: FastifyRequest): string | undefined {
    return request.cookies[this.name('browser')];
  }

  /** The browser's own value, given to it now if it has none. */
  bindBrowser(request: FastifyRequest, reply: FastifyReply): string {
    const browser = this.browserOf(request) ?? newToken();
    void reply.setCookie(this.name('browser'), browser, { ...this.options(), maxAge: 600 });
    return browser;
  }

  start(reply: FastifyReply, { token, expiresAt }: NewSession): void {
    void reply.setCookie(this.name('session'), token, { ...this.options(), expires: expiresAt.toJSDate() });
  }

  end(reply: FastifyReply): void {
    void reply.clearCookie(this.name('session'), this.options());
  }

  /** `__Host-` forbids other hosts and paths to set it, but browsers accept it over https only (RFC 6265bis). */
  private name(of: 'session' | 'browser'): string {
    return `${this.secure ? '__Host-' : ''}tavola_${of}`;
  }

  private options() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
  }
}
