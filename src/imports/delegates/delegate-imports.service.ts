import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lockMeeting } from '../../meetings/locked-meeting.js';
import type { Meeting } from '../../meetings/meeting.entity.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { canonicalJson } from '../../platform/events/merkle.js';
import { record } from '../../platform/events/record.js';
import { notFound, requireId } from '../../platform/graphql/request-errors.js';
import { UserErrorCode, ensure } from '../../platform/graphql/user-errors.js';
import { Messages } from '../../platform/i18n/messages.js';
import { once } from '../../platform/idempotency/once.js';
import { Clock } from '../../platform/time/clock.js';
import { visiblePartner } from '../../projects/projects.service.js';
import { ensureOpen } from '../../registrations/new-registration.js';
import { RegistrationsService } from '../../registrations/registrations.service.js';
import {
  ensureAcceptable,
  ensureRead,
  ensureReadable,
  ensureRoomFor,
  forgetOlder,
  outdated,
} from '../asked-import.js';
import { ImportState } from '../file-import.entity.js';
import { TABLES } from '../read-file.js';
import type { CheckedDelegate } from './check-delegates.js';
import { DelegateImport } from './delegate-import.entity.js';
import type { AcceptDelegateImportInput, RequestDelegateImportInput } from './delegate-import.input.js';
import { canImportFor, canSeeImport } from './delegate-import.policy.js';
import { DelegateImportUploads, compare } from './delegate-import-uploads.js';
import type { DelegateTable } from './read-delegates.js';

/** People whom partners send, from files. */
@Injectable()
export class DelegateImportsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly uploads: DelegateImportUploads,
    private readonly registrations: RegistrationsService,
  ) {}

  /** Makes the row of an import, to which its bytes are sent then (docs/adr/0009). */
  async request(
    viewer: Viewer,
    input: RequestDelegateImportInput,
  ): Promise<{ id: string; uploadUrl: string }> {
    const creation = { mutation: 'requestDelegateImport', input };
    const now = this.clock.now();
    const id = await once(this.dataSource, viewer, now, creation, async (manager, id) => {
      const { meetingId, partnerId = null, fileName, size } = input;
      const meeting = await lockMeeting(manager, viewer, meetingId, 'use');
      const { projectId } = meeting;
      if (partnerId !== null) {
        const partner = await visiblePartner(manager, viewer, partnerId);
        if (partner.projectId !== projectId) throw notFound();
      }
      ensure(canImportFor(viewer, partnerId, projectId), ['input', 'partnerId']);
      ensureOpen(viewer, meeting, ['input', 'meetingId']);
      ensureReadable(input, TABLES, UserErrorCode.LIST_TYPE);
      const requestedById = viewer.personId as string;
      await ensureRoomFor(manager, DelegateImport, requestedById, now);
      await forgetOlder(manager, DelegateImport, { meetingId, requestedById });
      const row = { id, meetingId, partnerId, fileName, size, requestedById, requestedAt: now };
      await manager.insert(DelegateImport, row);
      const event = { kind: 'delegateImport.requested', subjectId: id, projectId, meetingId };
      await record(manager, viewer, now, event);
    });
    return { id, uploadUrl: this.uploads.files.uploads.urlOf(id) };
  }

  /**
   * Names all who are on the list and not registered yet, or nobody; each is asked by mail whether he comes. It is compared
   * with the meeting again, since that may have changed. Accepting an accepted one changes nothing.
   */
  async accept(viewer: Viewer, { id, acceptWarnings }: AcceptDelegateImportInput): Promise<string> {
    const changed = await this.dataSource.transaction(async (manager) => {
      const { asked, meeting } = await lockImport(manager, viewer, id);
      if (asked.state === ImportState.ACCEPTED) return null;
      ensureOpen(viewer, meeting, ['input', 'id']);
      ensureRead(asked);
      const at = this.clock.now();
      const list = { meeting, partnerId: asked.partnerId, at, source: asked.source as DelegateTable };
      const { checked, outcome } = await compare(manager, viewer, list, this.messages);
      if (!isAsShown(asked, outcome)) {
        await manager.update(DelegateImport, { id }, outcome);
        return outcome.problems;
      }
      ensureAcceptable(id, outcome.problems, acceptWarnings);
      const named = checked.delegates.flatMap((delegate) =>
        delegate.isRegistered ? [] : [namedOf(delegate, meeting)],
      );
      const event = { kind: 'delegates.imported', subjectId: id };
      if (named.length > 0) await this.registrations.nameIn(manager, viewer, meeting, { named, event, at });
      // Whoever is named is found among the registrations; of the others nothing has to be kept.
      const done = { state: ImportState.ACCEPTED, acceptedAt: at, source: null, delegates: [], problems: [] };
      await manager.update(DelegateImport, { id }, done);
      return null;
    });
    if (changed) throw outdated(id, changed);
    return id;
  }
}

/** Of a list without errors. */
const namedOf = (
  { name, email, language, partnerId, arrivesAtLocal, leavesAtLocal }: CheckedDelegate,
  { projectId }: Meeting,
) => ({
  person: { name: name as string, email: email as string, language },
  partner: { id: partnerId as string, projectId },
  stay: { arrivesAtLocal: arrivesAtLocal ?? undefined, leavesAtLocal: leavesAtLocal ?? undefined },
  paths: { person: ['input', 'id'], email: ['input', 'id'], partner: ['input', 'id'] },
});

/** Whether whoever accepts has seen this list. */
const isAsShown = (
  { problems, delegates }: Pick<DelegateImport, 'problems' | 'delegates'>,
  outcome: { problems: object[]; delegates: object[] },
): boolean => canonicalJson({ problems, delegates }) === canonicalJson(outcome);

/**
 * Only whoever has sent a list accepts it: it was compared with what he may do.
 * @throws NOT_FOUND where he does not see it, or DomainError FORBIDDEN
 */
async function lockImport(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<{ asked: DelegateImport; meeting: Meeting }> {
  const where = { id: requireId(id) };
  const select = { id: true, meetingId: true, partnerId: true, requestedById: true } as const;
  const found = await manager.findOne(DelegateImport, { select, where });
  if (!found) throw notFound();
  // Not kept from others: whoever of them answers meanwhile holds his registration, and waits for the meeting then.
  const meeting = await lockMeeting(manager, viewer, found.meetingId, 'use');
  if (!canSeeImport(viewer, found, meeting.projectId)) throw notFound();
  ensure(found.requestedById === viewer.personId, ['input', 'id']);
  // Of two who accept it at once the second finds it accepted.
  const lock = { mode: 'for_no_key_update' } as const;
  const asked = await manager.findOne(DelegateImport, { where, lock });
  if (!asked) throw notFound();
  return { asked, meeting };
}
