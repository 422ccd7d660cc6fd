import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, In, MoreThan } from 'typeorm';
import { ensureNotClosed, lockMeeting, lockToArrange } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { inTurn } from '../platform/database/in-turn.js';
import { canonicalJson } from '../platform/events/merkle.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Conflict, DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Messages } from '../platform/i18n/messages.js';
import { once } from '../platform/idempotency/once.js';
import { extensionOf } from '../platform/storage/content-type.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaImport, AgendaImportState } from './agenda-import.entity.js';
import type { AcceptAgendaImportInput, RequestAgendaImportInput } from './agenda-import.input.js';
import { AgendaImportUploads, KEPT_UNFINISHED, MOST_BYTES } from './agenda-import-uploads.js';
import { type Checked, check } from './check.js';
import { type Outcome, type ShownProblem, shown } from './outcome.js';
import { putIntoDraft } from './put-into-draft.js';
import { IMPORTED } from './read-file.js';
import type { Source } from './source.js';
import { targetOf } from './target.js';

const MEGABYTE = 1_000_000;

/** More than anybody sends at once. */
const MOST_UNFINISHED = 20;

/** Of those of a meeting that were read and not accepted; older ones go. */
const MOST_KEPT = 20;

/** Agendas from files. */
@Injectable()
export class AgendaImportsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly uploads: AgendaImportUploads,
  ) {}

  /** Makes the row of an import, to which its bytes are sent then (docs/adr/0009). */
  async request(viewer: Viewer, input: RequestAgendaImportInput): Promise<{ id: string; uploadUrl: string }> {
    const creation = { mutation: 'requestAgendaImport', input };
    const now = this.clock.now();
    const id = await once(this.dataSource, viewer, now, creation, async (manager, id) => {
      const meeting = await lockToArrange(manager, viewer, input.meetingId, ['input', 'meetingId']);
      const { fileName, size, lastItemMinutes } = input;
      if (!IMPORTED.includes(extensionOf(fileName)))
        throw new DomainError(UserErrorCode.IMPORT_TYPE, ['input', 'fileName']);
      if (size > MOST_BYTES)
        throw new DomainError(UserErrorCode.FILE_TOO_LARGE, ['input', 'size'], {
          limit: MOST_BYTES / MEGABYTE,
        });
      const requestedById = viewer.personId as string;
      await ensureRoomFor(manager, requestedById, now);
      await forgetOlder(manager, meeting.id);
      const row = { id, meetingId: meeting.id, fileName, size, lastItemMinutes, requestedById };
      await manager.insert(AgendaImport, { ...row, requestedAt: now });
      const { id: meetingId, projectId } = meeting;
      const event = { kind: 'agendaImport.requested', subjectId: id, projectId, meetingId };
      await record(manager, viewer, now, event);
    });
    return { id, uploadUrl: this.uploads.uploads.urlOf(id) };
  }

  /**
   * Puts all of the file into the draft, or nothing. It is compared with the meeting again, since that may have changed.
   * Accepting an accepted one changes nothing.
   */
  async accept(viewer: Viewer, input: AcceptAgendaImportInput): Promise<string> {
    const field = ['input', 'id'];
    const outdated = await this.dataSource.transaction(async (manager) => {
      const { asked, meeting } = await lockImport(manager, viewer, input.id);
      const { id } = asked;
      if (asked.state === AgendaImportState.ACCEPTED) return null;
      ensureNotClosed(meeting, field);
      const refuse = (code: UserErrorCode, values = {}, at = field) => new DomainError(code, at, values, id);
      if (asked.state === AgendaImportState.OPEN) throw refuse(UserErrorCode.IMPORT_UNREAD);
      if (!asked.source) throw refuse(UserErrorCode.IMPORT_HAS_ERRORS, { errors: 1 });
      const version = meeting.agendaVersion;
      if (input.draftVersion !== version)
        throw new Conflict(['input', 'draftVersion'], { version, rowId: id, changeIds: [] });
      const { checked, outcome } = await this.compare(manager, meeting, asked, asked.source);
      if (!isAsShown(asked, outcome)) {
        await manager.update(AgendaImport, { id }, outcome);
        return outcome.problems;
      }
      const errors = countOf(outcome.problems, 'ERROR');
      if (errors > 0) throw refuse(UserErrorCode.IMPORT_HAS_ERRORS, { errors });
      const warnings = countOf(outcome.problems, 'WARNING');
      if (warnings > 0 && !input.acceptWarnings)
        throw refuse(UserErrorCode.IMPORT_HAS_WARNINGS, { warnings }, ['input', 'acceptWarnings']);
      const { addToDraft } = input;
      const { fileName } = asked;
      const now = this.clock.now();
      const put = { viewer, at: now, messages: this.messages, importId: id, addToDraft };
      await putIntoDraft(manager, meeting, { source: asked.source, fileName, checked }, put);
      const accepted = { state: AgendaImportState.ACCEPTED, acceptedAt: now };
      await manager.update(AgendaImport, { id }, accepted);
      return null;
    });
    // The new list is kept, so that it can be looked at.
    if (outdated) {
      const first = outdated.find(({ severity, row }) => severity === 'ERROR' && row !== null);
      throw new DomainError(UserErrorCode.IMPORT_OUTDATED, field, { row: first?.row ?? 0 }, input.id);
    }
    return input.id;
  }

  private async compare(
    manager: EntityManager,
    meeting: Meeting,
    { lastItemMinutes }: AgendaImport,
    source: Source,
  ): Promise<{ checked: Checked; outcome: Outcome }> {
    const target = await targetOf(manager, meeting, lastItemMinutes);
    const checked = check(source, target);
    return { checked, outcome: shown(checked, target, this.messages) };
  }
}

