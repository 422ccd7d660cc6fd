import { DateTime } from 'luxon';
import type { CalendarEvent } from '../calendar/calendar-text.js';
import { type AgreedDate, agreedHours, meetingEvent } from '../calendar/meeting-calendar.js';
import type { Say } from '../platform/pages/site-pages.js';
import { RegistrationState, isExpected } from '../registrations/registration.entity.js';

interface FeedItem {
  readonly id: string;
  readonly title: string;
  readonly room: { readonly name: string; readonly house: string | null } | null;
  readonly place: string | null;
  readonly capacity: number | null;
  readonly isMandatory: boolean;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
  readonly speakers: readonly { readonly id: string }[];
}

interface FeedLeg {
  readonly id: string;
  readonly version: number;
  readonly number: string | null;
  readonly fromPlace: string | null;
  readonly fromTimeZone: string;
  readonly departsAt: string;
  readonly toPlace: string | null;
  readonly toTimeZone: string;
  readonly arrivesAt: string;
  readonly expectedAt: string | null;
}

interface Owed {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly dueAt: string;
  readonly state: string;
  readonly partner: { readonly id: string } | null;
}

export interface FeedMeeting {
  readonly id: string;
  readonly number: number;
  readonly title: string | null;
  readonly place: string | null;
  readonly country: { readonly name: string } | null;
  readonly timeZone: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly state: string;
  readonly calendarRevision: number;
  readonly calendarRevisedAt: string;
  readonly project: { readonly acronym: string };
  readonly datePoll: { readonly chosenOption: AgreedDate | null } | null;
  readonly myRegistration: {
    readonly state: RegistrationState;
    readonly calendarSequence: number;
    readonly person: { readonly id: string };
    readonly partner: { readonly id: string } | null;
    readonly signUps: readonly {
      readonly state: string;
      readonly agendaItem: { readonly id: string } | null;
    }[];
    readonly travelLegs: readonly FeedLeg[];
  } | null;
  readonly agenda: { readonly items: readonly FeedItem[] } | null;
  readonly materialRequests: readonly Owed[];
}

/** What is read of one meeting, as the person himself. Nothing of what he needs, nor of anybody else. */
export const FEED_MEETING = `query ($id: ID!) { meeting(id: $id) {
  id number title place country { name } timeZone startsOn endsOn state calendarRevision calendarRevisedAt
  project { acronym } datePoll { chosenOption { startsAt endsAt } }
  myRegistration { state calendarSequence person { id } partner { id } signUps { state agendaItem { id } }
    travelLegs { id version number fromPlace fromTimeZone departsAt toPlace toTimeZone arrivesAt expectedAt } }
  agenda { items { id title room { name house } place capacity isMandatory startsAt endsAt timeZone speakers { id } } }
  materialRequests { id version title dueAt state partner { id } } } }`;

/** For how long what is due is shown before it is, so that it is seen. */
const DUE_SHOWN = { minutes: 30 };

/**
 * What his calendar shows of one meeting: itself from when he is asked; when he comes, also what is for him of its newest
 * release, his journeys, and what his partner owes still. UID and SEQUENCE of the meeting are those of the mails, and of a
 * line those of the public agenda.
 */
export function feedEvents(meeting: FeedMeeting, say: Say): CalendarEvent[] {
  const { myRegistration: registration, calendarRevisedAt } = meeting;
  if (!registration || !isExpected(registration)) return [];
  const name = meeting.title ?? `${meeting.project.acronym} ${meeting.number}`;
  const summary = `${meeting.project.acronym}: ${name}`;
  const shared: Shared = {
    revisedAt: instant(calendarRevisedAt),
    status: meeting.state === 'CANCELLED' ? 'CANCELLED' : 'CONFIRMED',
  };
  const shown = meetingEvent({ ...meeting, hours: agreedHours(meeting.datePoll?.chosenOption) }, summary);
  const whole = { ...shown, ...shared, sequence: registration.calendarSequence };
  if (registration.state !== RegistrationState.CONFIRMED) return [whole];
  return [
    whole,
    ...itemsFor(meeting, registration).map((item) => itemEvent(item, meeting, shared)),
    ...registration.travelLegs.map((leg) => legEvent(leg, summary, shared)),
    ...owedBy(meeting, registration).map((owed) => dueEvent(owed, meeting, say, shared)),
  ];
}

type Shared = Pick<CalendarEvent, 'revisedAt' | 'status'>;
type Registration = NonNullable<FeedMeeting['myRegistration']>;

const instant = (iso: string): DateTime => DateTime.fromISO(iso, { zone: 'utc' });

/** What is for all, where he speaks, and where he has a place: of whom a mail about a new release goes to, too. */
function itemsFor({ agenda }: FeedMeeting, { person, signUps }: Registration): FeedItem[] {
  const places = signUps.filter(({ state }) => state === 'CONFIRMED').map(({ agendaItem }) => agendaItem?.id);
  return (agenda?.items ?? []).filter(
    ({ id, capacity, isMandatory, speakers }) =>
      capacity === null || isMandatory || places.includes(id) || speakers.some((one) => one.id === person.id),
  );
}

const itemEvent = (item: FeedItem, meeting: FeedMeeting, shared: Shared): CalendarEvent => ({
  ...shared,
  id: item.id,
  sequence: meeting.calendarRevision,
  summary: item.title,
  place: [item.room?.name, item.room?.house, item.place ?? meeting.place].filter(Boolean).join(', ') || null,
  when: { startsAt: instant(item.startsAt), endsAt: instant(item.endsAt), timeZone: item.timeZone },
});

/** By what it is late, as far as that was reported. */
const legEvent = (leg: FeedLeg, summary: string, shared: Shared): CalendarEvent => ({
  ...shared,
  id: leg.id,
  sequence: leg.version,
  summary:
    [leg.number, [leg.fromPlace, leg.toPlace].filter(Boolean).join(' – ')].filter(Boolean).join(' ') ||
    summary,
  place: leg.fromPlace,
  when: {
    startsAt: instant(leg.departsAt),
    endsAt: instant(leg.expectedAt ?? leg.arrivesAt),
    timeZone: leg.fromTimeZone,
    endTimeZone: leg.toTimeZone,
  },
});

const owedBy = ({ materialRequests }: FeedMeeting, { partner }: Registration): Owed[] =>
  materialRequests.filter((owed) => owed.state === 'MISSING' && owed.partner?.id === partner?.id);

function dueEvent(owed: Owed, { timeZone, project }: FeedMeeting, say: Say, shared: Shared): CalendarEvent {
  const endsAt = instant(owed.dueAt);
  return {
    ...shared,
    id: owed.id,
    sequence: owed.version,
    summary: `${project.acronym}: ${say('page.calendarFeed.due', { title: owed.title })}`,
    place: null,
    when: { startsAt: endsAt.minus(DUE_SHOWN), endsAt, timeZone },
  };
}
