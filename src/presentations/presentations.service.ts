import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { ensureNotClosed } from '../meetings/locked-meeting.js';
import type { Viewer } from '../platform/access/viewer.js';
import { inTurn } from '../platform/database/in-turn.js';
import { record } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { allowedExtensions, extensionOf } from '../platform/storage/content-type.js';
import { Clock } from '../platform/time/clock.js';
import { requestInUse } from './locked-request.js';
import { Presentation, PresentationState } from './presentation.entity.js';
import type { RequestUploadInput } from './presentation.input.js';
import { canUpload } from './presentation.policy.js';
import { KEPT_UNFINISHED, MOST_BYTES, PresentationUploads } from './presentation-uploads.js';

const MEGABYTE = 1_000_000;

/** More than anybody sends at once. With those that are kept longer by sending to them there can be more (SECURITY.md). */
const MOST_UNFINISHED = 20;

interface NewUpload {
  readonly id: string;
  readonly uploadUrl: string;
}

/** What partners upload. */
@Injectable()
export class PresentationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly uploads: PresentationUploads,
  ) {}

  /** Makes the row of an upload, to which its bytes are sent then (docs/adr/0009). After the deadline it is late, not refused. */
  async requestUpload(viewer: Viewer, input: RequestUploadInput): Promise<NewUpload> {
    const creation = { mutation: 'requestUpload', input };
    const now = this.clock.now();
    const id = await once(this.dataSource, viewer, now, creation, async (manager, id) => {
      const path = ['input', 'materialRequestId'];
      const { request, meeting } = await requestInUse(manager, viewer, input.materialRequestId);
      ensure(canUpload(viewer, meeting, request.partnerId), path);
      ensureNotClosed(meeting, path);
      ensureAcceptable(input);
      const { id: requestId, projectId, meetingId } = request;
      const { fileName, size } = input;
      const uploadedById = viewer.personId as string;
      await ensureRoom(manager, uploadedById, now);
      await manager.insert(Presentation, { id, requestId, fileName, size, uploadedById, requestedAt: now });
      const event = { kind: 'presentation.requested', subjectId: id, projectId, meetingId };
      await record(manager, viewer, now, { ...event, details: { requestId } });
    });
    return { id, uploadUrl: this.uploads.uploads.urlOf(id) };
  }
}

/** Refuses by name and announced size, before a byte is sent; what the content is shows only when it is here. */
function ensureAcceptable({ fileName, size }: RequestUploadInput): void {
  if (!allowedExtensions.includes(extensionOf(fileName)))
    throw new DomainError(UserErrorCode.FILE_TYPE, ['input', 'fileName']);
  if (size > MOST_BYTES)
    throw new DomainError(UserErrorCode.FILE_TOO_LARGE, ['input', 'size'], { limit: MOST_BYTES / MEGABYTE });
}

/**
 * One of which the time has passed counts no more: what has come of it goes, unless it is still sent to. The bound is a
 * person's alone, since for the disk it is all one for which request; and of many at once each counts those before it.
 */
async function ensureRoom(manager: EntityManager, uploadedById: string, now: DateTime): Promise<void> {
  await inTurn(manager, `uploads of ${uploadedById}`);
  const requestedAt = MoreThan(now.minus(KEPT_UNFINISHED));
  const unfinished = { uploadedById, state: PresentationState.OPEN, requestedAt };
  if ((await manager.countBy(Presentation, unfinished)) >= MOST_UNFINISHED)
    throw new DomainError(UserErrorCode.TOO_MANY_UPLOADS, ['input'], { most: MOST_UNFINISHED });
}
