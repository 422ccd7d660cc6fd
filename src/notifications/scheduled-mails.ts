import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Meeting } from '../meetings/meeting.entity.js';
import { anonymous } from '../platform/access/viewer.js';
import { findHold } from '../platform/email/mail-hold.js';
import { tell } from '../platform/events/record.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { MaterialReminders } from '../presentations/material-reminders.js';
import { REMINDABLE } from '../presentations/presentation.policy.js';
import type { DueDetails } from './due.js';
import { MailRuleKind, USUAL_MAIL_RULES } from '../projects/mail-rules.js';

/**
 * Takes the newest step that is due, $1 being now. One that was taken is taken again only where what it goes by has moved by
 * more than a week since: then it is another one.
 * @param steps a query of subject_id, kind, days and due_at, from what is not over
 */
const taking = (steps: string): string => `
with step as (${steps}), newest as (
  select distinct on (subject_id, kind) * from step where due_at <= $1 order by subject_id, kind, days)
insert into mail_rule_step as taken (subject_id, kind, days_before, due_at, taken_at)
select subject_id, kind, days, due_at, $1 from newest
on conflict (subject_id, kind) do update
set days_before = excluded.days_before, due_at = excluded.due_at, taken_at = excluded.taken_at
where excluded.days_before < taken.days_before or taken.taken_at < excluded.due_at - interval '7 days'
returning subject_id as "subjectId", kind, days_before as "daysBefore", to_json(due_at) #>> '{}' as "dueAt"`;

/** At this time on the wall of the meeting. A clock is changed at night. */
const DUE_AT = (day: string): string => `(${day} - d.days::int + time '09:00') at time zone m.time_zone`;

/** What holds in a meeting, as in `mail-rule.read.ts`; $2: what is usual. */
const RULES = '$2::jsonb || p.mail_rules || m.mail_rules';

/** Until the first day is over where they meet. */
const OF_MEETINGS = taking(`
  select m.id as subject_id, r.key as kind, d.days::int as days, ${DUE_AT('m.starts_on')} as due_at
  from meeting m join project p on p.id = m.project_id
  cross join lateral jsonb_each(${RULES}) r cross join lateral jsonb_array_elements_text(r.value) d (days)
  where m.state in ('ANNOUNCED', 'OPEN')
    and m.starts_on between ($1::timestamptz)::date - 1 and ($1::timestamptz)::date + 91
    and $1 < (m.starts_on + 1)::timestamp at time zone m.time_zone
    and r.key <> '${MailRuleKind.MATERIAL_MISSING}'`);

/** Until a week after the deadline. Whoever was asked less than a day before has not forgotten. */
const OF_MATERIAL = taking(`
  select r.id as subject_id, '${MailRuleKind.MATERIAL_MISSING}' as kind, d.days::int as days,
    ${DUE_AT('left(r.due_at_local, 10)::date')} as due_at
  from material_request r join meeting m on m.id = r.meeting_id join project p on p.id = m.project_id
  cross join lateral jsonb_array_elements_text((${RULES}) -> '${MailRuleKind.MATERIAL_MISSING}') d (days)
  where r.accepted_at is null and m.state = any($3)
    and r.due_at between $1::timestamptz - interval '7 days' and $1::timestamptz + interval '91 days'
    and not exists (select from presentation v where v.request_id = r.id and v.number = 1)
    and (r.requested_at is null
      or r.requested_at <= ${DUE_AT('left(r.due_at_local, 10)::date')} - interval '24 hours')`);

/** Which event tells whom it concerns. */
const EVENTS: Readonly<Partial<Record<MailRuleKind, string>>> = {
  [MailRuleKind.ANSWER_MISSING]: 'answers.reminded',
  [MailRuleKind.TRAVEL_MISSING]: 'travel.reminded',
  [MailRuleKind.PRACTICAL_INFORMATION]: 'meeting.approached',
};

interface Taken {
  readonly subjectId: string;
  readonly kind: MailRuleKind;
  readonly daysBefore: number;
  readonly dueAt: string;
}

/** Sends what leaves by the calendar, each step of a rule once. */
@Injectable()
export class ScheduledMails {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly material: MaterialReminders,
  ) {}

  /**
   * Often run, it takes each step once; whom it concerns is asked when its mails are written, and again when they leave. A
   * copy whose mail is held sends nothing, since the original does.
   * @returns the number of steps that were taken
   */
  run(): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      if (await findHold(manager)) return 0;
      const rules = [this.clock.now().toISO(), JSON.stringify(USUAL_MAIL_RULES)];
      const ofMeetings: Taken[] = await manager.query(OF_MEETINGS, rules);
      for (const step of ofMeetings) await this.tell(manager, step);
      const ofMaterial: Taken[] = await manager.query(OF_MATERIAL, [...rules, REMINDABLE]);
      const requestIds = ofMaterial.map(({ subjectId }) => subjectId);
      if (requestIds.length > 0) await this.material.remindOf(manager, requestIds);
      return ofMeetings.length + requestIds.length;
    });
  }

  private async tell(manager: EntityManager, { subjectId, kind, daysBefore, dueAt }: Taken): Promise<void> {
    const { id: meetingId, projectId, startsOn } = await manager.findOneByOrFail(Meeting, { id: subjectId });
    const details: DueDetails = { daysBefore, dueAt, startsOn };
    const event = { kind: EVENTS[kind] as string, subjectId, projectId, meetingId, details };
    await tell(manager, this.jobs, anonymous('en'), this.clock.now(), event);
  }
}
