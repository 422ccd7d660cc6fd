import type { INestApplicationContext } from '@nestjs/common';
import { MeetingMode } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { MaterialKind } from '../presentations/material-request.entity.js';
import { MaterialRequestsService } from '../presentations/material-requests.service.js';
import { MemberRole } from '../projects/membership.entity.js';
import { MembershipsService } from '../projects/memberships.service.js';
import { Ask } from '../platform/graphql/ask.js';
import { addLines, dayOf, publish, translateLines } from './agenda-lines.js';
import { type LoadedMeeting, announcedMeeting, meetingOf } from './load-events.js';
import { uploadExample } from './material.js';
import { DAYS_AHEAD, OPEN_AGENDA, OPEN_MEETING, OPEN_SEATS, UPLOADER } from './open-agenda.js';
import { type Partnership, unlessThere } from './partnership.js';
import { invitePartners, nameDelegates } from './participants.js';
import { actor, addressOf } from './people.js';

const DUE_DAYS_BEFORE = 7;

/** A meeting to try everything with: its days, counted from the first start, lie ahead. */
export async function loadOpenMeeting(app: INestApplicationContext, partnership: Partnership): Promise<void> {
  const { lead, partnerIds } = partnership;
  const meeting = await openMeeting(app, partnership);
  const ids = await addLines(app, partnership, meeting, OPEN_AGENDA);
  for (const language of ['sv', 'it'] as const)
    await translateLines(app, { ...lead, language }, meeting, { lines: OPEN_AGENDA, ids });
  await publish(app, lead, meeting);
  await invitePartners(app, partnership, meeting, OPEN_SEATS);
  for (const partner of ['collecchio', 'daugavpils'] as const)
    await nameDelegates(app, partnership, meeting, { partner, numbers: [1] });
  const requestIds = await app.get(MaterialRequestsService).request(lead, {
    meetingId: meeting.id,
    kind: MaterialKind.PRESENTATION,
    title: 'Voluntary work in your town',
    dueAtLocal: `${dayOf(meeting, 1 - DUE_DAYS_BEFORE)}T18:00`,
  });
  await uploadOne(app, requestIds);
  const desk = { name: 'Desk, Skövde', email: addressOf('desk', 'skovde'), language: 'sv' };
  const input = { partnerId: partnerIds.skovde, meetingId: meeting.id, role: MemberRole.HOST_DESK, ...desk };
  await unlessThere(app.get(MembershipsService).invite(lead, input));
}

async function openMeeting(app: INestApplicationContext, partnership: Partnership): Promise<LoadedMeeting> {
  const { projectId, partnerIds, lead } = partnership;
  const { slug, timeZone, titles, descriptions, lasts, ...rest } = OPEN_MEETING;
  // A second try, perhaps after midnight, keeps the days of the first.
  const today = { startsOn: localDayOf(app.get(Clock).now(), timeZone) };
  const startsOn = (await meetingOf(app, lead, slug))?.startsOn ?? dayOf(today, 1 + DAYS_AHEAD);
  const meeting = await announcedMeeting(
    app,
    partnership,
    { titles, descriptions },
    {
      projectId,
      hostPartnerId: partnerIds.skovde,
      slug,
      timeZone,
      ...rest,
      startsOn,
      endsOn: dayOf({ startsOn }, lasts),
      mode: MeetingMode.ON_SITE,
      title: titles.en,
      description: descriptions.en,
    },
  );
  await app.get(MeetingsService).step(lead, meeting.id, 'registrationOpened');
  return meeting;
}

/** One partner is in time, the others still owe it. */
async function uploadOne(app: INestApplicationContext, requestIds: readonly string[]): Promise<void> {
  const uploader = await actor(app, addressOf('coordinator', UPLOADER));
  for (const id of requestIds) {
    const { materialRequest } = await app
      .get(Ask)
      .as<{ materialRequest: { partner: { slug: string } } }>(
        uploader,
        'query ($id: ID!) { materialRequest(id: $id) { partner { slug } } }',
        { id },
      );
    if (materialRequest.partner.slug !== UPLOADER) continue;
    const lines = ['Voluntary work in the Enzkreis', 'An example.'];
    await uploadExample(app, uploader, id, { fileName: 'enzkreis.pdf', lines });
  }
}
