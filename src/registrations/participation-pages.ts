import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Language, type Viewer, languageOf } from '../platform/access/viewer.js';
import type { Secrets } from '../platform/access/secrets.js';
import type { Ask } from '../platform/graphql/ask.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import type { Messages } from '../platform/i18n/messages.js';
import type { Html } from '../platform/pages/html.js';
import { PAGE_HEADERS, notice, page } from '../platform/pages/layout.js';
import type { Clock } from '../platform/time/clock.js';
import type { Viewers } from '../viewers/viewers.js';
import type { AnswersService } from './answers.service.js';
import { type Answer, type Participation, participationForm } from './participation-form.js';

interface ParticipationPages {
  readonly answers: AnswersService;
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly secrets: Secrets;
  readonly messages: Messages;
  readonly clock: Clock;
  /** A form from another site is refused. */
  readonly baseUrl: string;
}

type ParticipationRequest = FastifyRequest<{
  Params: { id: string; personId: string; until: string };
  Querystring: { signature?: string };
  Body: Answer | undefined;
}>;

const PATH = '/participation/:id/:personId/:until';

/** The path of a mailed link: for one person and one registration, until the meeting is over. */
export const participationPath = (id: string, personId: string, until: string): string =>
  `/participation/${id}/${personId}/${until}`;

const REGISTRATION = `query ($id: ID!) { registration(id: $id) {
  id version state photoConsent needs { diet access interpretation } person { name } partner { name }
  meeting { title number place startsOn endsOn project { acronym } } } }`;

/**
 * Yes or no without an account's sign-in: who holds the mailed link answers for that one person, as that person. A GET
 * changes nothing, and a form that is sent without a choice does not either, so link scanners answer for nobody.
 */
export function participationPages(app: FastifyInstance, parts: ParticipationPages): void {
  const { answers, viewers, ask, secrets, messages, clock, baseUrl } = parts;

  const send = (reply: FastifyReply, language: Language, body: Html | Html[], status = 200) => {
    const say = (key: string): string => messages.say(language, key);
    const words = {
      title: say('page.participation.title'),
      skipLabel: say('page.skip'),
      homeLabel: say('page.home'),
    };
    return reply
      .status(status)
      .headers(PAGE_HEADERS)
      .send(page({ ...words, language, body }));
  };

  /** Whom the link is for; null when it is not ours, or its time is over. */
  const holder = async ({ params, query }: ParticipationRequest): Promise<Viewer | null> => {
    const { id, personId, until } = params;
    const path = participationPath(id, personId, until);
    if (!secrets.isSignatureOf(path, query.signature ?? '')) return null;
    return until >= (clock.now().toISODate() ?? '') ? viewers.ofPerson(personId) : null;
  };

  const read = async (viewer: Viewer, id: string): Promise<Participation | null> =>
    (await ask.as<{ registration: Participation | null }>(viewer, REGISTRATION, { id })).registration;

  const gone = (request: FastifyRequest, reply: FastifyReply) => {
    const language = languageOf(request.headers['accept-language']) ?? 'en';
    return send(reply, language, notice('error', messages.say(language, 'page.participation.gone')), 404);
  };

  app.get(PATH, async (request: ParticipationRequest, reply) => {
    const viewer = await holder(request);
    const participation = viewer && (await read(viewer, request.params.id));
    if (!participation) return gone(request, reply);
    const say = (key: string, values?: Record<string, string>) => messages.say(viewer.language, key, values);
    return send(reply, viewer.language, participationForm(participation, { say, language: viewer.language }));
  });

  app.post(PATH, async (request: ParticipationRequest, reply) => {
    const viewer = await holder(request);
    const participation = viewer && (await read(viewer, request.params.id));
    const isOwnForm = [undefined, baseUrl].includes(request.headers.origin);
    if (!participation || !isOwnForm) return gone(request, reply);
    const { language } = viewer;
    const say = (key: string, values?: Record<string, string>) => messages.say(language, key, values);
    const answer = request.body ?? {};
    const again = (status: number, message: string) =>
      send(
        reply,
        language,
        [notice('error', message), participationForm(participation, { say, language, answer })],
        status,
      );
    if (answer.answer !== 'yes' && answer.answer !== 'no')
      return again(422, say('page.participation.missing'));
    try {
      await record(viewer, participation, answer);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return again(422, messages.say(language, `error.${error.code}`, error.values));
    }
    const said = say(answer.answer === 'yes' ? 'page.participation.saidYes' : 'page.participation.saidNo');
    const now = (await read(viewer, participation.id)) ?? participation;
    return send(reply, language, [notice('success', said), participationForm(now, { say, language })]);
  });

  async function record(
    viewer: Viewer,
    { id, version, needs }: Participation,
    answer: Answer,
  ): Promise<void> {
    if (answer.answer === 'no') return void (await answers.leave(viewer, id));
    const { diet = '', access = '', photo } = answer;
    const interpretation = needs?.interpretation ?? null;
    await answers.update(viewer, {
      id,
      expectedVersion: version,
      needs: { diet: diet.slice(0, 1000), access: access.slice(0, 1000), interpretation },
      photoConsent: photo === 'yes',
    });
    await answers.confirm(viewer, id);
  }
}
