import { daysInWords } from '../../platform/i18n/days.js';
import { MailTopic } from '../mail-topic.js';
import { HOME, type Notice, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

interface OneAction {
  readonly outcome: {
    readonly title: string;
    readonly text: string | null;
    readonly dueOn: string | null;
    readonly project: { readonly acronym: string };
    readonly ownerPartner: { readonly name: string };
    readonly meeting: MeetingInWords | null;
  } | null;
}

/** An action is news to its owner: the person, else the coordinators of the partner. Other kinds are to nobody. */
const outcomeRecorded: Notice<OneAction> = {
  topic: MailTopic.OUTCOMES,
  recipients: (manager, { subjectId }) =>
    people(
      manager,
      `exists (select from outcome o where o.id = $1 and o.kind = 'ACTION' and case
         when o.owner_person_id is not null then o.owner_person_id = p.id
         else exists (select from membership m where m.person_id = p.id and m.partner_id = o.owner_partner_id
           and m.role = 'COORDINATOR' and m.ended_at is null) end)`,
      [subjectId],
    ),
  document: `query ($id: ID!) { outcome(id: $id) {
    title text dueOn project { acronym } ownerPartner { name } meeting { ...MeetingInWords } } } ${MEETING_IN_WORDS}`,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ outcome }, { say, recipient }) => {
    if (!outcome) return null;
    const { title, text, dueOn, project, ownerPartner, meeting } = outcome;
    const names = { project: project.acronym, partner: ownerPartner.name, action: title };
    const until = dueOn && daysInWords(dueOn, dueOn, recipient.language);
    return {
      subject: say('mail.outcomeRecorded.subject', names),
      paragraphs: [
        meeting
          ? say('mail.outcomeRecorded.atMeeting', {
              ...names,
              meeting: namesOf(meeting, recipient)['meeting'] ?? '',
            })
          : say('mail.outcomeRecorded.inProject', names),
        ...(text ? [text] : []),
        until ? say('mail.outcomeRecorded.due', { day: until }) : say('mail.outcomeRecorded.open'),
      ],
      link: { label: say('mail.outcomeRecorded.link'), target: HOME },
    };
  },
};

export const outcomeNotices = { 'outcome.recorded': outcomeRecorded };
