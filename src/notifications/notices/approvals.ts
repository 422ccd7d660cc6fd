import type { EntityManager } from 'typeorm';
import type { Event } from '../../platform/events/event.entity.js';
import { approvalPath } from '../../registrations/approval/approval-pages.js';
import { RegistrationState } from '../../registrations/registration.entity.js';
import { endOfMeeting } from '../expiry.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';
import { uninvited } from './invitations.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

/** Whoever decides finds the rest on the start page. */
const MOST_ASKED = 20;

interface Decided {
  readonly registration: {
    readonly id: string;
    readonly state: RegistrationState;
    readonly refusalReason: string | null;
    readonly person: { readonly id: string; readonly name: string };
    readonly partner: { readonly name: string } | null;
    readonly meeting: MeetingInWords | null;
  } | null;
}

const DOCUMENT = `query ($id: ID!) { registration(id: $id) { id state refusalReason person { id name } partner { name }
  meeting { ...MeetingInWords } } } ${MEETING_IN_WORDS}`;

/** He whose registration it is ($1), and which coordinators else, but the one who did it. */
const himAnd =
  (others: string): Notice['recipients'] =>
  (manager: EntityManager, { subjectId, actorId }: Event): Promise<Recipient[]> =>
    people(
      manager,
      `exists (select from registration r join meeting t on t.id = r.meeting_id where r.id = $1
         and (p.id = r.person_id or p.id is distinct from $2 and exists (select from membership m
           where m.person_id = p.id and m.role = 'COORDINATOR' and m.ended_at is null and ${others})))`,
      [subjectId, actorId],
    );

const ORGANISE = `(m.partner_id = t.host_partner_id or m.partner_id in (
  select l.id from partner l where l.project_id = t.project_id and l.role = 'LEAD'))`;

const namesIn = (registration: NonNullable<Decided['registration']>, recipient: Recipient) => {
  const { person, partner, meeting } = registration;
  return meeting && { ...namesOf(meeting, recipient), person: person.name, partner: partner?.name ?? '–' };
};

/** Whoever decides is asked; he who waits is told that he does. */
const requested: Notice<Decided> = {
  expiresAt: endOfMeeting,
  mostADay: MOST_ASKED,
  isAskedAgain: true,
  recipients: himAnd(ORGANISE),
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ registration }, { say, recipient }) => {
    const names = registration && namesIn(registration, recipient);
    if (!registration?.meeting || !names || registration.state !== RegistrationState.PENDING) return null;
    if (registration.person.id === recipient.id)
      return {
        subject: say('mail.registrationWaits.subject', names),
        paragraphs: [say('mail.registrationWaits.text', names)],
        link: { label: say('mail.meeting.link'), target: HOME },
      };
    const path = approvalPath(registration.id, recipient.id, registration.meeting.endsOn);
    return {
      subject: say('mail.registrationRequested.subject', names),
      paragraphs: [say('mail.registrationRequested.text', names)],
      link: { label: say('mail.registrationRequested.link'), target: `[[${path}]]` },
    };
  },
};

/** Both learn why; where his calendar has the meeting, it is taken out. */
const refused: Notice<Decided> = {
  expiresAt: endOfMeeting,
  mostADay: MOST_ASKED,
  recipients: himAnd('m.partner_id = r.partner_id'),
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ registration }, { say, recipient, event }) => {
    const names = registration && namesIn(registration, recipient);
    const reason = registration?.refusalReason;
    if (!registration?.meeting || !names || !reason) return null;
    const { meeting } = registration;
    const isHis = registration.person.id === recipient.id;
    return {
      subject: say('mail.registrationRefused.subject', names),
      paragraphs: [
        say(isHis ? 'mail.registrationRefused.text' : 'mail.registrationRefused.toCoordinator', names),
        say('mail.registrationRefused.reason', { reason }),
      ],
      link: { label: say('mail.meeting.link'), target: HOME },
      ...(isHis && uninvited(meeting, { recipient, event, summary: `${names.project}: ${names.meeting}` })),
    };
  },
};

export const approvalNotices = { 'registration.requested': requested, 'registration.refused': refused };
