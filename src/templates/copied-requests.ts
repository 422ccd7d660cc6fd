import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { shifted } from '../agenda/agenda-times.js';
import { instantAt } from '../meetings/meeting-times.js';
import { MaterialRequest } from '../presentations/material-request.entity.js';
import { Partner, PartnerRole } from '../projects/partner.entity.js';
import type { Likeness } from './copied-agenda.js';

/**
 * What partners owe, each deadline as many days before the first day as there and at the same time of day, whatever was
 * done to the clock in between. Within one project the same partners owe it; in another one all partners owe what any of
 * them did, with the title and the deadline that most of them had; of equally frequent ones those of the earliest deadline.
 */
export async function copyRequests(
  manager: EntityManager,
  { source, clone }: Likeness,
  itemIds: ReadonlyMap<string, string>,
): Promise<void> {
  const asked = await manager.findBy(MaterialRequest, { meetingId: source.id });
  const { id: meetingId, projectId, timeZone } = clone;
  const due = ({ kind, title, dueAtLocal: before }: MaterialRequest) => {
    const dueAtLocal = shifted(before, source.startsOn, clone.startsOn);
    const dueAt = instantAt(dueAtLocal, timeZone, 'EARLIER', ['input', 'startsOn']);
    return { projectId, meetingId, kind, title, dueAtLocal, dueAt };
  };
  if (projectId === source.projectId) {
    const rows = asked.map((request) => {
      const { partnerId, agendaItemId } = request;
      const item = (agendaItemId && itemIds.get(agendaItemId)) ?? null;
      return { id: uuidv7(), ...due(request), partnerId, agendaItemId: item };
    });
    await manager.insert(MaterialRequest, rows);
    return;
  }
  const role = In([PartnerRole.LEAD, PartnerRole.PARTNER]);
  const partners = await manager.findBy(Partner, { projectId, role });
  const wanted = commonest(asked).map(due);
  await manager.insert(
    MaterialRequest,
    partners.flatMap(({ id: partnerId }) =>
      wanted.map((request) => ({ id: uuidv7(), ...request, partnerId, agendaItemId: null })),
    ),
  );
}

/** One of each kind. */
function commonest(asked: readonly MaterialRequest[]): MaterialRequest[] {
  const saying = ({ dueAtLocal, title }: MaterialRequest): string =>
    JSON.stringify([dueAtLocal, Object.entries(title).toSorted()]);
  return [...Map.groupBy(asked, ({ kind }) => kind).values()].map((ofKind) => {
    const alike = [...Map.groupBy(ofKind, saying)].toSorted(
      ([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1),
    );
    return alike[0]?.[1][0] as MaterialRequest;
  });
}
