import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Meeting } from '../meetings/meeting.entity.js';
import { canSee } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { Email, EmailState } from '../platform/email/email.entity.js';
import { messageIdOf } from '../platform/email/outbox.js';
import { Event } from '../platform/events/event.entity.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { visibleProject } from '../projects/projects.service.js';
import { canManageMail } from './email.policy.js';
import { markupOf, partsOf, textOf } from './letter-layout.js';
import type { SendHeldMailsInput, UpdateMailInput } from './mail.input.js';
import { HOME, people } from './notice.js';

/** How many copies of one mail somebody gets within 24 hours because others press a button. */
const MOST_RESENT = 3;
const MOST_AT_ONCE = 500;

/** A coordinator sees the mails to people of his partner. */
const SEEN = `
select from membership m where m.person_id = $1 and m.project_id = $2 and m.partner_id = any($3::uuid[])
  and m.ended_at is null and (m.ends_on is null or m.ends_on >= $4::date)`;

const RESENT = `
select count(*)::int as count from email
where event_id = $1 and person_id = $2 and resend_of is not null and queued_at > $3`;

/** Those that are held, locked, so that each leaves once. */
const HELD = `
select m.id from email m join event e on e.id = m.event_id
where m.project_id = $1 and m.state = 'HELD' and ($2::uuid is null or e.meeting_id = $2)
  and ($3::text is null or e.kind = $3)
order by m.id limit ${MOST_AT_ONCE} for no key update of m`;

/** A mail, and of what it tells. */
interface Held {
  readonly email: Email & { projectId: string };
  readonly event: Event;
}

/**
 * What coordinators do with mails that have not left, and that did not arrive. Each step holds the row: delivery claims it
 * by an UPDATE, which waits for the step or comes before it, so nothing that is being sent is changed.
 */
