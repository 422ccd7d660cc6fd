import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { ensureNotClosed } from '../meetings/locked-meeting.js';
import { type Meeting, MeetingMode, MeetingState } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences, Occasion } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { notFound } from '../platform/graphql/request-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { Viewers } from '../viewers/viewers.js';
import { isDecided, stateOfYes } from './approval/approval.js';
import { type CalendarReply, Partstat, type Verdict, isOver, verdictOn } from './calendar-reply.js';
import { type HeldRegistration, lockRegistration } from './locked-registration.js';
import type { NeedsInput } from './needs/needs.input.js';
import { saveNeeds } from './needs/save-needs.js';
import { columnsOf, ensureNothingLost, meaningOfSeats, meaningOfDetails } from './registration-details.js';
import { type AttendanceMode, Registration, RegistrationState, isExpected } from './registration.entity.js';
import type { UpdateRegistrationInput } from './registration.input.js';
import { PERSONAL, canAnswerFor } from './registration.policy.js';

const { INVITED, PENDING, CONFIRMED, DECLINED, WITHDRAWN } = RegistrationState;

/** Somebody who was asked, or came, does not come. */
export const LEFT = new Occasion('registration.left');

interface Answer {
  readonly comes: boolean;
  /** What is left out stays. */
  readonly needs: NeedsInput;
  /** Whether photos of him may be published. */
  readonly photoConsent: boolean;
  /** Where he takes part; left out: that stays. */
  readonly mode: AttendanceMode | undefined;
  /** Of the registration, as whoever answers saw it; null: he did not say. */
  readonly version: number | null;
}

/** What others learn who edit the version before. */
interface Change {
  readonly version: number;
  readonly fields: readonly string[];
}

