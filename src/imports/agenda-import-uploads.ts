import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Site } from '../platform/config/site.js';
import { record } from '../platform/events/record.js';
import { Messages } from '../platform/i18n/messages.js';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import { StorageSettings } from '../platform/storage/storage-settings.js';
import { type FinishedUpload, type UploadRow, Uploads } from '../platform/storage/uploads.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaImport, AgendaImportState } from './agenda-import.entity.js';
import { Apart } from './apart.js';
import { check } from './check.js';
import { forgetOlderThan } from './old-imports.js';
import { rejection, shown } from './outcome.js';
import { targetOf } from './target.js';

/** The largest file, in bytes. An agenda of 400 lines is a hundredth of it. */
export const MOST_BYTES = 5_000_000;

/** How long an unfinished upload is kept after its last byte. */
export const KEPT_UNFINISHED = { days: 7 };

/** How long what was read is kept: it may hold names of people whom nobody accepted. */
const KEPT = { days: 30 };

/** The bytes of imports: resumable uploads whose rows are those of `agenda_import`, read as soon as all are here. */
@Injectable()
export class AgendaImportUploads {
  readonly uploads: Uploads;
  private readonly apart = new Apart();
  /** Those whose reading began here and has no outcome yet. Whatever kept it from one did not end the process. */
  private readonly begun = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly messages: Messages,
    { storageDir, lockPool, log }: StorageSettings,
    { baseUrl }: Site,
  ) {
    this.uploads = new Uploads({
      storageDir,
      pool: lockPool,
      log,
      path: '/files/agenda-imports',
      folder: 'agenda-imports',
      maxSize: MOST_BYTES,
      baseUrl,
      findUpload: async (id) => {
        const found = await this.dataSource.manager.findOne(AgendaImport, {
          select: OF_UPLOAD,
          where: { id },
        });
        return found && rowOf(found);
      },
      onFinished: (upload) => this.finish(upload),
    });
  }

  /** The import, for who asked for it and still organises its meeting; null for all others. */
  async find(viewer: Viewer, id: string): Promise<UploadRow | null> {
    if (!viewer.personId) return null;
    const { manager } = this.dataSource;
    const where = { id, requestedById: viewer.personId };
    const found = await manager.findOne(AgendaImport, { select: OF_UPLOAD, where });
    if (!found) return null;
    const meeting = await manager.findOneByOrFail(Meeting, { id: found.meetingId });
    return canOrganise(viewer, meeting) ? rowOf(found) : null;
  }

  /** Removes unfinished uploads after a week, and imports after a month. For a recurring job. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.uploads.sweep(now.minus(KEPT_UNFINISHED));
    await forgetOlderThan(this.dataSource.manager, now.minus(KEPT), (id) => this.uploads.discard(id));
  }

  /** Reads the file and compares it with its meeting. Nothing of it is in the draft yet. */
  private async finish({ id, stagedPath }: FinishedUpload): Promise<void> {
    const asked = await this.dataSource.manager.findOneByOrFail(AgendaImport, { id });
    try {
      await this.begin(asked);
      const source = await this.apart.read({ path: stagedPath, fileName: asked.fileName });
      await this.dataSource.transaction(async (manager) => {
        const meeting = await manager.findOneByOrFail(Meeting, { id: asked.meetingId });
        const target = await targetOf(manager, meeting, asked.lastItemMinutes);
        const outcome = shown(check(source, target), target, this.messages);
        await this.conclude(manager, asked, { state: AgendaImportState.CHECKED, source, ...outcome });
      });
    } catch (error) {
      if (!(error instanceof RejectedFile)) throw error;
      const problems = rejection(error.reason, this.messages);
      await this.dataSource.transaction((manager) =>
        this.conclude(manager, asked, {
          state: AgendaImportState.REJECTED,
          reason: error.reason,
          problems,
        }),
      );
      throw error;
    }
  }

  /**
   * Notes that it is being read. One whose reading had no end before has ended a process, and would do so again at each
   * request and each night, since it stays OPEN.
   * @throws RejectedFile TOO_MUCH
   */
  private async begin({ id, readingSince }: AgendaImport): Promise<void> {
    if (readingSince !== null && !this.begun.has(id)) throw new RejectedFile('TOO_MUCH');
    this.begun.add(id);
    await this.dataSource.manager.update(AgendaImport, { id }, { readingSince: this.clock.now() });
  }

  /** Records the outcome, unless there is one already. */
  private async conclude(
    manager: EntityManager,
    { id, meetingId, requestedById: personId }: AgendaImport,
    outcome: Partial<Pick<AgendaImport, 'state' | 'reason' | 'source' | 'problems' | 'items' | 'stated'>>,
  ): Promise<void> {
    const now = this.clock.now();
    const recorded = await manager
      .createQueryBuilder()
      .update(AgendaImport)
      .set({ ...outcome, finishedAt: now })
      .where('id = :id and state = :open', { id, open: AgendaImportState.OPEN })
      .execute();
    this.begun.delete(id);
    if (recorded.affected === 0) return;
    const { projectId } = await manager.findOneByOrFail(Meeting, { id: meetingId });
    const kind =
      outcome.state === AgendaImportState.CHECKED ? 'agendaImport.checked' : 'agendaImport.rejected';
    const details = { problems: outcome.problems?.length ?? 0 };
    await record(manager, { personId }, now, { kind, subjectId: id, projectId, meetingId, details });
  }
}

/** Without what was read, which may be megabytes: a client asks again and again how far its upload is. */
const OF_UPLOAD = { id: true, size: true, state: true, reason: true, meetingId: true } as const;

const rowOf = ({
  id,
  size,
  state,
  reason,
}: Pick<AgendaImport, 'id' | 'size' | 'state' | 'reason'>): UploadRow => ({
  id,
  size,
  state: state === AgendaImportState.OPEN || state === AgendaImportState.REJECTED ? state : 'DONE',
  reason: reason ?? undefined,
});