const countOf = (problems: readonly ShownProblem[], severity: ShownProblem['severity']): number =>
  problems.filter((problem) => problem.severity === severity).length;

/** Whether whoever accepts has seen this list and these lines. */
const isAsShown = ({ problems, items, stated }: AgendaImport, outcome: Outcome): boolean =>
  canonicalJson({ problems, items, stated }) === canonicalJson(outcome);

/** @throws NOT_FOUND for all but the organisers of its meeting */
async function lockImport(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<{ asked: AgendaImport; meeting: Meeting }> {
  const where = { id: requireId(id) };
  const found = await manager.findOne(AgendaImport, { select: { id: true, meetingId: true }, where });
  if (!found) throw notFound();
  const meeting = await lockMeeting(manager, viewer, found.meetingId, 'change');
  if (!canOrganise(viewer, meeting)) throw notFound();
  // Read as a whole only now that nobody else accepts it; it may have been forgotten meanwhile.
  const asked = await manager.findOneBy(AgendaImport, { id });
  if (!asked) throw notFound();
  return { asked, meeting };
}

/** As of uploads of presentations: a person's alone, and of many at once each counts those before it. */
async function ensureRoomFor(manager: EntityManager, requestedById: string, now: DateTime): Promise<void> {
  await inTurn(manager, `imports of ${requestedById}`);
  const requestedAt = MoreThan(now.minus(KEPT_UNFINISHED));
  const unfinished = { requestedById, state: AgendaImportState.OPEN, requestedAt };
  if ((await manager.countBy(AgendaImport, unfinished)) >= MOST_UNFINISHED)
    throw new DomainError(UserErrorCode.TOO_MANY_UPLOADS, ['input'], { most: MOST_UNFINISHED });
}

/** Whoever mends a file sends it again and again. */
async function forgetOlder(manager: EntityManager, meetingId: string): Promise<void> {
  const state = In([AgendaImportState.CHECKED, AgendaImportState.REJECTED]);
  const older = await manager.find(AgendaImport, {
    select: { id: true },
    where: { meetingId, state },
    order: { requestedAt: 'DESC', id: 'DESC' },
    skip: MOST_KEPT - 1,
  });
  if (older.length > 0) await manager.delete(AgendaImport, { id: In(older.map(({ id }) => id)) });
}
