import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Viewer } from '../platform/access/viewer.js';
import type { Ask } from '../platform/graphql/ask.js';
import { type Html, html } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { Say } from '../platform/pages/site-pages.js';
import { type MailedPages, mailedPage } from '../viewers/mailed-pages.js';
import { type MailTopic, isMailTopic } from './mail-topic.js';
import type { MailTopicsService } from './mail-topics.service.js';

interface MailTopicPages extends MailedPages {
  readonly topics: MailTopicsService;
  readonly ask: Ask;
}

interface Params {
  readonly personId: string;
  readonly topic: string;
}

const PATH = '/mail-topics/:personId/:topic';
const TITLE = 'page.mailTopics.title';
const SETTINGS = '{ viewer { mailTopics { topic isWanted } } }';
/** As browsers send ours, and mail programs theirs (RFC 8058, section 3.2). */
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
/** The one field of a mail program, in either of them. */
const ONE_CLICK = /^List-Unsubscribe=One-Click$|name="?List-Unsubscribe"?\s+One-Click\s/;
/** More than that is no such form. */
const MOST_BYTES = 4_000;

/**
 * Whoever holds a mailed link says which kinds of mail its one person gets. A GET changes nothing; the one click of a mail
 * program is a POST that brings neither a cookie nor an origin, and ends the kind that the link is of.
 */
export function mailTopicPages(app: FastifyInstance, parts: MailTopicPages): void {
  app.register(async (scope) => {
    const asText = { parseAs: 'string', bodyLimit: MOST_BYTES } as const;
    scope.addContentTypeParser(FORMS, asText, (_request, body, done) => done(null, body));

    mailedPage(scope, parts, {
      path: PATH,
      titleKey: TITLE,
      open: async (viewer, { topic }: Params) => (isMailTopic(topic) ? { viewer, topic } : null),
      show: (reply, opened) => show(parts, reply, opened),
      take: async (reply, opened, sent: string = '') => {
        const isOneClick = ONE_CLICK.test(sent);
        const chosen = isOneClick ? { topic: opened.topic, isWanted: false } : choiceIn(sent);
        if (chosen) await parts.topics.want(opened.viewer, chosen.topic, chosen.isWanted);
        return show(parts, reply, opened, chosen?.topic);
      },
      mayBeForeign: (sent: string = '') => ONE_CLICK.test(sent),
    });
  });
}

interface Setting {
  readonly topic: MailTopic;
  readonly isWanted: boolean;
}

/** What somebody pressed; null: nothing that is on the page. */
function choiceIn(body: string): Setting | null {
  const form = new URLSearchParams(body);
  const topic = form.get('off') ?? form.get('on');
  return isMailTopic(topic) ? { topic, isWanted: !form.has('off') } : null;
}

interface Opened {
  readonly viewer: Viewer;
  /** Which the link is of. */
  readonly topic: MailTopic;
}

/** The kind that the link is of first, then the others, each as it is now. @param changed which was just chosen */
async function show(
  { ask, pages }: MailTopicPages,
  reply: FastifyReply,
  { viewer, topic }: Opened,
  changed?: MailTopic,
): Promise<FastifyReply> {
  const { language } = viewer;
  const say = pages.speaker(language);
  const { viewer: himself } = await ask.as<{ viewer: { mailTopics: readonly Setting[] } }>(viewer, SETTINGS);
  const settings = himself.mailTopics.toSorted(
    (a, b) => Number(b.topic === topic) - Number(a.topic === topic),
  );
  const now = settings.find((setting) => setting.topic === changed);
  const body = html`${
      now && notice('success', html`${say(`page.mailTopics.${now.topic}`)}: ${stateOf(now, say)}`)
    }
    <form method="post">${settings.map((setting) => settingOf(setting, say, setting.topic === topic))}</form>
    <p class="quiet">${say('page.mailTopics.always')}</p>`;
  return pages.send(reply, { language, title: say(TITLE), body });
}

const stateOf = ({ isWanted }: Setting, say: Say): string =>
  say(isWanted ? 'page.mailTopics.on' : 'page.mailTopics.off');

/** One kind, and the button for the other way; that of the mail's own kind is the one to see first. */
function settingOf(setting: Setting, say: Say, isFirst: boolean): Html {
  const { topic, isWanted } = setting;
  const name = say(`page.mailTopics.${topic}`);
  const button = say(isWanted ? 'page.mailTopics.turnOff' : 'page.mailTopics.turnOn');
  return html`<section class="card">
    <h2>${name}</h2>
    <p>${stateOf(setting, say)}</p>
    <div class="actions">
      <button
        class="button ${!isFirst && 'secondary'}"
        name="${isWanted ? 'off' : 'on'}"
        value="${topic}"
        aria-label="${button}: ${name}"
      >
        ${button}
      </button>
    </div>
  </section>`;
}
