import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Person } from '../accounts/person.entity.js';
import { ensure, lockMeeting } from '../meetings/locked-meeting.js';
import { Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { raw, sql, statement } from '../platform/database/sql.js';
import { canonicalJson, sha256Hex } from '../platform/events/merkle.js';
import { Seal } from '../platform/events/seal.entity.js';
import { ensureLine } from '../platform/graphql/limits.js';
import { Clock } from '../platform/time/clock.js';
import { canLead } from '../projects/project.policy.js';
import { AttendanceDimension } from './attendance-dimensions.js';
import { attendanceFigures } from './attendance-figures.js';
import { Closing } from './closing.entity.js';

const { PARTNER, COUNTRY, TOWN, KIND, DAY, AGENDA_ITEM } = AttendanceDimension;

/** What a closing fixes; gender and age stay out, since they would stay for ever. */
const FIXED = [PARTNER, COUNTRY, TOWN, KIND, DAY, AGENDA_ITEM];

interface Figures {
  readonly rows: object[];
  readonly total: object;
  readonly stated: object[];
}

/** The end of a meeting's life: figures that somebody signs for. */
@Injectable()
export class ClosingsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly meetings: MeetingsService,
  ) {}

  /**
   * Fixes the figures as the next version. Whoever records attendance or registers holds the meeting as well, so
   * nothing comes in between. A closed meeting stays as it is.
   * @param signatory the name under the figures; null: that of whoever closes
   */
  close(viewer: Viewer, id: string, signatory: string | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await lockMeeting(manager, viewer, id, 'change');
      ensure(canLead(viewer, meeting.projectId), ['id']);
      if (signatory) ensureLine(signatory, 200, ['signatory']);
      if (!(await this.meetings.take(manager, viewer, meeting, 'closed'))) return id;
      const version = 1 + (await manager.countBy(Closing, { meetingId: id }));
      const contents = {
        meetingId: id,
        version,
        closedAt: this.clock.now(),
        closedById: viewer.personId as string,
        signatory:
          signatory ?? (await manager.findOneByOrFail(Person, { id: viewer.personId as string })).name,
        reason: meeting.state === MeetingState.AMENDING ? meeting.amendmentReason : null,
        figures: await figuresOf(manager, viewer, id),
        sealHash: await newestSeal(manager, meeting.projectId),
      };
      await manager.insert(Closing, {
        id: uuidv7(),
        ...contents,
        sha256: sha256Hex(canonicalJson(contents)),
      });
      await manager.update(Meeting, { id }, { amendmentReason: null });
      return id;
    });
  }
}

async function figuresOf(manager: EntityManager, viewer: Viewer, meetingId: string): Promise<object> {
  const ask = async (dimension: AttendanceDimension): Promise<Figures> => {
    const figures = attendanceFigures({
      meetings: sql`m.id = ${meetingId}::uuid`,
      groupBy: [dimension],
      seesSmallGroups: raw('true'),
      viewer,
    });
    const { text, values } = statement(sql`select ${figures} as figures`);
    const rows: { figures: Figures }[] = await manager.query(text, values);
    return (rows[0] as { figures: Figures }).figures;
  };
  const groups: Record<string, object[]> = {};
  for (const dimension of FIXED) groups[dimension] = (await ask(dimension)).rows;
  const { total, stated } = await ask(PARTNER);
  return { total, stated, groups };
}

const newestSeal = async (manager: EntityManager, projectId: string): Promise<string | null> =>
  (await manager.findOne(Seal, { where: { projectId }, order: { number: 'DESC' } }))?.hash ?? null;
