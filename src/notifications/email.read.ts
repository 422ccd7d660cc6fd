import { MeetingRead } from '../meetings/meeting.read.js';
import { raw, sql } from '../platform/database/sql.js';
import { IN_TROUBLE } from '../platform/email/email.entity.js';
import { byKey, column, expression, extendRead, one, page, readModel } from '../platform/read/read-model.js';
import { lasts } from '../projects/project.policy.js';
import { PartnerRead, PersonRead, ProjectRead } from '../projects/project.read.js';
import { DIVIDER } from './letter-layout.js';
import { managesMail, seesEmail, seesEnvelope, seesSubject } from './email.policy.js';

/**
 * What a mail says only to those who decide whether it leaves. Its links are placeholders there, which grant nothing; a mail
 * for signing in is of no project, so nobody sees it.
 */
const EmailRead = readModel({
  type: 'Email',
  table: 'email',
  order: ['id'],
  visibleTo: seesEmail,
  personal: ['address', 'smtpAnswer', 'text'],
  fields: {
    id: column('id'),
    version: column('version'),
    kind: expression(({ t }) => sql`(select e.kind from event e where e.id = ${t}.event_id)`),
    subject: column('subject', seesSubject),
    text: expression(({ t }) => sql`split_part(${t}.text, ${DIVIDER}::text, 1)`, managesMail),
    state: column('state'),
    attempts: column('attempts'),
    uncertain: column('uncertain'),
    address: column('recipient', seesEnvelope),
    smtpAnswer: column('smtp_answer', seesEnvelope),
    queuedAt: column('queued_at'),
    sentAt: column('sent_at'),
    expiresAt: column('expires_at'),
    resendOf: one(() => EmailRead, byKey('resend_of')),
    person: one(() => PersonRead, byKey('person_id')),
    partner: one(
      () => PartnerRead,
      (email, partner, { viewer }) => sql`${partner}.id = (select m.partner_id from membership m
        where m.person_id = ${email}.person_id and m.project_id = ${email}.project_id
        and m.partner_id is not null and ${lasts(viewer, sql`m`)}
        order by m.since, m.id limit 1)`,
    ),
    meeting: one(
      () => MeetingRead,
      (email, meeting) =>
        sql`${meeting}.id = (select e.meeting_id from event e where e.id = ${email}.event_id)`,
    ),
  },
});

extendRead(ProjectRead, {
  mails: page(
    () => EmailRead,
    (
      project,
      email,
      { args: { state, kind, personId, meetingId } },
    ) => sql`${email}.project_id = ${project}.id
      and (${state ?? null}::text is null or ${email}.state = ${state ?? null}::text)
      and (${personId ?? null}::uuid is null or ${email}.person_id = ${personId ?? null}::uuid)
      and (${kind ?? meetingId ?? null}::text is null or exists (select from event e where e.id = ${email}.event_id
        and (${kind ?? null}::text is null or e.kind = ${kind ?? null}::text)
        and (${meetingId ?? null}::uuid is null or e.meeting_id = ${meetingId ?? null}::uuid)))`,
  ),
  mailsInTrouble: page(
    () => EmailRead,
    (project, email, { args: { state } }) => sql`${email}.project_id = ${project}.id and (${raw(IN_TROUBLE)})
      and not exists (select from email r where r.resend_of = ${email}.id)
      and (${state ?? null}::text is null or ${email}.state = ${state ?? null}::text)`,
  ),
});
