import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Language, type Viewer, languageOf } from '../platform/access/viewer.js';
import type { Secrets } from '../platform/access/secrets.js';
import type { Ask } from '../platform/graphql/ask.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import type { Messages } from '../platform/i18n/messages.js';
import type { Html } from '../platform/pages/html.js';
import { PAGE_HEADERS, notice, page } from '../platform/pages/layout.js';
import type { Clock } from '../platform/time/clock.js';
import { localOf } from '../platform/time/wall-time.js';
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
  meeting { title number place timeZone startsOn endsOn project { acronym } } } }`;

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

  /** Whom the link is for, and what he answers to; null when it is not ours, or its last day is over where they meet. */
  const open = async ({ params, query }: ParticipationRequest) => {
    const { id, personId, until } = params;
    if (!secrets.isSignatureOf(participationPath(id, personId, until), query.signature ?? '')) return null;
    const viewer = await viewers.ofPerson(personId);
    const participation = await read(viewer, id);
    if (!participation) return null;
    const today = localOf(clock.now(), participation.meeting.timeZone).slice(0, 10);
    return until >= today ? { viewer, participation } : null;
  };

  const read = async (viewer: Viewer, id: string): Promise<Participation | null> =>
    (await ask.as<{ registration: Participation | null }>(viewer, REGISTRATION, { id })).registration;

  const gone = (request: FastifyRequest, reply: FastifyReply) => {
    const language = languageOf(request.headers['accept-language']) ?? 'en';
    return send(reply, language, notice('error', messages.say(language, 'page.participation.gone')), 404);
  };

  app.get(PATH, async (request: ParticipationRequest, reply) => {
    const opened = await open(request);
    if (!opened) return gone(request, reply);
    const { viewer, participation } = opened;
    const say = (key: string, values?: Record<string, string>) => messages.say(viewer.language, key, values);
    return send(reply, viewer.language, participationForm(participation, { say, language: viewer.language }));
  });

  app.post(PATH, async (request: ParticipationRequest, reply) => {
    const opened = await open(request);
    const isOwnForm = [undefined, baseUrl].includes(request.headers.origin);
    if (!opened || !isOwnForm) return gone(request, reply);
    const { viewer, participation } = opened;
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

  function record(viewer: Viewer, { id, needs }: Participation, answer: Answer): Promise<string> {
    const { diet = '', access = '', photo } = answer;
    const text = (typed: string) => typed.trim().slice(0, 1000) || null;
    const interpretation = needs?.interpretation ?? null;
    return answers.answer(viewer, id, {
      comes: answer.answer === 'yes',
      needs: { diet: text(diet), access: text(access), interpretation },
      photoConsent: photo === 'yes',
    });
  }
}