@Injectable()
export class MailsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** It waits until it is sent or discarded. */
  hold(viewer: Viewer, id: string): Promise<string> {
    return this.step(viewer, id, { verb: 'held', from: [EmailState.QUEUED], to: EmailState.HELD });
  }

  /** It is never sent. */
  discard(viewer: Viewer, id: string): Promise<string> {
    const from = [EmailState.QUEUED, EmailState.HELD];
    return this.step(viewer, id, { verb: 'discarded', from, to: EmailState.DISCARDED });
  }

  /** It leaves now. One that waits, or is on its way, does so already. */
  send(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { email, event } = await this.lock(manager, viewer, id, ['id']);
      const leaves = [EmailState.QUEUED, EmailState.SENDING, EmailState.SENT];
      if (leaves.includes(email.state)) return id;
      ensureState(email, [EmailState.HELD], ['id']);
      await this.release(manager, [id]);
      await this.note(manager, viewer, { email, event }, 'released');
      return id;
    });
  }

  /** All that are held in a project, or of one meeting or kind: at most 500 at a time. */
  sendHeld(viewer: Viewer, { projectId, meetingId, kind }: SendHeldMailsInput): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      await visibleProject(manager, viewer, projectId);
      const meeting = meetingId
        ? await manager.findOneBy(Meeting, { id: requireId(meetingId), projectId })
        : null;
      if (meetingId && !(meeting && canSee(viewer, meeting))) throw notFound();
      ensure(canManageMail(viewer, projectId, meeting), ['input', meetingId ? 'meetingId' : 'projectId']);
      const held: { id: string }[] = await manager.query(HELD, [projectId, meetingId ?? null, kind ?? null]);
      const ids = held.map(({ id }) => id);
      if (ids.length === 0) return [];
      await this.release(manager, ids);
      const of = { subjectId: projectId, projectId, meetingId, details: { mails: ids.length } };
      await record(manager, viewer, this.clock.now(), { kind: 'mails.released', ...of });
      return ids;
    });
  }

  /** Another subject or text. The HTML is made of the text, as that of the first one was. */
  update(viewer: Viewer, input: UpdateMailInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, subject, text: body } = input;
      const { email, event } = await this.lock(manager, viewer, id, ['input', 'id']);
      ensureState(email, [EmailState.QUEUED, EmailState.HELD], ['input', 'id']);
      // Whoever has the first text already would take the second one, of the same Message-ID, for a copy.
      if (email.uncertain)
        throw new DomainError(UserErrorCode.MAIL_STATE, ['input', 'id'], { state: 'UNCERTAIN' });
      if (body !== undefined && !areLinksAlone(body, email.grants))
        throw new DomainError(UserErrorCode.INVALID, ['input', 'text']);
      const [, footer] = partsOf(email.text);
      const text = body === undefined ? email.text : textOf(body.replaceAll('\r\n', '\n').trim(), footer);
      const written = { subject: subject ?? email.subject, text };
      const html = markupOf({ ...email, ...written, language: email.language as never });
      const edit = { viewer, at: this.clock.now(), input };
      if (await updateVersion(manager, edit, Email, { ...written, html }))
        await this.note(manager, viewer, { email, event }, 'updated', edited(input));
      return id;
    });
  }

  /**
   * Another mail that says the same, to the address that the person has now, with a Message-ID of its own: mail programs
   * drop what they think they have. Of each mail there is one; whoever wants a further one sends that again.
   * @returns the id of the new one
   */
  resend(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { email, event } = await this.lock(manager, viewer, id, ['id']);
      const again = await manager.findOneBy(Email, { resendOf: id });
      if (again) return again.id;
      ensureState(email, [EmailState.FAILED, EmailState.BOUNCED, EmailState.SENT], ['id']);
      const now = this.clock.now();
      if (email.expiresAt && email.expiresAt <= now)
        throw new DomainError(UserErrorCode.MAIL_STATE, ['id'], { state: EmailState.EXPIRED });
      const [person] = email.personId ? await people(manager, 'p.id = $1', [email.personId]) : [];
      if (!person) throw new DomainError(UserErrorCode.NO_ADDRESS, ['id']);
      const since = now.minus({ hours: 24 }).toISO();
      const [resent] = await manager.query<{ count: number }[]>(RESENT, [event.id, person.id, since]);
      if ((resent?.count ?? 0) >= MOST_RESENT)
        throw new DomainError(UserErrorCode.TOO_MANY_MAILS, ['id'], { most: MOST_RESENT });
      return this.writeAgain(manager, viewer, { email, event }, person.email);
    });
  }

  private async writeAgain(
    manager: EntityManager,
    viewer: Viewer,
    { email, event }: Held,
    recipient: string,
  ): Promise<string> {
    const id = uuidv7();
    const { id: resendOf, eventId, projectId, personId, language, subject, text, html, grants } = email;
    const { expiresAt, calendar, calendarId, calendarSequence } = email;
    const told = { calendar, calendarId, calendarSequence };
    const said = { language, subject, text, html, grants, ...told, expiresAt };
    const whose = { eventId, projectId, personId, recipient, resendOf };
    const queuedAt = this.clock.now();
    await manager.insert(Email, { id, ...whose, ...said, messageId: messageIdOf(id), queuedAt });
    await this.jobs.enqueue(manager, 'deliver', { id });
    await this.note(manager, viewer, { email, event }, 'resent', { mailId: id });
    return id;
  }

  private step(
    viewer: Viewer,
    id: string,
    { verb, from, to }: { verb: string; from: readonly EmailState[]; to: EmailState },
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { email, event } = await this.lock(manager, viewer, id, ['id']);
      if (email.state === to) return id;
      ensureState(email, from, ['id']);
      await manager.update(Email, { id }, { state: to });
      await this.note(manager, viewer, { email, event }, verb);
      return id;
    });
  }

  /** It is as old as it is let out: days in which it was held are none in which it could not be delivered. */
  private async release(manager: EntityManager, ids: string[]): Promise<void> {
    await manager.update(Email, ids, { state: EmailState.QUEUED, queuedAt: this.clock.now() });
    await this.jobs.enqueueAll(manager, 'deliver', ids);
  }

  /**
   * The mail, locked until the transaction ends, for somebody who may manage it.
   * @throws NOT_FOUND where he does not see it, or DomainError FORBIDDEN
   */
  private async lock(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    field: readonly string[],
  ): Promise<Held> {
    const lock = { mode: 'for_no_key_update' } as const;
    const email = await manager.findOne(Email, { where: { id: requireId(id) }, lock });
    const event = email && (await manager.findOneBy(Event, { id: email.eventId }));
    if (!event || email.projectId === null) throw notFound();
    const meeting = event.meetingId ? await manager.findOneBy(Meeting, { id: event.meetingId }) : null;
    const may = canManageMail(viewer, email.projectId, meeting);
    const whose = [email.personId, email.projectId, viewer.coordinates, viewer.asOf];
    if (!may && (await manager.query<unknown[]>(SEEN, whose)).length === 0) throw notFound();
    ensure(may, field);
    return { email: email as Held['email'], event };
  }

  private note(
    manager: EntityManager,
    viewer: Viewer,
    { email: { id: subjectId, projectId }, event: { meetingId } }: Held,
    verb: string,
    details: object = {},
  ): Promise<string> {
    const happened = { kind: `mail.${verb}`, subjectId, projectId, meetingId, details };
    return record(manager, viewer, this.clock.now(), happened);
  }
}

/** Whether each link stands for itself: as part of another address, a click would hand it to a stranger. */
const areLinksAlone = (body: string, grants: readonly string[]): boolean =>
  grants
    .filter((grant) => grant !== HOME)
    .map((grant) => body.split(grant))
    .every((parts) =>
      parts.every(
        (part, index) =>
          (index === 0 || /^(\s|$)/.test(part)) && (index === parts.length - 1 || /(^|\s)$/.test(part)),
      ),
    );

function ensureState({ state }: Email, allowed: readonly EmailState[], field: readonly string[]): void {
  if (!allowed.includes(state)) throw new DomainError(UserErrorCode.MAIL_STATE, field, { state });
}
