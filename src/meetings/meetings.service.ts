import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/access/viewer.js';
import { type Texts, defined, withText } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences, Occasion } from '../platform/events/consequences.js';
import { record, tell } from '../platform/events/record.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { ensureLine } from '../platform/graphql/limits.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { isTimeZone } from '../platform/time/wall-time.js';
import { changedRules } from '../projects/mail-rules.js';
import { canLead } from '../projects/project.policy.js';
import { visibleProject } from '../projects/projects.service.js';
import { ensureNotClosed, lockMeeting } from './locked-meeting.js';
import { Meeting, MeetingMode, MeetingState, STEPS } from './meeting.entity.js';
import type { ScheduleMeetingInput, StatedCountInput, UpdateMeetingInput } from './meeting.input.js';
import { canOrganise } from './meeting.policy.js';
import { StatedCount } from './stated-count.entity.js';

const error = (code: UserErrorCode, field: string) => () => new DomainError(code, ['input', field]);

const CONSTRAINTS = {
  meeting_slug_unique: error(UserErrorCode.DUPLICATE, 'slug'),
  meeting_number_unique: error(UserErrorCode.DUPLICATE, 'number'),
  meeting_ends_after_its_start: error(UserErrorCode.END_BEFORE_START, 'endsOn'),
  meeting_lasts_at_most_a_month: error(UserErrorCode.INVALID, 'endsOn'),
  meeting_host_fkey: error(UserErrorCode.INVALID, 'hostPartnerId'),
};

/** Its days or its zone are others now. */
export const RESCHEDULED = new Occasion('meeting.rescheduled');

/** A meeting is known to all of its project from now on. */
export const ANNOUNCED = new Occasion('meeting.announced');

/** Steps that anybody who organises may take; the others are for the lead partner. */
const OF_ORGANISERS: readonly (keyof typeof STEPS)[] = ['registrationOpened', 'registrationClosed'];

/** Meetings and the steps of their life. */
@Injectable()
export class MeetingsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly consequences: Consequences,
  ) {}

  schedule(viewer: Viewer, input: ScheduleMeetingInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = uuidv7();
      await this.scheduleIn(manager, viewer, id, input, withText(null, viewer.language, input.title));
      return id;
    });
  }

  /** Within what else makes a meeting. @param title in all its languages */
  async scheduleIn(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    { projectId, title: _one, description, country, stated, ...rest }: ScheduleMeetingInput,
    title: Texts | null,
  ): Promise<void> {
    await visibleProject(manager, viewer, projectId);
    ensure(canLead(viewer, projectId), ['input', 'projectId']);
    ensureZone(rest.timeZone);
    requireId(rest.hostPartnerId);
    const texts = { title, description: withText(null, viewer.language, description) };
    const meeting = { id, projectId, ...rest, ...texts, countryCode: country };
    await meaning(ofCountry(country), manager.insert(Meeting, meeting));
    await replaceStated(manager, id, stated ?? []);
    const event = { kind: 'meeting.scheduled', subjectId: id, projectId, meetingId: id };
    await record(manager, viewer, this.clock.now(), event);
  }

  /** A changed zone keeps the wall times of the agenda; changed days must hold all of it. */
  update(viewer: Viewer, given: UpdateMeetingInput): Promise<string> {
    const input = withoutCountryOnline(given);
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion: _read, title, description, country, stated, mailRules, ...rest } = input;
      const meeting = await lockMeeting(manager, viewer, id, 'change');
      ensure(canOrganise(viewer, meeting), ['input', 'id']);
      if (!isOfAgendaAlone(input)) ensureNotClosed(meeting, ['input', 'id']);
      if (input.timeZone) ensureZone(input.timeZone);
      const changes = defined({
        ...rest,
        countryCode: country,
        mailRules: mailRules && changedRules(meeting.mailRules, mailRules),
        title: title === undefined ? undefined : withText(meeting.title, viewer.language, title),
        description:
          description === undefined ? undefined : withText(meeting.description, viewer.language, description),
      });
      const edit = { viewer, at: this.clock.now(), input };
      const update = updateVersion(manager, edit, Meeting, changes);
      if (!(await meaning(ofCountry(country), update))) return id;
      if (stated) await replaceStated(manager, id, stated);
      if (input.timeZone ?? input.startsOn ?? input.endsOn)
        await this.consequences.follow(manager, viewer, RESCHEDULED, id);
      const { projectId } = meeting;
      const shown = shownChanges(meeting, await manager.findOneByOrFail(Meeting, { id }));
      const details = { ...edited(input), ...(shown.length > 0 && { shown }) };
      const event = { kind: 'meeting.updated', subjectId: id, projectId, meetingId: id, details };
      if (shown.length > 0) await tell(manager, this.jobs, viewer, this.clock.now(), event);
      else await record(manager, viewer, this.clock.now(), event);
      return id;
    });
  }

  /** Takes a step of its life, and tells whom it concerns. A step that was taken already changes nothing. */
  step(viewer: Viewer, id: string, name: keyof typeof STEPS): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, id, 'change');
      ensure(mayStep(viewer, meeting, name), ['id']);
      await this.take(manager, viewer, meeting, name);
      return id;
    });
  }

  /** Opens a closed meeting again; the reason goes into the next closing. */
  amend(viewer: Viewer, id: string, reason: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, id, 'change');
      ensure(canLead(viewer, meeting.projectId), ['id']);
      ensureLine(reason, 500, ['reason']);
      if (await this.take(manager, viewer, meeting, 'amending'))
        await manager.update(Meeting, { id }, { amendmentReason: reason });
      return id;
    });
  }

  /** @returns the id of its event; null when it was there already */
  async take(
    manager: EntityManager,
    viewer: Viewer,
    { id, projectId, state }: Meeting,
    name: keyof typeof STEPS,
  ): Promise<string | null> {
    const { from, to } = STEPS[name];
    if (state === to) return null;
    if (!from.some((allowed) => allowed === state))
      throw new DomainError(UserErrorCode.WRONG_STATE, ['id'], { state });
    await manager.update(Meeting, { id }, { state: to, ...(name === 'announced' && { announced: true }) });
    if (name === 'announced') await this.consequences.follow(manager, viewer, ANNOUNCED, id);
    const event = { kind: `meeting.${name}`, subjectId: id, projectId, meetingId: id };
    return tell(manager, this.jobs, viewer, this.clock.now(), event);
  }
}

