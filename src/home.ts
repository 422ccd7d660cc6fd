import type { FastifyInstance } from 'fastify';
import type { Viewer } from './platform/access/viewer.js';
import { signOutForm } from './accounts/sign-in-forms.js';
import { canOrganise } from './meetings/meeting.policy.js';
import type { Secrets } from './platform/access/secrets.js';
import type { Ask } from './platform/graphql/ask.js';
import { daysInWords, momentInWords } from './platform/i18n/days.js';
import { type Html, type HtmlValue, html } from './platform/pages/html.js';
import type { Say, SitePages } from './platform/pages/site-pages.js';
import type { Clock } from './platform/time/clock.js';
import { localDayOf } from './platform/time/wall-time.js';
import { approvalPath } from './registrations/approval/approval-pages.js';
import { participationPath } from './registrations/participation-pages.js';
import type { Viewers } from './viewers/viewers.js';

interface Home {
  readonly viewers: Viewers;
  readonly ask: Ask;
  readonly secrets: Secrets;
  readonly pages: SitePages;
  readonly clock: Clock;
  /** Whether this is a restored copy that sends no mail. */
  readonly isMailHeld: () => Promise<boolean>;
  /** Whether the mails of this machine can be read under /inbox. */
  readonly hasInbox: boolean;
}

interface Meeting {
  readonly title: string | null;
  readonly number: number;
  readonly timeZone: string;
  readonly state: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly project: { readonly acronym: string };
}

interface Own {
  readonly viewer: {
    readonly name: string;
    readonly registrations: readonly { id: string; state: string; meeting: Meeting | null }[];
    readonly memberships: readonly { readonly project: { readonly slug: string } | null }[];
  };
}

interface Partner {
  readonly id: string;
  readonly name: string;
}

interface Of {
  readonly project: {
    readonly meetings: readonly (Meeting & {
      readonly hostPartner: Partner;
      readonly project: { readonly id: string };
      readonly registrations: {
        readonly totalCount: number;
        readonly nodes: readonly { id: string; person: { readonly name: string }; partner: Partner | null }[];
      };
      readonly invitations: readonly { seats: number; taken: number; partner: Partner | null }[];
      readonly materialRequests: readonly {
        title: string;
        dueAt: string;
        state: string;
        partner: Partner | null;
      }[];
    })[];
  } | null;
}

/** Of each meeting; whoever decides of more sees the next ones when these are decided. */
const MOST_WAITING = 20;

const MEETING = 'title number timeZone state startsOn endsOn project { acronym }';
const OWN = `{ viewer { name registrations { id state meeting { ${MEETING} } } memberships { project { slug } } } }`;
const OF_PROJECT = `query ($slug: String!) { project(slug: $slug) { meetings { ${MEETING} hostPartner { id name } project { id }
  registrations(first: ${MOST_WAITING}, state: PENDING) { totalCount nodes { id person { name } partner { id name } } }
  invitations { seats taken partner { id name } }
  materialRequests { title dueAt state partner { id name } } } } }`;

/** The page on which everything begins: for whoever has signed in, what waits for him. */
export function home(app: FastifyInstance, parts: Home): void {
  const { viewers, pages, ask, hasInbox, isMailHeld } = parts;
  app.get('/', async (request, reply) => {
    const viewer = await viewers.admit(request, pages.languageOf(request));
    const { language } = viewer;
    const say = pages.speaker(language);
    const held = (await isMailHeld()) && html`<p class="notice">${say('error.MAIL_HELD')}</p>`;
    // An API token stays outside: the page signs links that its scopes would not allow.
    if (!viewer.personId || !viewer.sessionId) {
      const body = html`${held}
        <p>${say('page.home.intro')}</p>
        <p class="actions"><a class="button" href="/sign-in">${say('page.signIn.submit')}</a></p>
        ${links(say, hasInbox)}`;
      return pages.send(reply, { language, title: say('page.home.title'), body });
    }
    const own = await ask.as<Own>(viewer, OWN);
    const waiting = [...answers(parts, viewer, own, say), ...(await ofPartners(parts, viewer, own, say))];
    const body = html`${held}
      <h2>${say('page.home.waiting')}</h2>
      ${
        waiting.length > 0
          ? html`<ul class="card">
              ${waiting.map((line) => html`<li>${line}</li>`)}
            </ul>`
          : html`<p>${say('page.home.nothing')}</p>`
      }
      ${links(say, hasInbox)}${signOutForm(say)}`;
    return pages.send(reply, { language, title: say('page.home.welcome', { name: own.viewer.name }), body });
  });
}

