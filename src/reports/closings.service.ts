import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import { lockMeeting } from '../meetings/locked-meeting.js';
import { Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { ensure } from '../platform/graphql/user-errors.js';
import { raw, sql, statement } from '../platform/database/sql.js';
import { canonicalJson, sha256Hex } from '../platform/events/merkle.js';
import { Seal } from '../platform/events/seal.entity.js';
import { ensureLine } from '../platform/graphql/limits.js';
import { WHOLE } from '../platform/read/shape.js';
import { Clock } from '../platform/time/clock.js';
import { Project } from '../projects/project.entity.js';
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
      const eventId = await this.meetings.take(manager, viewer, meeting, 'closed');
      if (eventId === null) return id;
      const { total, stated, groups } = await figuresOf(manager, id);
      const signed = {
        version: 1 + (await manager.countBy(Closing, { meetingId: id })),
        signatory:
          signatory ?? (await manager.findOneByOrFail(Person, { id: viewer.personId as string })).name,
        reason: meeting.state === MeetingState.AMENDING ? meeting.amendmentReason : null,
        sealHash: await newestSeal(manager, meeting.projectId),
      };
      const closedAt = this.clock.now();
      const project = await manager.findOneByOrFail(Project, { id: meeting.projectId });
      const document = canonicalJson({
        ...signed,
        project: project.slug,
        meeting: { slug: meeting.slug, number: meeting.number },
        closedAt: closedAt.toUTC().toISO(),
        figures: { total, groups },
        stated,
      });
      await manager.insert(Closing, {
        id: eventId,
        meetingId: id,
        ...signed,
        closedAt,
        closedById: viewer.personId as string,
        figures: { total, stated, groups },
        document,
        sha256: sha256Hex(document),
      });
      await manager.update(Meeting, { id }, { amendmentReason: null });
      return id;
    });
  }
}

/** In English, whoever closes: two people who close the same figures sign the same words. */
async function figuresOf(
  manager: EntityManager,
  meetingId: string,
): Promise<Omit<Figures, 'rows'> & { groups: Record<string, object[]> }> {
  const ask = async (dimension: AttendanceDimension): Promise<Figures> => {
    const figures = attendanceFigures({
      shape: WHOLE,
      meetings: sql`m.id = ${meetingId}::uuid`,
      isOfOneMeeting: true,
      groupBy: [dimension],
      seesSmallGroups: raw('true'),
      viewer: { language: 'en' },
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
