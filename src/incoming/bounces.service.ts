import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Viewer, anonymous } from '../platform/access/viewer.js';
import { sql, statement } from '../platform/database/sql.js';
import { Email, EmailState } from '../platform/email/email.entity.js';
import { type Happening, record, tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { seesAddress } from '../projects/project.policy.js';
import { Bounce } from './bounce.entity.js';
import type { DeliveryReport } from './delivery-report.js';

/** No server tries for longer (RFC 5321, section 4.5.4.1, names days). */
const REPORTED_WITHIN = { days: 30 };

/** A server said so, and nobody here. */
const NOBODY = anonymous('en');

/** What becomes of a report. NOT_SENT: we know of no such mail that has left. OVER: it left too long ago. */
type Verdict = 'TAKEN' | 'KNOWN' | 'NOT_SENT' | 'OVER';

/** The project in which somebody can do something about it; of a mail of no project, the newest one that he is in. */
const PROJECT = `
select coalesce($1::uuid, (select m.project_id from membership m
  where m.person_id = $2 and m.ended_at is null order by m.since desc, m.id limit 1)) as id`;

/** Marks the address to which the mail went, if it is still that person's; none where it is marked already. */
const MARK = `
insert into bounce (person_id, bounced_at, status, answer)
select p.id, $3, $4, $5 from person p where p.id = $1 and p.email = $2 for key share
on conflict do nothing returning person_id`;

/** What mail servers report of our mails, and what that says of addresses. */
@Injectable()
export class BouncesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** A late mail is noted; one that came back is BOUNCED, and for good where its address is marked. */
  report(mailId: string, report: DeliveryReport): Promise<Verdict> {
    return this.dataSource.transaction(async (manager) => {
      const lock = { mode: 'for_no_key_update' } as const;
      const email = await manager.findOne(Email, { where: { id: mailId }, lock });
      if (!email || email.attempts === 0) return 'NOT_SENT';
      if (email.queuedAt.plus(REPORTED_WITHIN) < this.clock.now()) return 'OVER';
      const smtpAnswer = [report.status, report.answer].filter(Boolean).join(' ');
      const isNoted = !report.isFinal && email.smtpAnswer === smtpAnswer;
      if (email.state === EmailState.BOUNCED || isNoted) return 'KNOWN';
      // A mail server near by is quicker than our note that it has the mail.
      if (email.state === EmailState.SENDING) throw new Error('That mail is still being sent.');
      // One that is tried once more has left all the same, if its answer was lost.
      if (email.state !== EmailState.SENT && email.state !== EmailState.QUEUED) return 'NOT_SENT';
      const state = report.isFinal ? EmailState.BOUNCED : email.state;
      await manager.update(Email, { id: mailId }, { state, smtpAnswer });
      await this.happened(manager, email, report);
      return 'TAKEN';
    });
  }

  /**
   * Mail arrives there again, as somebody says who sees the address. Where nothing is marked, nothing changes.
   * @throws NOT_FOUND where he does not see it
   */
  lift(viewer: Viewer, personId: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = requireId(personId);
      const { text, values } = statement(
        sql`select from person p where p.id = ${id}::uuid and ${seesAddress(viewer, sql`p.id`)}`,
      );
      if ((await manager.query<unknown[]>(text, values)).length === 0) throw notFound();
      const lifted = await manager.delete(Bounce, { personId: id });
      const event = { kind: 'address.restored', subjectId: id, projectId: null };
      if (lifted.affected === 1) await record(manager, viewer, this.clock.now(), event);
      return id;
    });
  }

  private async happened(manager: EntityManager, email: Email, report: DeliveryReport): Promise<void> {
    const { id: subjectId, projectId, personId } = email;
    const { status, isFinal } = report;
    const now = this.clock.now();
    if (personId !== null && (await this.mark(manager, email, report))) {
      const [project] = await manager.query<{ id: string | null }[]>(PROJECT, [projectId, personId]);
      const details = { mailId: subjectId, status };
      const event = { kind: 'address.bounced', subjectId: personId, projectId: project?.id ?? null, details };
      await (event.projectId === null
        ? record(manager, NOBODY, now, event)
        : tell(manager, this.jobs, NOBODY, now, event));
      return;
    }
    const kind = isFinal ? 'mail.bounced' : 'mail.delayed';
    const event: Happening = { kind, subjectId, projectId, details: { status } };
    await record(manager, NOBODY, now, event);
  }

  /** Whether this is the first that is heard of it. What was only tried for too long, 4.x.x, may arrive tomorrow. */
  private async mark(
    manager: EntityManager,
    { personId, recipient }: Email,
    { isFinal, status, answer }: DeliveryReport,
  ): Promise<boolean> {
    if (!isFinal || !status.startsWith('5')) return false;
    const values = [personId, recipient, this.clock.now().toISO(), status, answer];
    return (await manager.query<unknown[]>(MARK, values)).length > 0;
  }
}
