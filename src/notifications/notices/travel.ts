import type { EntityManager } from 'typeorm';
import type { Event } from '../../platform/events/event.entity.js';
import { momentInWords } from '../../platform/i18n/days.js';
import { TravelLeg } from '../../travel/travel-leg.entity.js';
import { MailTopic } from '../mail-topic.js';
import { HOME, type Notice, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

interface Late {
  readonly travelLeg: {
    readonly direction: 'TO_MEETING' | 'FROM_MEETING';
    readonly number: string | null;
    readonly toPlace: string | null;
    readonly toTimeZone: string;
    readonly arrivesAt: string;
    readonly expectedAt: string | null;
    readonly delayNote: string | null;
    readonly registration: {
      readonly person: { readonly name: string };
      readonly partner: { readonly name: string } | null;
      readonly meeting: MeetingInWords | null;
    };
  } | null;
}

/** Whoever is to come can report one delay after the other. */
const MOST_DELAYS = 20;

/** Whoever receives people at the meeting: the host's coordinators and the desk, but not the one who reported it. */
const receivers = (manager: EntityManager, { meetingId, actorId }: Event) =>
  people(
    manager,
    `p.id is distinct from $2 and exists (select from membership m join meeting t on t.id = $1
       where m.person_id = p.id and m.ended_at is null
       and (m.role = 'COORDINATOR' and m.partner_id = t.host_partner_id
         or m.role = 'HOST_DESK' and m.meeting_id = t.id))`,
    [meetingId, actorId],
  );

/** Of legs to the meeting: nobody waits where one from it ends. Until he is there by what was reported last. */
const delayed: Notice<Late> = {
  topic: MailTopic.DELAYS,
  expiresAt: async (manager, { subjectId }) =>
    (await manager.findOneBy(TravelLeg, { id: subjectId }))?.dueAt ?? null,
  mostADay: MOST_DELAYS,
  recipients: receivers,
  document: `query ($id: ID!) { travelLeg(id: $id) { direction number toPlace toTimeZone arrivesAt expectedAt delayNote
    registration { person { name } partner { name } meeting { ...MeetingInWords } } } } ${MEETING_IN_WORDS}`,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ travelLeg: leg }, { say, recipient }) => {
    if (leg?.direction !== 'TO_MEETING' || !leg.registration.meeting) return null;
    const { toTimeZone, arrivesAt, expectedAt, number, delayNote } = leg;
    const { person, partner, meeting } = leg.registration;
    const at = (instant: string) => momentInWords(instant, toTimeZone, recipient.language);
    const values = {
      ...namesOf(meeting, recipient),
      person: partner ? `${person.name} (${partner.name})` : person.name,
      station: leg.toPlace ?? '–',
      planned: at(arrivesAt),
      expected: at(expectedAt ?? arrivesAt),
    };
    return {
      subject: say('mail.travelDelayed.subject', values),
      paragraphs: [
        say(expectedAt ? 'mail.travelDelayed.text' : 'mail.travelDelayed.onTime', values),
        ...(number ? [say('mail.travelDelayed.number', { number })] : []),
        ...(delayNote ? [say('mail.travelDelayed.note', { note: delayNote })] : []),
      ],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const travelNotices = { 'travelLeg.delayed': delayed };
