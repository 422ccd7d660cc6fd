import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type EntityTarget, type FindOptionsWhere } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Site } from '../platform/config/site.js';
import { record } from '../platform/events/record.js';
import { Messages } from '../platform/i18n/messages.js';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import { StorageSettings } from '../platform/storage/storage-settings.js';
import { type FinishedUpload, type UploadRow, Uploads } from '../platform/storage/uploads.js';
import { Clock } from '../platform/time/clock.js';
import { Apart, type ToRead } from './apart.js';
import { type FileImport, ImportState } from './file-import.entity.js';
import { forgetOlderThan } from './old-imports.js';
import { rejection } from './outcome.js';

/** The largest file, in bytes. An agenda of 400 lines is a hundredth of it. */
export const MOST_BYTES = 5_000_000;

/** How long an unfinished upload is kept after its last byte. */
export const KEPT_UNFINISHED = { days: 7 };

/** How long what was read is kept: it may hold names of people whom nobody accepted. */
const KEPT = { days: 30 };

/** What all imports stand on; files of all kinds are read one after another. */
@Injectable()
export class ImportGround {
  readonly apart = new Apart();

  constructor(
    readonly dataSource: DataSource,
    readonly clock: Clock,
    readonly messages: Messages,
    readonly storage: StorageSettings,
    readonly site: Site,
  ) {}
}

/** What differs between files of agendas and of people. */
export interface ImportKind<Row extends FileImport> {
  readonly entity: EntityTarget<Row>;
  /** Last part of the path, and the name of the folder. */
  readonly folder: string;
  /** Of its events: `agendaImport` for `agendaImport.checked`. */
  readonly event: string;
  /** Whether who asked for it may still send it. */
  readonly isStillFor: (viewer: Viewer, row: Row, meeting: Meeting) => boolean;
  /** Reads the file and compares it with its meeting: the columns that hold what came of it. */
  readonly check: (row: Row, file: Omit<ToRead, 'of'>) => Promise<Partial<Row>>;
}

/** The bytes of imports: resumable uploads whose rows are those of the imports, read as soon as all are here. */
export class ImportUploads<Row extends FileImport> {
  readonly uploads: Uploads;
  /** Those whose reading began here and has no outcome yet. Whatever kept it from one did not end the process. */
  private readonly begun = new Set<string>();

  constructor(
    private readonly kind: ImportKind<Row>,
    private readonly ground: ImportGround,
  ) {
    const { storageDir, lockPool, log } = ground.storage;
    this.uploads = new Uploads({
      storageDir,
      pool: lockPool,
      log,
      path: `/files/${kind.folder}`,
      folder: kind.folder,
      maxSize: MOST_BYTES,
      baseUrl: ground.site.baseUrl,
      findUpload: async (id) => {
        const found = await this.row({ id });
        return found && rowOf(found);
      },
      onFinished: (upload) => this.finish(upload),
    });
  }

  /** The import, for who asked for it and still may; null for all others. */
  async find(viewer: Viewer, id: string): Promise<UploadRow | null> {
    if (!viewer.personId) return null;
    const found = await this.row({ id, requestedById: viewer.personId });
    if (!found) return null;
    const meeting = await this.manager.findOneByOrFail(Meeting, { id: found.meetingId });
    return this.kind.isStillFor(viewer, found, meeting) ? rowOf(found) : null;
  }

  /** Removes unfinished uploads after a week, and imports after a month. For a recurring job. */
  async sweep(): Promise<void> {
    const now = this.ground.clock.now();
    await this.uploads.sweep(now.minus(KEPT_UNFINISHED));
    const discard = (id: string) => this.uploads.discard(id);
    await forgetOlderThan(this.manager, this.kind.entity, now.minus(KEPT), discard);
  }

  private get manager(): EntityManager {
    return this.ground.dataSource.manager;
  }

  /** Without what was read, which may be megabytes: a client asks again and again how far its upload is. */
  private row(where: { id: string; requestedById?: string }): Promise<Row | null> {
    const columns = this.ground.dataSource
      .getMetadata(this.kind.entity)
      .columns.filter(({ type }) => type !== 'jsonb')
      .map(({ propertyName }) => [propertyName, true]);
    const select = Object.fromEntries(columns) as object;
    return this.manager.findOne(this.kind.entity, { select, where: where as FindOptionsWhere<Row> });
  }

  /** Reads the file and compares it with its meeting. Nothing more comes of it yet. */
  private async finish({ id, stagedPath: path }: FinishedUpload): Promise<void> {
    const where = { id } as FindOptionsWhere<Row>;
    const asked = await this.manager.findOneByOrFail(this.kind.entity, where);
    try {
      await this.begin(asked);
      const read = await this.kind.check(asked, { path, fileName: asked.fileName });
      await this.conclude(asked, { ...read, state: ImportState.CHECKED });
    } catch (error) {
      if (!(error instanceof RejectedFile)) throw error;
      const { reason } = error;
      const problems = rejection(reason, this.ground.messages);
      await this.conclude(asked, { state: ImportState.REJECTED, reason, problems } as Partial<Row>);
      throw error;
    }
  }

  /**
   * Notes that it is being read. One whose reading had no end before has ended a process, and would do so again at each
   * request and each night, since it stays OPEN.
   * @throws RejectedFile TOO_MUCH
   */
  private async begin({ id, readingSince }: Row): Promise<void> {
    if (readingSince !== null && !this.begun.has(id)) throw new RejectedFile('TOO_MUCH');
    this.begun.add(id);
    const begins: Partial<FileImport> = { readingSince: this.ground.clock.now() };
    const where = { id } as FindOptionsWhere<Row>;
    await this.manager.update(this.kind.entity, where, begins as QueryDeepPartialEntity<Row>);
  }

  /** Records the outcome, unless there is one already. */
  private conclude({ id, meetingId, requestedById: personId }: Row, outcome: Partial<Row>): Promise<void> {
    const now = this.ground.clock.now();
    return this.ground.dataSource.transaction(async (manager) => {
      const recorded = await manager
        .createQueryBuilder()
        .update(this.kind.entity)
        .set({ ...outcome, finishedAt: now } as QueryDeepPartialEntity<Row>)
        .where('id = :id and state = :open', { id, open: ImportState.OPEN })
        .execute();
      this.begun.delete(id);
      if (recorded.affected === 0) return;
      const { projectId } = await manager.findOneByOrFail(Meeting, { id: meetingId });
      const became = outcome.state === ImportState.CHECKED ? 'checked' : 'rejected';
      const details = { problems: outcome.problems?.length ?? 0 };
      const kind = `${this.kind.event}.${became}`;
      await record(manager, { personId }, now, { kind, subjectId: id, projectId, meetingId, details });
    });
  }
}

const rowOf = ({ id, size, state, reason }: FileImport): UploadRow => ({
  id,
  size,
  state: state === ImportState.OPEN || state === ImportState.REJECTED ? state : 'DONE',
  reason: reason ?? undefined,
});
