import type { INestApplicationContext } from '@nestjs/common';
import { MeetingState } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { Sealing } from '../platform/events/sealing.js';
import { MaterialKind } from '../presentations/material-request.entity.js';
import { MaterialRequestsService } from '../presentations/material-requests.service.js';
import { MemberRole } from '../projects/membership.entity.js';
import { MembershipsService } from '../projects/memberships.service.js';
import { ClosingsService } from '../reports/closings.service.js';
import { addLines, moveLine, publish } from './agenda-lines.js';
import { DUE, OUTCOMES, SEATS, UPLOADED } from './cervia.js';
import { CERVIA_AGENDA, CHANGED_LINE } from './cervia-agenda.js';
import { loadAttendance, loadDelegates, loadSignUps } from './cervia-people.js';
import { LEAD, PARTNERSHIP, type PartnerSlug } from './evolaq.js';
import { type LoadedMeeting, meetingOf, recordOutcome } from './load-events.js';
import { uploadExample } from './material.js';
import { type Partnership, unlessThere } from './partnership.js';
import { invitePartners } from './participants.js';
import { actor, addressOf } from './people.js';

/**
 * The final meeting, complete: agenda in two releases, people, places, material, attendance, outcomes, closed with
 * figures. Everything is recorded when it is loaded, so all of it is later than the meeting, and all uploads are late.
 */
export async function loadCervia(app: INestApplicationContext, partnership: Partnership): Promise<void> {
  const { lead } = partnership;
  const meeting = await meetingOf(app, lead, 'cervia');
  // Closing it is the last thing that is done to it.
  if (!meeting || meeting.state === MeetingState.CLOSED) return;
  const meetings = app.get(MeetingsService);
  await meetings.step(lead, meeting.id, 'registrationOpened');
  const items = await addLines(app, partnership, meeting, CERVIA_AGENDA);
  await publish(app, lead, meeting);
  await invitePartners(app, partnership, meeting, SEATS);
  await loadDelegates(app, partnership, meeting);
  await loadSignUps(app, partnership, meeting, items);
  const { startsAtLocal } = CHANGED_LINE;
  await moveLine(app, lead, meeting, { id: items[CHANGED_LINE.key] as string, startsAtLocal });
  await publish(app, lead, meeting);
  await loadMaterial(app, partnership, meeting, items);
  await loadDesk(app, partnership, meeting);
  await loadAttendance(app, partnership, meeting, items);
  await loadOutcomes(app, partnership, meeting, items);
  // A closing names the newest seal of what happened before it.
  await app.get(Sealing).run();
  await app.get(ClosingsService).close(lead, meeting.id, `Coordinator, ${LEAD.town}`);
}

async function loadDesk(
  app: INestApplicationContext,
  { lead, partnerIds }: Partnership,
  { id: meetingId }: LoadedMeeting,
): Promise<void> {
  const person = { name: 'Desk, Cervia', email: addressOf('desk', 'cervia'), language: 'it' };
  const input = { partnerId: partnerIds.cervia, meetingId, role: MemberRole.HOST_DESK, ...person };
  await unlessThere(app.get(MembershipsService).invite(lead, input));
}

/** A presentation of each partner at its line of the agenda, and a sheet that nobody has sent. */
async function loadMaterial(
  app: INestApplicationContext,
  { lead, partnerIds }: Partnership,
  { id: meetingId }: LoadedMeeting,
  items: Readonly<Record<string, string>>,
): Promise<void> {
  const requests = app.get(MaterialRequestsService);
  const requestIds: Partial<Record<PartnerSlug, string>> = {};
  for (const { slug } of PARTNERSHIP) {
    const [id] = await requests.request(lead, {
      meetingId,
      kind: MaterialKind.PRESENTATION,
      title: 'What the project changed',
      dueAtLocal: DUE,
      partnerIds: [partnerIds[slug]],
      agendaItemId: items[`presentation-${slug}`],
    });
    requestIds[slug] = id;
  }
  const sheet = { kind: MaterialKind.BEST_PRACTICE_SHEET, title: 'One best practice on one page' };
  await requests.request(lead, { meetingId, ...sheet, dueAtLocal: DUE });
  const host = await actor(app, addressOf('coordinator', 'cervia'));
  for (const { partner, versions, accepted } of UPLOADED) {
    const id = requestIds[partner] as string;
    const uploader = await actor(app, addressOf('delegate1', partner));
    for (let version = 1; version <= versions; version += 1)
      await uploadExample(app, uploader, id, {
        fileName: `${partner}-${version}.pdf`,
        lines: [`EVOLAQ: ${partner}, version ${version}`, 'An example: no source shows the presentations.'],
      });
    if (accepted) await requests.accept(host, id);
  }
}

async function loadOutcomes(
  app: INestApplicationContext,
  partnership: Partnership,
  { id: meetingId }: LoadedMeeting,
  items: Readonly<Record<string, string>>,
): Promise<void> {
  for (const { item, owner, ...outcome } of OUTCOMES) {
    const person = owner && (await actor(app, addressOf('coordinator', owner)));
    await recordOutcome(app, partnership, {
      meetingId,
      ...outcome,
      agendaItemId: item && items[item],
      ownerPartnerId: owner && partnership.partnerIds[owner],
      ownerPersonId: person?.personId ?? undefined,
    });
  }
}
