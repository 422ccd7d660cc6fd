import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ensureNotClosed, lockMeeting, lockToArrange } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { canonicalJson } from '../platform/events/merkle.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Conflict, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Messages } from '../platform/i18n/messages.js';
import { once } from '../platform/idempotency/once.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaImport } from './agenda-import.entity.js';
import type { AcceptAgendaImportInput, RequestAgendaImportInput } from './agenda-import.input.js';
import { AgendaImportUploads } from './agenda-import-uploads.js';
import {
  ensureAcceptable,
  ensureReadable,
  ensureRead,
  ensureRoomFor,
  forgetOlder,
  outdated,
} from './asked-import.js';
import { type Checked, check } from './check.js';
import { ImportState } from './file-import.entity.js';
import { type Outcome, shown } from './outcome.js';
import { putIntoDraft } from './put-into-draft.js';
import { IMPORTED } from './read-file.js';
import type { Source } from './source.js';
import { targetOf } from './target.js';

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
      ensureReadable(input, IMPORTED, UserErrorCode.IMPORT_TYPE);
      const requestedById = viewer.personId as string;
      await ensureRoomFor(manager, AgendaImport, requestedById, now);
      await forgetOlder(manager, AgendaImport, { meetingId: meeting.id });
      const row = { id, meetingId: meeting.id, fileName, size, lastItemMinutes, requestedById };
      await manager.insert(AgendaImport, { ...row, requestedAt: now });
      const { id: meetingId, projectId } = meeting;
      const event = { kind: 'agendaImport.requested', subjectId: id, projectId, meetingId };
      await record(manager, viewer, now, event);
    });
    return { id, uploadUrl: this.uploads.files.uploads.urlOf(id) };
  }

  /**
   * Puts all of the file into the draft, or nothing. It is compared with the meeting again, since that may have changed.
   * Accepting an accepted one changes nothing.
   */
  async accept(viewer: Viewer, input: AcceptAgendaImportInput): Promise<string> {
    const field = ['input', 'id'];
    const changed = await this.dataSource.transaction(async (manager) => {
      const { asked, meeting } = await lockImport(manager, viewer, input.id);
      const { id } = asked;
      if (asked.state === ImportState.ACCEPTED) return null;
      ensureNotClosed(meeting, field);
      ensureRead(asked);
      const version = meeting.agendaVersion;
      if (input.draftVersion !== version)
        throw new Conflict(['input', 'draftVersion'], { version, rowId: id, changeIds: [] });
      const { checked, outcome } = await this.compare(manager, meeting, asked, asked.source as Source);
      if (!isAsShown(asked, outcome)) {
        await manager.update(AgendaImport, { id }, outcome);
        return outcome.problems;
      }
      ensureAcceptable(id, outcome.problems, input.acceptWarnings);
      const { addToDraft } = input;
      const { fileName } = asked;
      const now = this.clock.now();
      const put = { viewer, at: now, messages: this.messages, importId: id, addToDraft };
      await putIntoDraft(manager, meeting, { source: asked.source as Source, fileName, checked }, put);
      const accepted = { state: ImportState.ACCEPTED, acceptedAt: now };
      await manager.update(AgendaImport, { id }, accepted);
      return null;
    });
    if (changed) throw outdated(input.id, changed);
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
