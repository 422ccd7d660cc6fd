import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';
import { agendaCalendar } from '../calendar/agenda-calendar.js';
import { LANGUAGES, type Language, anonymous } from '../platform/access/viewer.js';
import type { Ask } from '../platform/graphql/ask.js';
import { isSlug } from '../platform/graphql/limits.js';
import { etagOf, hasCopy, isKnown, sendKnown, sendPublic } from '../platform/http/public-answer.js';
import { html } from '../platform/pages/html.js';
import { PAGE_HEADERS, notice } from '../platform/pages/layout.js';
import { isForPeople } from '../platform/pages/refusal-pages.js';
import type { SitePages } from '../platform/pages/site-pages.js';
import type { Viewers } from '../viewers/viewers.js';
import { agendaJson } from './agenda-json.js';
import { agendaPage, marked } from './agenda-page.js';
import { PUBLIC_AGENDA, PUBLIC_TAG, type PublicAgenda, addressOf, seatOf, titleOf } from './public-agenda.js';

interface AgendaRoutes {
  readonly ask: Ask;
  readonly viewers: Viewers;
  readonly pages: SitePages;
  /** The origin under which people reach Tavola. */
  readonly baseUrl: string;
}

/** Slugs. */
interface Whose {
  readonly project: string;
  readonly meeting: string;
}

type AgendaRequest = FastifyRequest<{
  Params: Whose;
  Querystring: { lang?: string | string[] };
}>;

interface Asked {
  readonly agenda: PublicAgenda;
  readonly language: Language;
}

/** One of the forms in which the agenda can be had. */
interface Form {
  readonly extension: '' | '.json' | '.ics';
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: (asked: Asked, request: FastifyRequest) => string;
}

/** Data that is for everybody may be read by the pages of everybody; without cookies, since nothing here asks for any. */
const DATA = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/**
 * The agenda of a meeting for everybody, as a page, as JSON and as a calendar, in seven languages. Whoever asks, even
 * signed in, gets what nobody in particular sees, so that caches may keep it.
 */
export function agendaRoutes(app: FastifyInstance, parts: AgendaRoutes): void {
  const { pages, baseUrl, ask, viewers } = parts;
  const forms: readonly Form[] = [
    {
      extension: '',
      type: 'text/html',
      headers: PAGE_HEADERS,
      body: ({ agenda, language }, request) => {
        const say = pages.speaker(language);
        const [title, body] = [
          titleOf(agenda),
          agendaPage({ agenda, language, say }, elsewhere(whoseOf(agenda), language, pages)),
        ];
        const heading = html`${agenda.title ? marked(agenda.title, language) : title}`;
        return pages.render(request, {
          language,
          title: say('page.agenda.title', { meeting: title }),
          heading,
          body,
          isListed: true,
        });
      },
    },
    {
      extension: '.json',
      type: 'application/json',
      headers: { ...DATA, 'content-type': 'application/json; charset=utf-8' },
      body: ({ agenda, language }) =>
        agendaJson(agenda, language, baseUrl + pathOf(whoseOf(agenda), '', language)),
    },
    {
      extension: '.ics',
      type: 'text/calendar',
      headers: { ...DATA, 'content-type': 'text/calendar; charset=utf-8; method=PUBLISH' },
      body: ({ agenda, language }) => calendar(agenda, baseUrl + pathOf(whoseOf(agenda), '', language)),
    },
  ];

  for (const form of forms)
    app.get(`/p/:project/:meeting/agenda${form.extension}`, async (request: AgendaRequest, reply) => {
      const named = LANGUAGES.find((one) => one === request.query.lang);
      const language = named ?? pages.languageOf(request);
      await viewers.admit(request, language);
      const { project, meeting } = request.params;
      if (!isSlug(project) || !isSlug(meeting)) return nothing(reply, pages, language);
      const headers = {
        ...form.headers,
        'content-language': language,
        link: linksOf(request.params, language, form, forms),
        ...(!named && { vary: 'Accept-Language' }),
      };
      const asked = async <Data>(document: string): Promise<Data | null> => {
        type Answer = { readonly publicAgenda: Data | null };
        return (await ask.as<Answer>(anonymous(language), document, request.params)).publicAgenda;
      };
      const headOf = async ({ tag }: Pick<PublicAgenda, 'tag'>) => ({
        etag: await etagOf([tag, form.extension, language, baseUrl]),
        headers,
      });
      if (hasCopy(request)) {
        const now = await asked<Pick<PublicAgenda, 'tag'>>(PUBLIC_TAG);
        const head = now && (await headOf(now));
        if (head && isKnown(request, head.etag)) return sendKnown(reply, head);
      }
      const agenda = await asked<PublicAgenda>(PUBLIC_AGENDA);
      if (!agenda) return nothing(reply, pages, language);
      return sendPublic(reply, await headOf(agenda), form.body({ agenda, language }, request));
    });
}

/** What is hidden and what is not there answer alike, people with a page; nobody keeps that. */
function nothing(reply: FastifyReply, pages: SitePages, language: Language): FastifyReply {
  const status = 404;
  if (!isForPeople(reply.request))
    return reply
      .code(status)
      .send({ statusCode: status, error: 'Not Found', message: 'There is no public agenda here.' });
  const say = pages.speaker(language);
  const body = notice('error', say('page.agenda.none'));
  return pages.send(reply, { language, title: say('page.notFound.title'), body, status });
}

const pathOf = ({ project, meeting }: Whose, extension: Form['extension'], language: Language): string =>
  `/p/${project}/${meeting}/agenda${extension}?lang=${language}`;

const whoseOf = ({ project, slug }: PublicAgenda): Whose => ({ project: project.slug, meeting: slug });

/** The other forms, and the same form in other languages (RFC 8288). */
function linksOf(whose: Whose, language: Language, { extension }: Form, forms: readonly Form[]): string {
  const others = forms
    .filter((form) => form.extension !== extension)
    .map((form) => `<${pathOf(whose, form.extension, language)}>; rel="alternate"; type="${form.type}"`);
  const languages = LANGUAGES.filter((other) => other !== language).map(
    (other) => `<${pathOf(whose, extension, other)}>; rel="alternate"; hreflang="${other}"`,
  );
  return [...others, ...languages].join(', ');
}

const elsewhere = (whose: Whose, language: Language, pages: SitePages) => ({
  calendar: pathOf(whose, '.ics', language),
  json: pathOf(whose, '.json', language),
  languages: LANGUAGES.map((other) => ({
    href: pathOf(whose, '', other),
    language: other,
    name: pages.speaker(other)('page.agenda.language'),
  })),
});

function calendar(agenda: PublicAgenda, url: string): string {
  const instant = (iso: string): DateTime => DateTime.fromISO(iso, { zone: 'utc' });
  return agendaCalendar({
    name: `${agenda.project.acronym}: ${titleOf(agenda)}`,
    timeZone: agenda.timeZone,
    place: seatOf(agenda),
    isCancelled: agenda.isCancelled,
    revision: agenda.revision,
    revisedAt: instant(agenda.revisedAt),
    url,
    items: agenda.items.map((item) => ({
      id: item.id,
      summary: item.title.text,
      description:
        [item.description?.text, item.partners.map(({ name }) => name).join(', ')]
          .filter(Boolean)
          .join('\n\n') || null,
      place: addressOf(agenda, item),
      startsAt: instant(item.startsAt),
      endsAt: instant(item.endsAt),
    })),
  });
}
