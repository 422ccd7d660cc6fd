import type { EntityManager } from 'typeorm';
import { AgendaChangeKind } from '../../agenda/agenda.type.js';
import { MeetingState } from '../../meetings/meeting.entity.js';
import type { Event } from '../../platform/events/event.entity.js';
import { dayInWords, hoursInWords } from '../../platform/i18n/days.js';
import { endOfMeeting } from '../expiry.js';
import { MailTopic } from '../mail-topic.js';
import { type Entry, HOME, type Notice, type Recipient, type Say, type Words, people } from '../notice.js';
import { COORDINATES, MEETING_IN_WORDS, type MeetingInWords, concerned, namesOf } from './meetings.js';

/** More lines than that nobody reads in a mail. */
const MOST_TOLD = 40;

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Line {
  readonly title: string;
  readonly kind: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly endIsInferred: boolean;
  readonly startsAtLocal: string;
  readonly timeZone: string;
  readonly place: string | null;
  readonly isMandatory: boolean;
  readonly room: Named | null;
  readonly parent: { readonly title: string } | null;
  readonly speakers: readonly Named[];
  readonly partners: readonly Named[];
}

interface Change {
  readonly kinds: readonly AgendaChangeKind[];
  readonly before: Line | null;
  readonly after: Line | null;
}

interface Published {
  readonly meeting:
    | (MeetingInWords &
        AgendaOfMeeting & {
          readonly agenda: { readonly release: number; readonly items: readonly object[] } | null;
          readonly agendaChanges: readonly Change[];
        })
    | null;
}

type PublishedMeeting = NonNullable<Published['meeting']>;

const releaseIn = ({ details }: Event): number => (details as { number: number }).number;

/** The first release is news to everybody; of a later one, whoever may be concerned is asked what it changes for him. */
const readers = (manager: EntityManager, event: Event): Promise<Recipient[]> =>
  releaseIn(event) === 1
    ? concerned(manager, event)
    : people(
        manager,
        `${COORDINATES} or exists (select from registration r where r.person_id = p.id and r.meeting_id = $2
           and (is_expected(r.state)
             or exists (select from sign_up s where s.registration_id = r.id and s.state <> 'CANCELLED')))
         or exists (select from agenda_release a join agenda_release_line l on l.release_id = a.id
           where a.meeting_id = $2 and a.number in ($3 - 1, $3) and p.id = any(l.speaker_ids))`,
        [event.projectId, event.meetingId, releaseIn(event)],
      );

/** A meeting whose agenda may be public. */
export interface AgendaOfMeeting {
  readonly slug: string;
  readonly state: MeetingState;
  readonly agendaIsPublic: boolean;
  readonly project: { readonly slug: string };
}

/** From the start page. */
const agendaPage = ({ slug, project }: AgendaOfMeeting, { language }: Recipient) =>
  `p/${project.slug}/${slug}/agenda?lang=${language}`;

const whenIs = (
  { startsAt, endsAt, endIsInferred, startsAtLocal, timeZone }: Line,
  { language }: Recipient,
) =>
  `${dayInWords(startsAtLocal.slice(0, 10), language)}, ${hoursInWords(startsAt, endIsInferred ? null : endsAt, timeZone, language)}`;

export const whereIs = ({ room, place }: Pick<Line, 'room' | 'place'>): string =>
  [room?.name, place].filter(Boolean).join(', ') || '–';

const namesIn = (all: readonly Named[]): string => all.map(({ name }) => name).join('; ') || '–';

export interface Saying {
  readonly say: Say;
  readonly recipient: Recipient;
}

/** What became of the speakers, to one of them in the second person. */
function speakersInWords(before: Line, after: Line, { say, recipient }: Saying): string {
  const [spoke, speaks] = [before, after].map(({ speakers }) =>
    speakers.some(({ id }) => id === recipient.id),
  );
  const names = { speakers: namesIn(after.speakers) };
  if (spoke !== speaks) return say(`mail.agendaChanged.you${speaks ? 'Speak' : 'SpeakNoMore'}`, names);
  return say('mail.agendaChanged.SPEAKERS', names);
}

