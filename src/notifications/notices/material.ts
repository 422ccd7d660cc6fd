import { MemberRole } from '../../projects/membership.entity.js';
import { MeetingState } from '../../meetings/meeting.entity.js';
import { momentInWords } from '../../platform/i18n/days.js';
import { endOfReminder } from '../expiry.js';
import { MailTopic } from '../mail-topic.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

type Meeting = MeetingInWords & { readonly timeZone: string };

interface Request {
  readonly title: string;
  readonly dueAt: string;
  readonly partner: { readonly id: string; readonly name: string } | null;
}

interface Asked {
  readonly viewer: {
    readonly memberships: readonly {
      readonly role: MemberRole;
      readonly partner: { readonly id: string } | null;
    }[];
  };
  readonly meeting: (Meeting & { readonly materialRequests: readonly (Request & { id: string })[] }) | null;
}

const valuesOf = (meeting: Meeting, { title, dueAt }: Request, recipient: Recipient) => ({
  ...namesOf(meeting, recipient),
  title,
  due: momentInWords(dueAt, meeting.timeZone, recipient.language),
});

/** One event for all that were asked at once: each coordinator hears what his own partner owes. */
const materialRequested: Notice<Asked> = {
  topic: MailTopic.MATERIAL,
  recipients: (manager, { details }) =>
    people(
      manager,
      `exists (select from membership m join material_request r on r.partner_id = m.partner_id
         where r.id = any($1) and m.person_id = p.id and m.role = 'COORDINATOR' and m.ended_at is null)`,
      [requestIdsOf(details)],
    ),
  document: `query ($id: ID!) {
    viewer { memberships { role partner { id } } }
    meeting(id: $id) { ...MeetingInWords timeZone materialRequests { id title dueAt partner { id name } } }
  } ${MEETING_IN_WORDS}`,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ viewer, meeting }, { say, recipient, event }) => {
    const own = viewer.memberships
      .filter(({ role }) => role === MemberRole.COORDINATOR)
      .map(({ partner }) => partner?.id);
    const asked = meeting?.materialRequests.filter(
      ({ id, partner }) => requestIdsOf(event.details).includes(id) && own.includes(partner?.id),
    );
    const first = asked?.[0];
    if (!meeting || !asked || !first) return null;
    const partner = asked.map((request) => request.partner?.name).join(', ');
    const values = { ...valuesOf(meeting, first, recipient), partner };
    return {
      subject: say('mail.materialRequested.subject', values),
      paragraphs: [say('mail.materialRequested.text', values), say('mail.material.how')],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

interface Owed {
  readonly materialRequest:
    | (Request & {
        readonly state: string;
        readonly meeting: (Meeting & { readonly state: MeetingState }) | null;
      })
    | null;
}

/** What has arrived since the reminder was due is not reminded of. */
const materialReminded: Notice<Owed> = {
  topic: MailTopic.REMINDERS,
  expiresAt: endOfReminder,
  isAskedAgain: true,
  recipients: (manager, { subjectId }) =>
    people(
      manager,
      `exists (select from membership m join material_request r on r.partner_id = m.partner_id
         where r.id = $1 and m.person_id = p.id and m.role in ('COORDINATOR', 'DELEGATE') and m.ended_at is null)`,
      [subjectId],
    ),
  document: `query ($id: ID!) { materialRequest(id: $id) {
    title dueAt state partner { id name } meeting { ...MeetingInWords timeZone state } } } ${MEETING_IN_WORDS}`,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ materialRequest: request }, { say, recipient }) => {
    if (!request?.meeting || !request.partner || request.state !== 'MISSING') return null;
    if (request.meeting.state === MeetingState.CANCELLED) return null;
    const values = { ...valuesOf(request.meeting, request, recipient), partner: request.partner.name };
    return {
      subject: say('mail.materialReminded.subject', values),
      paragraphs: [say('mail.materialReminded.text', values), say('mail.material.how')],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

interface Rejected {
  readonly presentation: {
    readonly fileName: string;
    readonly reason: string | null;
    readonly request: { readonly title: string; readonly meeting: Meeting | null } | null;
  } | null;
}

const presentationRejected: Notice<Rejected> = {
  recipients: (manager, { subjectId }) =>
    people(manager, 'p.id = (select u.uploaded_by_id from presentation u where u.id = $1)', [subjectId]),
  document: `query ($id: ID!) { presentation(id: $id) {
    fileName reason request { title meeting { ...MeetingInWords timeZone } } } } ${MEETING_IN_WORDS}`,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ presentation }, { say, recipient }) => {
    const { request, fileName, reason } = presentation ?? {};
    if (!request?.meeting || !fileName || !reason) return null;
    const values = { ...namesOf(request.meeting, recipient), title: request.title, file: fileName, reason };
    return {
      subject: say('mail.presentationRejected.subject', values),
      paragraphs: [
        say('mail.presentationRejected.text', values),
        say('mail.presentationRejected.reason', values),
      ],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

const requestIdsOf = (details: object): readonly string[] =>
  (details as { requestIds?: string[] }).requestIds ?? [];

export const materialNotices = {
  'material.requested': materialRequested,
  'material.reminded': materialReminded,
  'presentation.rejected': presentationRejected,
};