/** What becomes of a registration: a yes, a no, and what the person needs. */
@Injectable()
export class AnswersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly consequences: Consequences,
    private readonly viewers: Viewers,
  ) {}

  /** Saying yes again changes nothing. Who said no needs a free seat, while registration is open. */
  confirm(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const held = await this.lock(manager, viewer, id, ['id']);
      const yes = await this.sayYes(manager, viewer, held);
      if (yes) await this.happened(manager, viewer, held.meeting, yes.kind, id, yes.change);
      return id;
    });
  }

  /** A no, or a no after a yes. The seat and all places are free for others. Saying no again changes nothing. */
  leave(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await this.sayNo(manager, viewer, await this.lock(manager, viewer, id, ['id']));
      return id;
    });
  }

  /**
   * Yes or no and, with a yes, what the person needs: all of it or nothing. Of who does not come, nothing more is
   * kept, and nothing is lost that was before, so a no is taken from an old form, too.
   * @throws DomainError CONFLICT where a yes would overwrite what its form did not show
   */
  answer(viewer: Viewer, id: string, answer: Answer): Promise<string> {
    const { comes, needs, photoConsent, mode } = answer;
    return this.dataSource.transaction(async (manager) => {
      const held = await this.lock(manager, viewer, id, ['id']);
      if (comes) {
        await ensureNothingLost(manager, held.registration, answer);
        const yes = await this.sayYes(manager, viewer, held);
        const told = { photoConsent, ...(mode && held.meeting.mode === MeetingMode.HYBRID && { mode }) };
        const { version, fields } = await this.set(manager, id, told);
        await saveNeeds(manager, { viewer, at: this.clock.now() }, id, { needs, photoConsent });
        const change = { version, fields: [...(yes?.change.fields ?? []), ...fields] };
        await this.happened(manager, viewer, held.meeting, yes?.kind ?? 'registration.updated', id, change);
      } else await this.sayNo(manager, viewer, held);
      return id;
    });
  }

  /**
   * What his calendar answers, taken as his word. Perhaps is neither yes nor no: it is kept beside what he has said before.
   * @returns TAKEN, or why it was not
   * @throws DomainError like an answer on a page, or NOT_FOUND
   */
  async reply(id: string, reply: CalendarReply): Promise<Verdict> {
    const { personId } = (await this.dataSource.manager.findOneBy(Registration, { id })) ?? {};
    if (personId === undefined) throw notFound();
    const viewer = await this.viewers.ofPerson(personId);
    return this.dataSource.transaction(async (manager) => {
      const held = await this.lock(manager, viewer, id, ['id']);
      const now = this.clock.now();
      // A clock that is ahead must not make all that is said later look older.
      const at = reply.at < now ? reply.at : now;
      const verdict = isOver(held.meeting, now) ? 'OVER' : await verdictOn(manager, held, { ...reply, at });
      if (verdict === 'TAKEN') await this.take(manager, viewer, held, reply.partstat, at);
      return verdict;
    });
  }

  private async take(
    manager: EntityManager,
    viewer: Viewer,
    held: HeldRegistration,
    partstat: Partstat,
    at: DateTime,
  ): Promise<void> {
    const { id } = held.registration;
    if (partstat === Partstat.DECLINED) return this.sayNo(manager, viewer, held, at);
    const said =
      partstat === Partstat.ACCEPTED
        ? await this.sayYes(manager, viewer, held, at)
        : { kind: 'registration.updated', change: await this.set(manager, id, { tentativeAt: at }) };
    if (said) await this.happened(manager, viewer, held.meeting, said.kind, id, said.change);
  }

  update(viewer: Viewer, input: UpdateRegistrationInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, residenceCountry } = input;
      const { meeting } = await this.lock(manager, viewer, id, ['input', 'id']);
      const changes = await columnsOf(manager, meeting, input);
      const edit = { viewer, at: this.clock.now(), input };
      const update = updateVersion(manager, edit, Registration, changes);
      if (!(await meaning(meaningOfDetails(['input', 'residenceCountry'], residenceCountry), update)))
        return id;
      await saveNeeds(manager, edit, id, input);
      const change = edited(input, PERSONAL);
      await this.happened(manager, viewer, meeting, 'registration.updated', id, change);
      return id;
    });
  }

  /** Held for an answer, which somebody else may not give, and nobody after the closing. */
  private async lock(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    field: readonly string[],
  ): Promise<HeldRegistration> {
    const held = await lockRegistration(manager, viewer, id);
    ensure(canAnswerFor(viewer, held.registration, held.meeting), field);
    ensureNotClosed(held.meeting, field);
    return held;
  }

  /**
   * A yes to days that have been moved since is said anew, and so is one that waits where nobody decides any more.
   * @returns null when that was said before
   */
  private async sayYes(
    manager: EntityManager,
    viewer: Viewer,
    { registration, meeting }: HeldRegistration,
    answeredAt = this.clock.now(),
  ): Promise<{ kind: string; change: Change } | null> {
    const { id, state, calendarAnswered, tentativeAt } = registration;
    const hasSaid = state === CONFIRMED || state === PENDING;
    const at = this.clock.now();
    const isOrganiser = canOrganise(viewer, meeting);
    const isOpen = hasSaid || meeting.state === MeetingState.OPEN || isOrganiser;
    if (!isOpen) throw new DomainError(UserErrorCode.CLOSED, ['id']);
    const yes =
      state === CONFIRMED
        ? { state }
        : stateOfYes({ isOrganiser, isDecided: await isDecided(manager, meeting), at }, registration, ['id']);
    const isSaid = yes.state === state && calendarAnswered >= meeting.calendarDaysRevision;
    if (isSaid && tentativeAt === null) return null;
    const kind = `registration.${yes.state === PENDING ? 'requested' : 'confirmed'}`;
    const set = this.set(manager, id, { ...yes, answeredAt });
    return { kind, change: await meaning(meaningOfSeats(['id']), set) };
  }

  private async sayNo(
    manager: EntityManager,
    viewer: Viewer,
    { registration, meeting }: HeldRegistration,
    answeredAt = this.clock.now(),
  ): Promise<void> {
    if (!isExpected(registration)) return;
    const { id, state } = registration;
    const left = state === INVITED ? DECLINED : WITHDRAWN;
    const said = { state: left, approvedAt: null, answeredAt };
    const change = await this.set(manager, id, said);
    await this.consequences.follow(manager, viewer, LEFT, id);
    const kind = state === INVITED ? 'registration.declined' : 'registration.withdrawn';
    await this.happened(manager, viewer, meeting, kind, id, change);
  }

  /** The row is locked, so nobody else has changed it since it was read. */
  private async set(manager: EntityManager, id: string, changes: Partial<Registration>): Promise<Change> {
    const { raw } = await manager
      .createQueryBuilder()
      .update(Registration)
      // Who comes after all is replaced by nobody.
      .set({
        ...changes,
        ...(changes.state && isExpected({ state: changes.state }) && { replacedById: null }),
        ...(changes.state && { tentativeAt: null }),
        version: () => 'version + 1',
      })
      .where('id = :id', { id })
      .returning('version')
      .execute();
    const [row] = raw as { version: number }[];
    return { version: (row as { version: number }).version, fields: Object.keys(changes) };
  }

  private async happened(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId }: Meeting,
    kind: string,
    subjectId: string,
    details: Change,
  ): Promise<void> {
    const event = { kind, subjectId, projectId, meetingId, details };
    await tell(manager, this.jobs, viewer, this.clock.now(), event);
  }
}
