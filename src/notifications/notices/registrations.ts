import { participationPath } from '../../registrations/participation-pages.js';
import { dateInWords } from '../../platform/i18n/days.js';
import { endOfMeeting } from '../expiry.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';
import { asked, uninvited } from './invitations.js';
import { MEETING_IN_WORDS, type MeetingInWords, ONE_MEETING, type OneMeeting, namesOf } from './meetings.js';

interface InvitedTo extends MeetingInWords {
  readonly invitations: readonly {
    readonly id: string;
    readonly seats: number;
    readonly partner: { readonly name: string } | null;
  }[];
}

interface Invited {
  readonly meeting: InvitedTo | null;
}

/** Of a meeting that a poll of times made: what was asked and answered was an hour. */
function hours({ datePoll, timeZone }: InvitedTo, { language }: Recipient): { days?: string } {
  const date = datePoll?.chosenOption;
  return date?.startsAt ? { days: dateInWords(date, timeZone, language) } : {};
}

const partnerInvited: Notice<Invited> = {
  expiresAt: endOfMeeting,
  recipients: (manager, { subjectId }) =>
    people(
      manager,
      `exists (select from membership m join invitation i on i.partner_id = m.partner_id
         where m.person_id = p.id and m.role = 'COORDINATOR' and m.ended_at is null and i.id = $1)`,
      [subjectId],
    ),
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords invitations { id seats partner { name } } } }
    ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const invitation = meeting?.invitations.find(({ id }) => id === event.subjectId);
    if (!meeting || !invitation?.partner) return null;
    const names = {
      ...namesOf(meeting, recipient),
      ...hours(meeting, recipient),
      partner: invitation.partner.name,
    };
    return {
      subject: say('mail.partnerInvited.subject', names),
      paragraphs: [say('mail.partnerInvited.text', { ...names, seats: invitation.seats })],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

const partyOf = (meeting: MeetingInWords, recipient: Recipient) => ({
  ...namesOf(meeting, recipient),
  partner: meeting.myRegistration?.partner?.name ?? meeting.project.acronym,
});

/** The question whether he comes, with a link that answers without sign-in, and the days for his calendar. */
const question =
  (key: 'delegateNamed' | 'speakerNamed'): Notice<OneMeeting>['words'] =>
  ({ meeting }, { say, recipient, event }) => {
    if (!meeting?.myRegistration) return null;
    const names = partyOf(meeting, recipient);
    return {
      subject: say(`mail.${key}.subject`, names),
      paragraphs: [say(`mail.${key}.text`, names)],
      link: {
        label: say('mail.delegateNamed.link'),
        target: `[[${participationPath(meeting.myRegistration.id, recipient.id, meeting.endsOn)}]]`,
      },
      ...asked(meeting, { recipient, event, summary: `${names.project}: ${names.meeting}` }),
    };
  };

const named = (key: 'delegateNamed' | 'speakerNamed'): Notice<OneMeeting> => ({
  expiresAt: endOfMeeting,
  mostADay: 3,
  recipients: (manager, { details }) =>
    people(manager, 'p.id in (select r.person_id from registration r where r.id = any($1::uuid[]))', [
      (details as { registrationIds: string[] }).registrationIds,
    ]),
  document: ONE_MEETING,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: question(key),
});

/** Who comes instead is asked; who was to come is told that he need not. */
const delegateReplaced: Notice<OneMeeting> = {
  expiresAt: endOfMeeting,
  mostADay: 3,
  recipients: (manager, { subjectId, details }) =>
    people(manager, 'p.id in (select r.person_id from registration r where r.id = any($1::uuid[]))', [
      [subjectId, (details as { replacedById: string }).replacedById],
    ]),
  document: ONE_MEETING,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: (data, to) => {
    const { meeting } = data;
    if (meeting?.myRegistration?.id !== to.event.subjectId) return question('delegateNamed')(data, to);
    const names = partyOf(meeting, to.recipient);
    const summary = `${names.project}: ${names.meeting}`;
    return {
      subject: to.say('mail.delegateReplaced.subject', names),
      paragraphs: [to.say('mail.delegateReplaced.text', names)],
      link: { label: to.say('mail.meeting.link'), target: HOME },
      ...uninvited(meeting, { ...to, summary }),
    };
  },
};

export const registrationNotices = {
  'partner.invited': partnerInvited,
  'delegates.named': named('delegateNamed'),
  'delegates.imported': named('delegateNamed'),
  // It comes of a release, so whoever looks at the mails of that looks at these.
  'speakers.registered': { ...named('speakerNamed'), mayWait: true },
  'delegate.replaced': delegateReplaced,
};
