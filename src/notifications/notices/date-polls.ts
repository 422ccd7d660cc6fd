import type { EntityManager } from 'typeorm';
import type { Event } from '../../platform/events/event.entity.js';
import { dateInWords, momentInWords } from '../../platform/i18n/days.js';
import type { PolledDate } from '../../polls/date-poll-form.js';
import { type AskedOf, askedPartners } from '../../polls/asked-partners.js';
import { POLLED_DATE, datePollPath } from '../../polls/date-poll-pages.js';
import { AT_MOST_EVERY } from '../../polls/date-poll-reminders.js';
import { DatePoll, DatePollState } from '../../polls/date-poll.entity.js';
import { endOfMeeting } from '../expiry.js';
import { MailTopic } from '../mail-topic.js';
import { HOME, type Notice, type Recipient, type Say, type Words, people } from '../notice.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Poll {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly timeZone: string;
  readonly state: DatePollState;
  readonly answersUntil: string;
  readonly project: { readonly acronym: string };
  readonly meeting: { readonly place: string | null } | null;
  readonly options: readonly (PolledDate & { readonly canCome: number })[];
  readonly chosenOption: PolledDate | null;
  readonly partners: readonly { readonly hasAnswered: boolean; readonly partner: Named | null }[];
  readonly invitees: readonly {
    readonly person: { readonly id: string } | null;
    readonly partner: Named | null;
    readonly answers: readonly unknown[];
  }[];
}

interface Asked extends AskedOf {
  readonly datePoll: Poll | null;
}

const DOCUMENT = `query ($id: ID!) { viewer { memberships { role partner { id } } } datePoll(id: $id) {
  id title place timeZone state answersUntil project { acronym } meeting { place } options { ...PolledDate canCome }
  chosenOption { ...PolledDate } partners { hasAnswered partner { id name } }
  invitees { person { id } partner { id name } answers { optionId } } } } ${POLLED_DATE}`;

const idsIn = ({ details }: Event, key: 'inviteeIds' | 'partnerIds'): readonly string[] =>
  (details as Partial<Record<typeof key, string[]>>)[key] ?? [];

/** Nobody answers after the deadline, so nobody is asked to. */
const deadline = async (manager: EntityManager, { subjectId }: Event) =>
  (await manager.findOneBy(DatePoll, { id: subjectId }))?.answersUntil ?? null;

const invitees = (manager: EntityManager, { subjectId }: Event): Promise<Recipient[]> =>
  people(manager, 'p.id in (select v.person_id from date_poll_voice v where v.poll_id = $1)', [subjectId]);

/** Whether he has said of each date whether it suits. */
const hasSaid = ({ options, invitees: all }: Poll, { id }: Recipient): boolean => {
  const his = all.filter(({ person }) => person?.id === id);
  return his.length > 0 && his.every(({ answers }) => answers.length === options.length);
};

const inOneLine = (partners: readonly Named[]): string => partners.map(({ name }) => name).join(', ');

/** The question, with a link that answers without sign-in. */
function question(key: string, poll: Poll, partners: readonly Named[], { say, recipient }: Saying): Words {
  const { id, title, project, timeZone, options, answersUntil } = poll;
  const values = {
    title,
    project: project.acronym,
    partner: inOneLine(partners),
    until: momentInWords(answersUntil, timeZone, recipient.language),
    dates: options.map((date) => dateInWords(date, timeZone, recipient.language)).join('; '),
  };
  return {
    subject: say(`mail.${key}.subject`, values),
    paragraphs: [say(`mail.${key}.text`, values), say('mail.datePoll.dates', values)],
    link: {
      label: say('mail.datePoll.link'),
      target: `[[${datePollPath(id, recipient.id, options)}]]`,
    },
  };
}

interface Saying {
  readonly say: Say;
  readonly recipient: Recipient;
}

/** The lead partner may seek dates for all meetings of a year at once, but not fill the inboxes of others. */
const MOST_POLLS = 10;

const asked = (key: string, recipients: Notice['recipients']): Notice<Asked> => ({
  expiresAt: deadline,
  mostADay: MOST_POLLS,
  isAskedAgain: true,
  recipients,
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: (data, to) => {
    const poll = data.datePoll;
    const partners = askedPartners(data, to.recipient.id);
    if (poll?.state !== DatePollState.OPEN || partners.length === 0 || hasSaid(poll, to.recipient))
      return null;
    return question(key, poll, partners, to);
  },
});

const invited = asked('datePollInvited', (manager, event) =>
  people(
    manager,
    'p.id in (select v.person_id from date_poll_voice v where v.invitee_id = any($1::uuid[]))',
    [idsIn(event, 'inviteeIds')],
  ),
);

/**
 * Whoever of a silent partner was asked only now is not reminded at once, nor of what was answered since the reminder was
 * due.
 */