const links = (say: Say, hasInbox: boolean): Html =>
  html`<h2>${say('page.home.further')}</h2>
    <ul>
      <li><a href="/graphiql">${say('page.home.graphiql')}</a></li>
      ${hasInbox && html`<li><a href="/inbox">${say('page.home.inbox')}</a></li>`}
    </ul>`;

const namesOf = (meeting: Meeting, { language }: Viewer) => ({
  meeting: meeting.title ?? `${meeting.project.acronym} ${meeting.number}`,
  days: daysInWords(meeting.startsOn, meeting.endsOn, language),
});

/** Neither ended by somebody nor by the calendar. */
const isAhead = ({ state, endsOn, timeZone }: Meeting, clock: Clock): boolean =>
  !['CLOSED', 'AMENDING', 'CANCELLED'].includes(state) && endsOn >= localDayOf(clock.now(), timeZone);

/** Whether he comes; the link is his own, as his mail has it. */
const answers = (
  { secrets, clock }: Home,
  viewer: Viewer,
  { viewer: { registrations } }: Own,
  say: Say,
): Html[] =>
  registrations.flatMap(({ id, state, meeting }) => {
    if (state !== 'INVITED' || !meeting || !isAhead(meeting, clock)) return [];
    const path = participationPath(id, viewer.personId as string, meeting.endsOn);
    const words = say('page.home.answer', namesOf(meeting, viewer));
    return [html`<a href="${path}?signature=${secrets.sign(path)}">${words}</a>`];
  });

type OfMeeting = NonNullable<Of['project']>['meetings'][number];

/** Who said that he comes and waits until this one of those who organise agrees; the links are as in his mails. */
function approvals({ secrets }: Home, viewer: Viewer, meeting: OfMeeting, say: Say): HtmlValue[] {
  const place = { projectId: meeting.project.id, hostPartnerId: meeting.hostPartner.id };
  if (!canOrganise(viewer, place)) return [];
  const { nodes, totalCount } = meeting.registrations;
  const names = namesOf(meeting, viewer);
  const lines: HtmlValue[] = nodes.map(({ id, person, partner }) => {
    const path = approvalPath(id, viewer.personId as string, meeting.endsOn);
    const words = say('page.home.approval', { ...names, person: person.name, partner: partner?.name ?? '–' });
    return html`<a href="${path}?signature=${secrets.sign(path)}">${words}</a>`;
  });
  const more = totalCount - nodes.length;
  return more > 0 ? [...lines, say('page.home.approvals', { ...names, more })] : lines;
}

/** Of whom he decides, seats that his partner may fill, and what it has not handed in. */
async function ofPartners(
  home: Home,
  viewer: Viewer,
  { viewer: { memberships } }: Own,
  say: Say,
): Promise<HtmlValue[]> {
  const { ask, clock } = home;
  const slugs = new Set(memberships.flatMap(({ project }) => project?.slug ?? []));
  const isHis = (partner: Partner | null): partner is Partner =>
    partner !== null && viewer.partners.includes(partner.id);
  const lines: HtmlValue[] = [];
  for (const slug of slugs) {
    const { project } = await ask.as<Of>(viewer, OF_PROJECT, { slug });
    for (const meeting of project?.meetings.filter((one) => isAhead(one, clock)) ?? []) {
      const names = namesOf(meeting, viewer);
      lines.push(...approvals(home, viewer, meeting, say));
      for (const { seats, taken, partner } of meeting.state === 'OPEN' ? meeting.invitations : [])
        if (isHis(partner))
          lines.push(say('page.home.invited', { ...names, partner: partner.name, seats, taken }));
      for (const { title, dueAt, state, partner } of meeting.materialRequests) {
        if (state !== 'MISSING' || !isHis(partner)) continue;
        const due = momentInWords(dueAt, meeting.timeZone, viewer.language);
        lines.push(say('page.home.material', { ...names, title, partner: partner.name, due }));
      }
    }
  }
  return lines;
}
