import { MeetingRead } from '../meetings/meeting.read.js';
import { raw, sql } from '../platform/database/sql.js';
import { IN_TROUBLE } from '../platform/email/email.entity.js';
import { byKey, column, expression, extendRead, one, page, readModel } from '../platform/read/read-model.js';
import { lasts } from '../projects/project.policy.js';
import { PartnerRead, PersonRead, ProjectRead } from '../projects/project.read.js';
import { seesEmail, seesEnvelope, seesSubject } from './email.policy.js';

/** Never what a mail says: it may grant something, and is for its recipient alone. */
const EmailRead = readModel({
  type: 'Email',
  table: 'email',
  order: ['id'],
  visibleTo: seesEmail,
  personal: ['address', 'smtpAnswer'],
  fields: {
    id: column('id'),
    kind: expression(({ t }) => sql`(select e.kind from event e where e.id = ${t}.event_id)`),
    subject: column('subject', seesSubject),
    state: column('state'),
    attempts: column('attempts'),
    uncertain: column('uncertain'),
    address: column('recipient', seesEnvelope),
    smtpAnswer: column('smtp_answer', seesEnvelope),
    queuedAt: column('queued_at'),
    sentAt: column('sent_at'),
    expiresAt: column('expires_at'),
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
  mailsInTrouble: page(
    () => EmailRead,
    (project, email, { args: { state } }) => sql`${email}.project_id = ${project}.id and (${raw(IN_TROUBLE)})
      and (${state ?? null}::text is null or ${email}.state = ${state ?? null}::text)`,
  ),
});