/** One kind of change of a line that stays. */
function changeInWords(kind: AgendaChangeKind, before: Line, after: Line, saying: Saying): string {
  const { say, recipient } = saying;
  const told = (values: Record<string, string> = {}) => say(`mail.agendaChanged.${kind}`, values);
  switch (kind) {
    case AgendaChangeKind.TIME:
      return told({ before: whenIs(before, recipient), after: whenIs(after, recipient) });
    case AgendaChangeKind.PLACE:
      return told({ before: whereIs(before), after: whereIs(after) });
    case AgendaChangeKind.SPEAKERS:
      return speakersInWords(before, after, saying);
    case AgendaChangeKind.PARTNERS:
      return told({ partners: namesIn(after.partners) });
    case AgendaChangeKind.PARENT:
      return told({ parent: after.parent?.title ?? '–' });
    case AgendaChangeKind.MANDATORY:
      return told({ mandatory: after.isMandatory ? 'yes' : 'no' });
    default:
      return told({ kind: say('page.agenda.kinds', { kind: after.kind }) });
  }
}

/** A line as it is, and what differs. */
function entryOf({ kinds, before, after }: Change, saying: Saying): Entry {
  const { say, recipient } = saying;
  if (before && after) {
    const heading = kinds.includes(AgendaChangeKind.TIME)
      ? after.title
      : `${after.title} (${whenIs(after, recipient)})`;
    return { heading, lines: kinds.map((kind) => changeInWords(kind, before, after, saying)) };
  }
  const line = (after ?? before) as Line;
  const values = { when: whenIs(line, recipient), where: whereIs(line) };
  return {
    heading: line.title,
    lines: [say(`mail.agendaChanged.${after ? AgendaChangeKind.ADDED : AgendaChangeKind.REMOVED}`, values)],
  };
}

/** Before it is announced the agenda is for its organisers. */
export const linkTo = (meeting: AgendaOfMeeting, { say, recipient }: Saying): Words['link'] =>
  meeting.agendaIsPublic && meeting.state !== MeetingState.DRAFT
    ? { label: say('mail.agenda.link'), target: `${HOME}${agendaPage(meeting, recipient)}` }
    : { label: say('mail.meeting.link'), target: HOME };

/** The first release: that there is an agenda. */
function firstRelease(meeting: PublishedMeeting, items: number, saying: Saying): Words {
  const names = { ...namesOf(meeting, saying.recipient), release: 1 };
  return {
    subject: saying.say('mail.agendaPublished.subject', names),
    paragraphs: [saying.say('mail.agendaPublished.text', { ...names, items })],
    link: linkTo(meeting, saying),
  };
}

/** A later one: what it changes for him, or nothing where it does not. */
function laterRelease(meeting: PublishedMeeting, release: number, saying: Saying): Words | null {
  const { say, recipient } = saying;
  const { agendaChanges: changes } = meeting;
  if (changes.length === 0) return null;
  const names = { ...namesOf(meeting, recipient), release, changes: changes.length };
  const more = changes.length - MOST_TOLD;
  return {
    subject: say('mail.agendaChanged.subject', names),
    paragraphs: [say('mail.agendaChanged.text', names)],
    entries: changes.slice(0, MOST_TOLD).map((change) => entryOf(change, saying)),
    closing: more > 0 ? say('mail.agendaChanged.more', { more }) : undefined,
    link: linkTo(meeting, saying),
  };
}

const LINE = `title kind startsAt endsAt endIsInferred startsAtLocal timeZone place isMandatory
  room { id name } parent { title } speakers { id name } partners { id name }`;

/** Each person gets one mail of a release: everybody of the first, and of a later one whom it changes something for. */
const agendaPublished: Notice<Published> = {
  topic: MailTopic.AGENDA,
  expiresAt: endOfMeeting,
  mayWait: true,
  // It may have been held for days, in which its reader left the project.
  isAskedAgain: true,
  recipients: readers,
  document: `query ($id: ID!, $since: Int!, $release: Int!) { meeting(id: $id) {
    ...MeetingInWords slug state agendaIsPublic project { slug } agenda(release: $release) { release items { id } }
    agendaChanges(since: $since, until: $release, forMe: true) { kinds before { ${LINE} } after { ${LINE} } } } }
    ${MEETING_IN_WORDS}`,
  variables: (event) => ({
    id: event.meetingId,
    since: releaseIn(event) - 1,
    release: releaseIn(event),
  }),
  words: ({ meeting }, { say, recipient }) => {
    if (!meeting?.agenda) return null;
    const { release, items } = meeting.agenda;
    const saying = { say, recipient };
    return release === 1
      ? firstRelease(meeting, items.length, saying)
      : laterRelease(meeting, release, saying);
  },
};

export const agendaNotices = { 'agenda.published': agendaPublished };
