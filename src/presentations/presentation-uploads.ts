import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Meeting } from '../meetings/meeting.entity.js';
import { canSee } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Site } from '../platform/config/site.js';
import { tell } from '../platform/events/record.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { RejectedFile, verifyFile } from '../platform/storage/content-type.js';
import { FileStorage } from '../platform/storage/file-store.js';
import { StorageSettings } from '../platform/storage/storage-settings.js';
import { type FinishedUpload, type UploadRow, Uploads } from '../platform/storage/uploads.js';
import { Clock } from '../platform/time/clock.js';
import { Viewers } from '../viewers/viewers.js';
import { MaterialRequest } from './material-request.entity.js';
import { Presentation, PresentationState } from './presentation.entity.js';
import { canUpload } from './presentation.policy.js';

/** The largest file, in bytes. */
export const MOST_BYTES = 500_000_000;

/** How long an unfinished upload is kept after its last byte. */
export const KEPT_UNFINISHED = { days: 7 };

type Outcome = Partial<Pick<Presentation, 'state' | 'type' | 'sha256' | 'size' | 'reason'>>;

/** The bytes of presentations: resumable uploads whose rows are those of `presentation`, and the files they become. */
@Injectable()
export class PresentationUploads {
  readonly uploads: Uploads;
  readonly files: FileStorage;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly viewers: Viewers,
    { storageDir, lockPool, log }: StorageSettings,
    { baseUrl }: Site,
  ) {
    this.files = new FileStorage(storageDir);
    this.uploads = new Uploads({
      storageDir,
      pool: lockPool,
      log,
      maxSize: MOST_BYTES,
      baseUrl,
      findUpload: async (id) => {
        const found = await this.dataSource.manager.findOneBy(Presentation, { id });
        return found && rowOf(found);
      },
      onFinished: (upload) => this.finish(upload),
    });
  }

  /** The upload, for who asked for it and is still of the partner or the organisers; null for all others. */
  async find(viewer: Viewer, id: string): Promise<UploadRow | null> {
    if (!viewer.personId) return null;
    const { manager } = this.dataSource;
    const found = await manager.findOneBy(Presentation, { id, uploadedById: viewer.personId });
    if (!found) return null;
    const request = await manager.findOneByOrFail(MaterialRequest, { id: found.requestId });
    const meeting = await manager.findOneByOrFail(Meeting, { id: request.meetingId });
    return canSee(viewer, meeting) && canUpload(viewer, meeting, request.partnerId) ? rowOf(found) : null;
  }

  /**
   * Removes what has lain unfinished for a week, and gives complete uploads that a crash left open their outcome. For a
   * recurring job.
   * @returns the number of files removed
   */
  sweep(): Promise<number> {
    return this.uploads.sweep(this.clock.now().minus(KEPT_UNFINISHED));
  }

  /** An upload that was begun before its meeting was closed may end after it. */
  private async finish({ id, stagedPath }: FinishedUpload): Promise<void> {
    const upload = await this.dataSource.manager.findOneByOrFail(Presentation, { id });
    try {
      const { type, size, sha256 } = await verifyFile(stagedPath, upload.fileName);
      await this.files.put(stagedPath, sha256);
      await this.conclude(upload, { state: PresentationState.DONE, type, size, sha256 });
    } catch (error) {
      if (error instanceof RejectedFile)
        await this.conclude(upload, { state: PresentationState.REJECTED, reason: error.reason });
      throw error;
    }
  }

  /** Records the outcome, unless there is one already. Versions are numbered in the order in which they are done. */
  private async conclude({ id, requestId, uploadedById }: Presentation, outcome: Outcome): Promise<void> {
    // Before the transaction: it would ask for a second connection within it.
    const uploader = await this.viewers.ofPerson(uploadedById);
    await this.dataSource.transaction(async (manager) => {
      const lock = { mode: 'for_no_key_update' } as const;
      const request = await manager.findOneOrFail(MaterialRequest, { where: { id: requestId }, lock });
      const isDone = outcome.state === PresentationState.DONE;
      const number = isDone ? await nextNumber(manager, requestId) : null;
      const now = this.clock.now();
      const recorded = await manager
        .createQueryBuilder()
        .update(Presentation)
        .set({ ...outcome, number, finishedAt: now })
        .where('id = :id and state = :open', { id, open: PresentationState.OPEN })
        .execute();
      if (recorded.affected === 0) return;
      const { projectId, meetingId } = request;
      const kind = isDone ? 'presentation.uploaded' : 'presentation.rejected';
      const details = isDone ? { requestId, number } : { requestId, reason: outcome.reason };
      const event = { kind, subjectId: id, projectId, meetingId, details };
      await tell(manager, this.jobs, uploader, now, event);
    });
  }
}

async function nextNumber(manager: EntityManager, requestId: string): Promise<number> {
  const [{ next }] = await manager.query<[{ next: number }]>(
    'select coalesce(max(number), 0) + 1 as next from presentation where request_id = $1',
    [requestId],
  );
  return next;
}

const rowOf = ({ id, size, state, reason }: Presentation): UploadRow => ({
  id,
  size,
  state,
  reason: reason ?? undefined,
});
