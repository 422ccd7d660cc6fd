import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languageOf } from '../access/viewer.js';
import type { Messages } from '../i18n/messages.js';
import { type Html, html } from './html.js';
import { PAGE_HEADERS, type Page, notice, page } from './layout.js';

/** Says a message of the catalogue in the language of the page. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

interface Contents extends Readonly<Pick<Page, 'title' | 'heading' | 'isListed' | 'body'>> {
  readonly language: Language;
  /** Of HTTP; 200 unless told. */
  readonly status?: number;
}

/** What the pages of people have in common: their language, their frame, and whose forms they take. */
export class SitePages {
  /** @param baseUrl the origin under which people reach Tavola */
  constructor(
    private readonly messages: Messages,
    private readonly baseUrl: string,
  ) {}

  /** What the browser asks for, else English. */
  languageOf(request: FastifyRequest): Language {
    return languageOf(request.headers['accept-language']) ?? 'en';
  }

  speaker(language: Language): Say {
    return (key, values) => this.messages.say(language, key, values);
  }

  /** A message as plain text, with the trace id: for when there may be no page any more. */
  plain(request: FastifyRequest, key: string): string {
    const say = this.speaker(this.languageOf(request));
    return `${say(key)}\n${say('page.trace', { trace: request.id })}\n`;
  }

  /** A form from another site is refused, whatever its cookies. Scripts and old browsers do not say where it is from. */
  isOwnForm({ headers: { origin } }: FastifyRequest): boolean {
    return origin === undefined || origin === this.baseUrl;
  }

  /** Why a form that is not our own was not taken, and where ours is. */
  foreignForm(language: Language): Html {
    return notice('error', this.messages.say(language, 'page.otherAddress', { address: this.baseUrl }));
  }

  /** The same as a page. @param titleKey of the page that was asked for */
  foreign(reply: FastifyReply, language: Language, titleKey: string): FastifyReply {
    const title = this.messages.say(language, titleKey);
    return this.send(reply, { language, title, body: this.foreignForm(language), status: 403 });
  }

  /** What a mailed link led to is over, or was never there. */
  gone(request: FastifyRequest, reply: FastifyReply, titleKey: string): FastifyReply {
    const language = this.languageOf(request);
    const say = this.speaker(language);
    const body = notice('error', say('page.participation.gone'));
    return this.send(reply, { language, title: say(titleKey), body, status: 404 });
  }

  send(reply: FastifyReply, contents: Contents): FastifyReply {
    return reply
      .status(contents.status ?? 200)
      .headers(PAGE_HEADERS)
      .send(this.render(reply.request, contents));
  }

  /** The whole page, to be sent with `PAGE_HEADERS`. */
  render({ id }: FastifyRequest, { language, body, status = 200, ...contents }: Contents): string {
    const say = this.speaker(language);
    // Whoever is told what is wrong can tell us under which id the log speaks of it.
    const trace = status >= 400 && html`<p>${say('page.trace', { trace: id })}</p>`;
    const labels = { skipLabel: say('page.skip'), homeLabel: say('page.home') };
    return page({ ...contents, language, body: html`${body}${trace}`, ...labels });
  }
}
