import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { Room } from '../meetings/room.entity.js';
import { Country } from '../projects/country.entity.js';
import { Membership } from '../projects/membership.entity.js';
import { Partner } from '../projects/partner.entity.js';
import type { Target } from './check.js';

/** What a file for this meeting is compared with, as it is now. */
export async function targetOf(
  manager: EntityManager,
  meeting: Meeting,
  lastItemMinutes: number | null,
): Promise<Target> {
  const { id: meetingId, projectId } = meeting;
  const members = await manager.findBy(Membership, { projectId, endedAt: IsNull() });
  const ids = [...new Set(members.map(({ personId }) => personId))];
  const people = await manager.findBy(Person, { id: In(ids) });
  const partners = await manager.findBy(Partner, { projectId });
  const rooms = await manager.findBy(Room, { meetingId, removedAt: IsNull() });
  const lines = await manager.findBy(AgendaItem, {
    meetingId,
    removedAt: IsNull(),
    heldRoomId: Not(IsNull()),
  });
  const countries = await manager.find(Country, { select: { code: true } });
  return {
    meeting: { ...meeting, titles: Object.values(meeting.title ?? {}).map(String) },
    people: people.map(({ id, name }) => ({ id, names: [name] })),
    partners: partners.map(({ id, name, aliases, town, countryCode }) => ({
      id,
      names: [name, ...aliases],
      town,
      countryCode,
    })),
    rooms: rooms.map(({ id, name, isExclusive }) => ({ id, names: [name], isExclusive })),
    held: lines
      .map(({ heldRoomId, title, startsAt, endsAt, startsAtLocal, endsAtLocal }) => ({
        roomId: heldRoomId as string,
        title: title.en ?? Object.values(title)[0] ?? '',
        startsAt,
        endsAt,
        startsAtLocal,
        endsAtLocal,
      }))
      // The same list whenever it is made.
      .toSorted((one, other) => +one.startsAt - +other.startsAt),
    countries: countries.map(({ code }) => code),
    lastItemMinutes,
  };
}
