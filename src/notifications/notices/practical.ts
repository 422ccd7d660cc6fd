import { dayInWords, daysInWords, hoursInWords, momentInWords } from '../../platform/i18n/days.js';
import { MemberRole } from '../../projects/membership.entity.js';
import { RegistrationState } from '../../registrations/registration.entity.js';
import { dueNow, isStillDue } from '../due.js';
import { endOfFirstDay } from '../expiry.js';
import { MailTopic } from '../mail-topic.js';
import { type Entry, type Notice, people } from '../notice.js';
import { type AgendaOfMeeting, type Saying, linkTo, whereIs } from './agenda.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

interface Line {
  readonly title: string;
  readonly startsAt: string;
  readonly startsAtLocal: string;
  readonly timeZone: string;
  readonly place: string | null;
  readonly room: { readonly id: string; readonly name: string; readonly house: string | null } | null;
}

interface Leg {
  readonly number: string | null;
  readonly fromPlace: string | null;
  readonly fromTimeZone: string;
  readonly departsAt: string;
  readonly toPlace: string | null;
  readonly toTimeZone: string;
  readonly arrivesAt: string;
  readonly expectedAt: string | null;
  readonly wantsPickUp: boolean;
  readonly pickUp: string | null;
}

interface Going {
  readonly travelLegs: readonly Leg[];
  readonly hotelStays: readonly {
    readonly hotel: string | null;
    readonly firstNight: string;
    readonly leavesOn: string;
  }[];
  readonly signUps: readonly { readonly state: string; readonly agendaItem: Line | null }[];
}

type Approaching = MeetingInWords &
  AgendaOfMeeting & {
    readonly hostPartner: {
      readonly name: string;
      readonly members: readonly {
        readonly role: MemberRole;
        readonly person: { readonly id: string; readonly name: string; readonly email: string | null };
      }[];
    } | null;
    readonly agenda: { readonly items: readonly Line[] } | null;
    readonly myRegistration: Going | null;
  };

const LINE = 'title startsAt startsAtLocal timeZone place room { id name house }';

const whenIs = ({ startsAt, startsAtLocal, timeZone }: Line, { recipient: { language } }: Saying): string =>
  `${dayInWords(startsAtLocal.slice(0, 10), language)}, ${hoursInWords(startsAt, null, timeZone, language)}`;

/** Where and when the first thing is that he reads of in the agenda. */
function beginning({ agenda, ...meeting }: Approaching, saying: Saying): readonly string[] {
  const [first] = (agenda?.items ?? []).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  const house = first?.room?.house;
  const at = [meeting.place, meeting.country?.name].filter(Boolean).join(', ');
  return [
    ...(first ? [`${whenIs(first, saying)}: ${first.title}`] : []),
    ...(first && (first.room ?? first.place) ? [[whereIs(first), house].filter(Boolean).join(', ')] : []),
    ...(at ? [at] : []),
  ];
}

/** One line for each leg, and who fetches him there. */
const journey = ({ travelLegs }: Going, { say, recipient: { language } }: Saying): string[] =>
  travelLegs.flatMap((leg) => {
    const { number, fromPlace, toPlace, expectedAt, arrivesAt, wantsPickUp, pickUp } = leg;
    const departs = momentInWords(leg.departsAt, leg.fromTimeZone, language);
    const arrives = momentInWords(expectedAt ?? arrivesAt, leg.toTimeZone, language);
    const way = `${fromPlace ?? '–'}, ${departs} → ${toPlace ?? '–'}, ${arrives}`;
    const fetched = pickUp
      ? say('mail.practical.pickUp', { pickUp })
      : wantsPickUp && say('mail.practical.pickUpOpen');
    return [number ? `${number}: ${way}` : way, ...(fetched ? [fetched] : [])];
  });

/** Whom of the host to turn to; the address as far as he sees it. */
const contacts = ({ hostPartner }: Approaching, { recipient }: Saying): string[] =>
  (hostPartner?.members ?? [])
    .filter(({ role, person }) => role === MemberRole.COORDINATOR && person.id !== recipient.id)
    .map(({ person: { name, email } }) => [name, hostPartner?.name, email].filter(Boolean).join(', '));

/** What he needs to know, as far as it is known. */
function entriesOf(meeting: Approaching, going: Going, saying: Saying): Entry[] {
  const { say, recipient } = saying;
  const nights = going.hotelStays.map(
    ({ hotel, firstNight, leavesOn }) =>
      `${hotel ?? '–'}: ${daysInWords(firstNight, leavesOn, recipient.language)}`,
  );
  const places = going.signUps.flatMap(({ state, agendaItem: item }) =>
    item && state === 'CONFIRMED' ? `${item.title}: ${whenIs(item, saying)}, ${whereIs(item)}` : [],
  );
  const known = {
    begins: beginning(meeting, saying),
    journey: journey(going, saying),
    hotel: nights,
    places,
    contact: contacts(meeting, saying),
  };
  return Object.entries(known).flatMap(([key, lines]) =>
    lines.length > 0 ? { heading: say(`mail.practical.${key}`), lines } : [],
  );
}

/** Right before it begins, to everybody who comes. */
export const meetingApproached: Notice<{ readonly meeting: Approaching | null }> = {
  topic: MailTopic.PRACTICAL,
  expiresAt: endOfFirstDay,
  isAskedAgain: true,
  imagined: dueNow,
  recipients: (manager, { meetingId }) =>
    people(
      manager,
      `p.id in (select r.person_id from registration r where r.meeting_id = $1 and r.state = 'CONFIRMED')`,
      [meetingId],
    ),
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords slug state agendaIsPublic project { slug }
    hostPartner { name members { role person { id name email } } } agenda { items { ${LINE} } }
    myRegistration { signUps { state agendaItem { ${LINE} } } hotelStays { hotel firstNight leavesOn }
      travelLegs { number fromPlace fromTimeZone departsAt toPlace toTimeZone arrivesAt expectedAt wantsPickUp pickUp } } } }
    ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const registration = meeting?.myRegistration;
    if (!registration || registration.state !== RegistrationState.CONFIRMED) return null;
    if (!isStillDue(meeting, event)) return null;
    const saying = { say, recipient };
    const names = namesOf(meeting, recipient);
    return {
      subject: say('mail.practical.subject', names),
      paragraphs: [say('mail.practical.text', names)],
      entries: entriesOf(meeting, registration, saying),
      link: linkTo(meeting, saying),
    };
  },
};