const reminded: Notice<Asked> = {
  topic: MailTopic.REMINDERS,
  expiresAt: deadline,
  isAskedAgain: true,
  recipients: (manager, event) =>
    people(
      manager,
      `p.id not in (select f.person_id from date_poll_invitee f where f.poll_id = $1 and f.invited_at > $4)
       and (p.id in (select v.person_id from date_poll_voice v where v.poll_id = $1 and v.partner_id = any($2::uuid[]))
         or $3 and exists (select from membership m where m.person_id = p.id and m.partner_id = any($2::uuid[])
           and m.role = 'COORDINATOR' and m.ended_at is null))`,
      [
        event.subjectId,
        idsIn(event, 'partnerIds'),
        (event.details as { isLast?: boolean }).isLast === true,
        event.at.minus(AT_MOST_EVERY).toISO(),
      ],
    ),
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: (data, to) => {
    const poll = data.datePoll;
    const isOpen = ({ id }: Named) =>
      poll?.partners.some((one) => one.partner?.id === id && !one.hasAnswered);
    const silent = askedPartners(data, to.recipient.id).filter(isOpen);
    if (poll?.state !== DatePollState.OPEN || silent.length === 0) return null;
    return question('datePollReminded', poll, silent, to);
  },
};

/** Whoever began the poll; where he coordinates nobody any more, the coordinators of the lead partner. */
const organiser = (manager: EntityManager, { subjectId }: Event): Promise<Recipient[]> =>
  people(
    manager,
    `p.id in (
       with begun as (select created_by_id, project_id from date_poll where id = $1),
       leads as (select m.person_id from membership m join begun b on b.project_id = m.project_id
         join partner a on a.id = m.partner_id and a.role = 'LEAD'
         join person o on o.id = m.person_id and o.disabled_at is null
         where m.role = 'COORDINATOR' and m.ended_at is null)
       select l.person_id from leads l, begun b
       where l.person_id = b.created_by_id or b.created_by_id not in (select person_id from leads))`,
    [subjectId],
  );

const completed: Notice<Asked> = {
  recipients: organiser,
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ datePoll: poll }, { say, recipient }) => {
    if (poll?.state !== DatePollState.OPEN || poll.partners.some(({ hasAnswered }) => !hasAnswered))
      return null;
    const { title, project, timeZone, options, partners } = poll;
    const names = { title, project: project.acronym };
    return {
      subject: say('mail.datePollCompleted.subject', names),
      paragraphs: [
        say('mail.datePollCompleted.text', names),
        ...options.map((option) =>
          say('mail.datePollCompleted.date', {
            date: dateInWords(option, timeZone, recipient.language),
            count: option.canCome,
            asked: partners.length,
          }),
        ),
      ],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

/** Coordinators hear of the meeting itself, and of their invitation to it. */
const chosen: Notice<Asked> = {
  expiresAt: (manager, { details }) =>
    endOfMeeting(manager, { meetingId: (details as { meetingId: string }).meetingId }),
  recipients: (manager, { subjectId, projectId }) =>
    people(
      manager,
      `p.id in (select v.person_id from date_poll_voice v where v.poll_id = $1)
       and not exists (select from membership m where m.person_id = p.id and m.project_id = $2
         and m.role = 'COORDINATOR' and m.ended_at is null)`,
      [subjectId, projectId],
    ),
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: (data, { say, recipient }) => {
    const poll = data.datePoll;
    const partners = askedPartners(data, recipient.id);
    if (!poll?.chosenOption || partners.length === 0) return null;
    const values = {
      title: poll.title,
      project: poll.project.acronym,
      partner: inOneLine(partners),
      place: poll.meeting?.place ?? poll.place ?? '–',
      date: dateInWords(poll.chosenOption, poll.timeZone, recipient.language),
    };
    return {
      subject: say('mail.datePollChosen.subject', values),
      paragraphs: [say('mail.datePollChosen.text', values)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

/** Whoever has answered, or got a mail of it: others never knew of it. */
const cancelled: Notice<Asked> = {
  mostADay: MOST_POLLS,
  recipients: (manager, { subjectId }) =>
    people(
      manager,
      `p.id in (select i.person_id from date_poll_voice v join date_poll_invitee i on i.id = v.invitee_id
         where v.poll_id = $1 and (i.answered_at is not null or exists (
           select from email m join event e on e.id = m.event_id
           where e.subject_id = $1 and m.person_id = i.person_id and (m.uncertain or m.state in ('SENT', 'SENDING')))))`,
      [subjectId],
    ),
  document: DOCUMENT,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ datePoll: poll }, { say }) => {
    if (!poll) return null;
    const names = { title: poll.title, project: poll.project.acronym };
    return {
      subject: say('mail.datePollCancelled.subject', names),
      paragraphs: [say('mail.datePollCancelled.text', names)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const datePollNotices = {
  'datePoll.created': invited,
  'datePoll.invited': invited,
  'datePoll.optionsAdded': asked('datePollAdded', invitees),
  'datePoll.reminded': reminded,
  'datePoll.completed': completed,
  'datePoll.chosen': chosen,
  'datePoll.cancelled': cancelled,
};
