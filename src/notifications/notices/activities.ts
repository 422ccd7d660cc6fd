import { DateTime } from 'luxon';
import { offerPath } from '../../activities/offer-pages.js';
import { momentInWords } from '../../platform/i18n/days.js';
import { endOfMeeting } from '../expiry.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

interface Item {
  readonly title: string;
  readonly startsAt: string;
  readonly timeZone: string;
}

interface MySignUp {
  readonly id: string;
  readonly state: string;
  readonly agendaItem: Item | null;
}

interface Concerning<OfMine extends MySignUp> {
  readonly meeting:
    | (MeetingInWords & {
        readonly myRegistration: { readonly id: string; readonly signUps: readonly OfMine[] } | null;
      })
    | null;
}

const whoSignedUp: Notice['recipients'] = (manager, { subjectId }) =>
  people(
    manager,
    `p.id = (select r.person_id from registration r join sign_up s on s.registration_id = r.id where s.id = $1)`,
    [subjectId],
  );

const inWords = (meeting: MeetingInWords, { title, startsAt, timeZone }: Item, recipient: Recipient) => ({
  ...namesOf(meeting, recipient),
  item: title,
  when: momentInWords(startsAt, timeZone, recipient.language),
});

const signUpPromoted: Notice<Concerning<MySignUp>> = {
  expiresAt: endOfMeeting,
  recipients: whoSignedUp,
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords
    myRegistration { id signUps { id state agendaItem { title startsAt timeZone } } } } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const signUp = meeting?.myRegistration?.signUps.find(({ id }) => id === event.subjectId);
    const item = signUp?.agendaItem;
    // Who gave the place back meanwhile, and perhaps waits again, is not told that he has it.
    if (!meeting || !item || signUp.state !== 'CONFIRMED') return null;
    const names = inWords(meeting, item, recipient);
    return {
      subject: say('mail.signUpPromoted.subject', names),
      paragraphs: [say('mail.signUpPromoted.text', names)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

interface Offered extends MySignUp {
  readonly offeredUntil: string | null;
  readonly atSameTime: readonly { readonly agendaItem: { readonly title: string } | null }[];
}

/** The question whether he wants a place, with a link that answers without sign-in. One that comes too late is not sent. */
const signUpOffered: Notice<Concerning<Offered>> = {
  expiresAt: (_manager, { details }) =>
    Promise.resolve(DateTime.fromISO((details as { until: string }).until)),
  isAskedAgain: true,
  recipients: whoSignedUp,
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords
    myRegistration { id signUps { id state offeredUntil agendaItem { title startsAt timeZone }
      atSameTime { agendaItem { title } } } } } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const signUp = meeting?.myRegistration?.signUps.find(({ id }) => id === event.subjectId);
    const item = signUp?.agendaItem;
    if (!meeting?.myRegistration || !item || !signUp.offeredUntil) return null;
    const until = momentInWords(signUp.offeredUntil, item.timeZone, recipient.language);
    const names = { ...inWords(meeting, item, recipient), until };
    const others = signUp.atSameTime.flatMap(({ agendaItem }) => agendaItem?.title ?? []);
    return {
      subject: say('mail.signUpOffered.subject', names),
      paragraphs: [
        say('mail.signUpOffered.text', names),
        ...others.map((other) => say('mail.signUpOffered.other', { other })),
      ],
      link: {
        label: say('mail.signUpOffered.link'),
        target: `[[${offerPath(meeting.myRegistration.id, signUp.id, recipient.id, meeting.endsOn)}]]`,
      },
    };
  },
};

interface Ended {
  readonly meeting:
    | (MeetingInWords & {
        readonly agenda: { readonly items: readonly (Item & { readonly id: string })[] } | null;
      })
    | null;
}

const offerEnded: Notice<Ended> = {
  expiresAt: endOfMeeting,
  recipients: whoSignedUp,
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords agenda { items { id title startsAt timeZone } } } }
    ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const { itemId } = event.details as { itemId: string };
    const item = meeting?.agenda?.items.find(({ id }) => id === itemId);
    if (!meeting || !item) return null;
    const names = inWords(meeting, item, recipient);
    return {
      subject: say('mail.offerEnded.subject', names),
      paragraphs: [say('mail.offerEnded.text', names)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const activityNotices = {
  'signUp.promoted': signUpPromoted,
  'signUp.offered': signUpOffered,
  'signUp.offerEnded': offerEnded,
};
