import { MeetingRead } from '../meetings/meeting.read.js';
import { type Sql, sql } from '../platform/database/sql.js';
import {
  byKey,
  column,
  expression,
  extendRead,
  localized,
  many,
  one,
  readModel,
  translations,
} from '../platform/read/read-model.js';
import { columnsOf } from '../platform/read/shape.js';
import { PartnerRead, PersonRead, ProjectRead } from '../projects/project.read.js';
import { ofPoll, seesInvitee, seesPoll } from './date-poll.policy.js';
import type { DateAnswerValue } from './date-poll-people.entity.js';
import { MOST_INVITEES, MOST_OPTIONS, MOST_PARTNERS } from './date-poll.entity.js';

/** Of a project, in one list: with options and their partners that is as much as one question may ask. */
const MOST_POLLS = 20;

export const DatePollRead = readModel({
  type: 'DatePoll',
  table: 'date_poll',
  order: ['created_at', 'id'],
  visibleTo: seesPoll,
  fields: {
    id: column('id'),
    version: column('version'),
    title: localized('title'),
    translations: translations('title'),
    place: column('place'),
    timeZone: column('time_zone'),
    kind: column('kind'),
    quorum: column('quorum'),
    answersUntil: column('answers_until'),
    answersUntilLocal: column('answers_until_local'),
    state: column('state'),
    createdAt: column('created_at'),
    // Whoever left since may have been the only one of a partner who had answered.
    completedAt: expression(
      ({ t }) => sql`case when not exists (select from date_option_partner pc
        where pc.poll_id = ${t}.id and pc.answer is null) then ${t}.completed_at end`,
    ),
    project: one(() => ProjectRead, byKey('project_id')),
    hostPartner: one(() => PartnerRead, byKey('host_partner_id')),
    partners: many(
      () => DatePollPartnerRead,
      MOST_PARTNERS,
      (poll, partner) => sql`${partner}.poll_id = ${poll}.id and ${partner}.withdrawn_at is null`,
    ),
    invitees: many(
      () => DatePollInviteeRead,
      MOST_INVITEES,
      (poll, invitee) => sql`${invitee}.poll_id = ${poll}.id`,
    ),
    options: many(
      () => DateOptionRead,
      MOST_OPTIONS,
      (poll, option) => sql`${option}.poll_id = ${poll}.id and ${option}.withdrawn_at is null`,
    ),
    chosenOption: one(
      () => DateOptionRead,
      (poll, option) => sql`${option}.poll_id = ${poll}.id and ${option}.chosen_at is not null`,
    ),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
  },
});

/** The partners of whom the best answer to this option is that; null: that have not answered. */
const partnersWho = (answer: `${DateAnswerValue}` | null) =>
  many(
    () => PartnerRead,
    MOST_PARTNERS,
    (option, partner) => sql`${partner}.id in (select dp.partner_id from date_option_partner dp
      where dp.option_id = ${option}.id and dp.answer is not distinct from ${answer}::text)`,
  );

/** How many partners can come, if need be included. */
const canCome = (option: Sql): Sql => sql`(select count(*)::int from date_option_partner dc
  where dc.option_id = ${option}.id and dc.answer in ('YES', 'IF_NEED_BE'))`;

const DateOptionRead = readModel({
  type: 'DateOption',
  table: 'date_option',
  order: ['starts_on', 'ends_on', 'starts_at', 'ends_at', 'id'],
  visibleTo: (viewer, t) => ofPoll(t, (poll) => seesPoll(viewer, poll)),
  fields: {
    id: column('id'),
    startsOn: column('starts_on'),
    endsOn: column('ends_on'),
    startsAt: column('starts_at'),
    endsAt: column('ends_at'),
    startsAtLocal: column('starts_at_local'),
    endsAtLocal: column('ends_at_local'),
    partnersYes: partnersWho('YES'),
    partnersIfNeedBe: partnersWho('IF_NEED_BE'),
    partnersNo: partnersWho('NO'),
    partnersOpen: partnersWho(null),
    canCome: expression(({ t }) => canCome(t)),
    reachesQuorum: expression(({ t }) => ofPoll(t, (poll) => sql`${canCome(t)} >= ${poll}.quorum`)),
    hostCanCome: expression(({ t }) =>
      ofPoll(
        t,
        (poll) => sql`(select dh.answer <> 'NO' from date_option_partner dh
          where dh.option_id = ${t}.id and dh.partner_id = ${poll}.host_partner_id)`,
      ),
    ),
    datePoll: one(() => DatePollRead, byKey('poll_id')),
  },
});

const DatePollPartnerRead = readModel({
  type: 'DatePollPartner',
  table: 'date_poll_partner',
  order: ['invited_at', 'id'],
  visibleTo: (viewer, t) => ofPoll(t, (poll) => seesPoll(viewer, poll)),
  fields: {
    id: column('id'),
    seats: column('seats'),
    remindedAt: column('reminded_at'),
    hasAnswered: expression(
      ({ t }) => sql`not exists (select from date_option_partner da
        where da.poll_id = ${t}.poll_id and da.partner_id = ${t}.partner_id and da.answer is null)`,
    ),
    partner: one(() => PartnerRead, byKey('partner_id')),
    datePoll: one(() => DatePollRead, byKey('poll_id')),
  },
});

const DatePollInviteeRead = readModel({
  type: 'DatePollInvitee',
  table: 'date_poll_invitee',
  order: ['invited_at', 'id'],
  visibleTo: seesInvitee,
  personal: ['comment'],
  fields: {
    id: column('id'),
    answeredAt: column('answered_at'),
    comment: column('comment'),
    answers: expression(({ t, shape }) =>
      shape.list(
        {
          ...columnsOf('a', ['answer']),
          optionId: sql`a.option_id`,
          answeredAt: sql`a.answered_at`,
        },
        sql`date_answer a join date_option o on o.id = a.option_id
            where a.invitee_id = ${t}.id and o.withdrawn_at is null
            order by o.starts_on, o.ends_on, o.starts_at, o.ends_at, o.id`,
      ),
    ),
    person: one(() => PersonRead, byKey('person_id')),
    partner: one(() => PartnerRead, byKey('partner_id')),
    datePoll: one(() => DatePollRead, byKey('poll_id')),
  },
});

extendRead(ProjectRead, {
  datePolls: many(
    () => DatePollRead,
    MOST_POLLS,
    (project, poll) => sql`${poll}.project_id = ${project}.id`,
    { newest: true },
  ),
});

extendRead(MeetingRead, {
  datePoll: one(
    () => DatePollRead,
    (meeting, poll) => sql`${poll}.meeting_id = ${meeting}.id`,
  ),
});
