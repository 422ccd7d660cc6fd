import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { canOrganise } from './meetings/meeting.policy.js';
import type { Viewer } from './platform/access/viewer.js';
import { connectionOf } from './platform/database/pool.js';
import { Ask } from './platform/graphql/ask.js';
import type { Change } from './platform/live/event-listener.js';
import { LastingAccess } from './platform/live/lasting-access.js';
import { EVERYTHING, type Hearing, LiveStreams } from './platform/live/live-streams.js';
import { Log } from './platform/log/log.js';
import { Clock } from './platform/time/clock.js';
import { MemberRole } from './projects/membership.entity.js';
import { Viewers } from './viewers/viewers.js';

/**
 * What everybody hears who sees a meeting: of the rest, such as registrations, attendance and the draft agenda, not all
 * of them may know, so only its organisers hear.
 */
const OF_A_MEETING =
  /^(meeting\.\w+|agenda\.published|carriedOut\.\w+|material\.requested|presentation\.uploaded|outcome\.\w+)$/;
const forAll: Hearing = (kind) => OF_A_MEETING.test(kind);

/** Date polls are between those who organise and audit the project and the coordinators of its partners. */
const butPolls: Hearing = (kind) => !kind.startsWith('datePoll.');
const WHAT_HE_IS = '{ viewer { memberships { role project { id } } } }';

interface WhatHeIs {
  readonly viewer: { readonly memberships: readonly { role: MemberRole; project: { id: string } | null }[] };
}

/** What may end the access of a viewer: his session, his token, his membership, himself, or who hosts the meeting. */
const endsAccess = ({ kind, subjectId, projectId }: Change, viewer: Viewer): boolean => {
  switch (kind) {
    case 'session.ended':
      return viewer.sessionId === subjectId;
    case 'person.disabled':
      return viewer.personId === subjectId;
    case 'apiToken.revoked':
      return viewer.scopes !== null;
    case 'member.left':
    case 'meeting.updated':
      return projectId !== null && viewer.projects.includes(projectId);
    default:
      return false;
  }
};

/**
 * Who may hear of what, as it changes.
 * @returns what ends with the access of whom it is for
 */
export function live(app: NestFastifyApplication): LastingAccess {
  const [viewers, ask] = [app.get(Viewers), app.get(Ask)];
  const access = new LastingAccess({ clock: app.get(Clock), concerns: endsAccess });
  const streams = new LiveStreams(app.getHttpAdapter().getInstance(), {
    open: () => connectionOf(app.get(DataSource)),
    admit: (request) => viewers.admit(request, null),
    viewerOf: (request) => viewers.ofRequest(request, null),
    access,
    log: app.get(Log),
  });
  streams.serve('/live/projects/:id', 'projectId', async (viewer, id) => {
    if (!viewer.projects.includes(id)) return null;
    const { memberships } = (await ask.as<WhatHeIs>(viewer, WHAT_HE_IS)).viewer;
    const hearsOfPolls = memberships.some(
      ({ role, project }) =>
        project?.id === id && (role === MemberRole.COORDINATOR || role === MemberRole.AUDITOR),
    );
    return hearsOfPolls ? EVERYTHING : butPolls;
  });
  streams.serve('/live/meetings/:id', 'meetingId', async (viewer, id) => {
    const { meeting } = await ask.as<{
      meeting: { project: { id: string }; hostPartner: { id: string } | null } | null;
    }>(viewer, 'query ($id: ID!) { meeting(id: $id) { project { id } hostPartner { id } } }', { id });
    if (!meeting) return null;
    const place = { projectId: meeting.project.id, hostPartnerId: meeting.hostPartner?.id ?? '' };
    return canOrganise(viewer, place) ? EVERYTHING : forAll;
  });
  return access;
}