const mayStep = (viewer: Viewer, meeting: Meeting, name: keyof typeof STEPS): boolean =>
  OF_ORGANISERS.includes(name) ? canOrganise(viewer, meeting) : canLead(viewer, meeting.projectId);

/** Who may read the agenda has no part in what a closing fixes, so it can be changed as long as there is one. */
const isOfAgendaAlone = ({ id: _id, expectedVersion: _read, ...changes }: UpdateMeetingInput): boolean =>
  Object.keys(defined(changes)).join() === 'agendaIsPublic';

/** What of a meeting its people have in their calendars, by the word of their mail for it. */
const SHOWN = {
  TITLE: ({ title, number }) => [title, number],
  DAYS: ({ startsOn, endsOn }) => [startsOn, endsOn],
  ZONE: ({ timeZone }) => [timeZone],
  PLACE: ({ place, countryCode }) => [place, countryCode],
  MODE: ({ mode }) => [mode],
} satisfies Record<string, (meeting: Meeting) => unknown[]>;

/** What of it is another thing now. Before it is announced, nobody has it in a calendar. */
const shownChanges = (before: Meeting, now: Meeting): string[] =>
  now.state === MeetingState.DRAFT
    ? []
    : Object.entries(SHOWN)
        .filter(([, shown]) => !isDeepStrictEqual(shown(before), shown(now)))
        .map(([what]) => what);

/** @throws DomainError UNKNOWN_TIME_ZONE, at this field of the input */
export function ensureZone(timeZone: string, field = 'timeZone'): void {
  if (isTimeZone(timeZone)) return;
  throw new DomainError(UserErrorCode.UNKNOWN_TIME_ZONE, ['input', field], { timeZone });
}

/** Whoever takes a meeting to the screen need not say that it has no country then. */
const withoutCountryOnline = (input: UpdateMeetingInput): UpdateMeetingInput =>
  input.mode === MeetingMode.ONLINE && input.country === undefined ? { ...input, country: null } : input;

const ofCountry = (country: string | null | undefined) => ({
  ...CONSTRAINTS,
  meeting_country_fkey: () =>
    new DomainError(UserErrorCode.UNKNOWN_COUNTRY, ['input', 'country'], { country: country ?? '' }),
  meeting_online_has_no_country: error(UserErrorCode.ONLINE_COUNTRY, 'country'),
});

async function replaceStated(
  manager: EntityManager,
  meetingId: string,
  stated: readonly StatedCountInput[],
): Promise<void> {
  await manager.delete(StatedCount, { meetingId });
  for (const { partnerId } of stated) if (partnerId) requireId(partnerId);
  const rows = stated.map(({ country: countryCode, ...count }) => ({
    id: uuidv7(),
    meetingId,
    ...count,
    countryCode,
  }));
  const invalid = () => new DomainError(UserErrorCode.INVALID, ['input', 'stated']);
  await meaning(
    {
      stated_count_partner_fkey: invalid,
      partner_is_of_the_project: invalid,
      stated_count_is_exact_or_not: invalid,
      stated_count_is_of_one: invalid,
      stated_count_country_is_of_a_town: invalid,
      stated_count_country_fkey: invalid,
    },
    manager.insert(StatedCount, rows),
  );
}
