import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { PUBLISHED } from '../agenda/agenda-releases.service.js';
import { Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { ANNOUNCED } from '../meetings/meetings.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Consequences } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { decidedBy } from '../registrations/approval/approval.js';
import {
  Registration,
  RegistrationKind,
  RegistrationOrigin,
  RegistrationState,
} from '../registrations/registration.entity.js';

/**
 * Who speaks by the newest release, is of the project still, and has no registration, whatever it says. Of the partners that
 * he is of, the one with the most free seats.
 */
const UNREGISTERED = `
select s.person_id, h.partner_id, h.free
from (
  select distinct unnest(l.speaker_ids) as person_id
  from meeting m join agenda_release r on r.meeting_id = m.id and r.number = m.agenda_release
  join agenda_release_line l on l.release_id = r.id
  where m.id = $1
) s
join lateral (
  select b.partner_id, case when b.role in ('COORDINATOR', 'DELEGATE') then coalesce(i.seats - i.taken, 0) else 0 end as free
  from membership b left join invitation i on i.meeting_id = $1 and i.partner_id = b.partner_id
  where b.person_id = s.person_id and b.project_id = $2 and b.ended_at is null
    and (b.ends_on is null or b.ends_on >= $3::date)
  order by free desc, b.partner_id limit 1
) h on true
where not exists (select from registration g where g.meeting_id = $1 and g.person_id = s.person_id)
order by s.person_id`;

interface Speaker {
  readonly person_id: string;
  /** Null of an auditor, who is of none. */
  readonly partner_id: string | null;
  /** Seats of that partner. */
  readonly free: number;
}

/** Whoever is on the agenda to speak is asked whether he comes. */
@Injectable()
export class SpeakersOnAgenda {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    consequences: Consequences,
  ) {
    for (const occasion of [PUBLISHED, ANNOUNCED])
      consequences.of(occasion, (manager, viewer, meetingId) => this.register(manager, viewer, meetingId));
  }

  /**
   * A draft is between its organisers, so it is the release that puts somebody on the agenda; of a meeting that is not
   * announced yet, the announcement. He takes a seat of his partner while one is free, and comes as a speaker without a seat
   * otherwise. Whoever publishes or announces holds the meeting, so nobody takes a seat meanwhile.
   */
  private async register(manager: EntityManager, viewer: Viewer, meetingId: string): Promise<void> {
    const meeting = await manager.findOneByOrFail(Meeting, { id: meetingId });
    const { projectId, announced, state, endsOn, timeZone } = meeting;
    const now = this.clock.now();
    const today = localDayOf(now, timeZone);
    // Of what is over, or being corrected, people are not asked any more.
    if (!announced || endsOn < today || !ASKS.includes(state)) return;
    const found = await manager.query<Speaker[]>(UNREGISTERED, [meetingId, projectId, today]);
    if (found.length === 0) return;
    const taken = new Map<string, number>();
    const rows = found.map(({ person_id: personId, partner_id: partnerId, free }) => {
      const before = taken.get(partnerId ?? '') ?? 0;
      const hasSeat = before < free;
      if (partnerId && hasSeat) taken.set(partnerId, before + 1);
      const kind = hasSeat ? RegistrationKind.DELEGATE : RegistrationKind.SPEAKER;
      const asked = {
        state: RegistrationState.INVITED,
        origin: RegistrationOrigin.AGENDA,
        registeredAt: now,
      };
      return { id: uuidv7(), meetingId, personId, partnerId, kind, ...asked, ...decidedBy(true, now) };
    });
    await manager.insert(Registration, rows);
    const details = { registrationIds: rows.map(({ id }) => id) };
    const event = { kind: 'speakers.registered', subjectId: meetingId, projectId, meetingId, details };
    await tell(manager, this.jobs, viewer, now, event);
  }
}

const ASKS: readonly MeetingState[] = [MeetingState.ANNOUNCED, MeetingState.OPEN];
