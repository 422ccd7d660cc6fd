import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItemPartner, AgendaItemSpeaker } from '../agenda/agenda-people.entity.js';
import { insertLines } from '../agenda/draft.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { roomIsTaken } from '../meetings/rooms.service.js';
import { StatedCount } from '../meetings/stated-count.entity.js';
import type { Language } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { Messages } from '../platform/i18n/messages.js';
import type { Checked, CheckedItem } from './check.js';
import { described } from './outcome.js';

interface Words {
  readonly language: Language;
  readonly messages: Messages;
}

/** Puts all lines into the draft, in the order of the file. They have been checked against it as it is locked. */
export async function writeItems(
  manager: EntityManager,
  { id: meetingId }: Meeting,
  items: readonly CheckedItem[],
  { language, messages }: Words,
): Promise<void> {
  const ids = new Map(items.map(({ row }) => [row, uuidv7()]));
  const idOf = (row: number): string => ids.get(row) as string;
  const rows = items.map((item) => {
    const { kind, sourceKind, place, roomId, capacity, startsAtLocal, endsAtLocal, endIsInferred } = item;
    const what = { kind, sourceKind, place, roomId, capacity };
    if (!startsAtLocal || !endsAtLocal || !item.startsAt || !item.endsAt)
      throw new RangeError(`Row ${item.row} has no time and no error`);
    const when = { startsAtLocal, endsAtLocal, endIsInferred, startsAt: item.startsAt, endsAt: item.endsAt };
    const description = described(item, language, messages);
    return {
      id: idOf(item.row),
      meetingId,
      parentId: item.parentRow === null ? null : idOf(item.parentRow),
      ...what,
      ...when,
      unmatchedSpeakers: [...item.otherSpeakers],
      unmatchedPartners: [...item.otherPartners],
      title: { [language]: item.title },
      description: description === null ? null : { [language]: description },
    };
  });
  await meaning(
    {
      ...roomIsTaken(['input', 'id']),
      agenda_item_within_parent: () => new DomainError(UserErrorCode.OUTSIDE_PARENT, ['input', 'id']),
    },
    insertLines(manager, rows),
  );
  await manager.insert(
    AgendaItemSpeaker,
    items.flatMap(({ row, speakerIds }) => speakerIds.map((personId) => ({ itemId: idOf(row), personId }))),
  );
  await manager.insert(
    AgendaItemPartner,
    items.flatMap(({ row, partnerIds }) => partnerIds.map((partnerId) => ({ itemId: idOf(row), partnerId }))),
  );
}

/** Sets what this source states of how many took part; what others state stays beside it. */
export async function writeStated(
  manager: EntityManager,
  { id: meetingId }: Meeting,
  stated: Checked['stated'],
  source: string,
): Promise<void> {
  if (stated.length === 0) return;
  await manager.delete(StatedCount, { meetingId, source });
  await manager.insert(
    StatedCount,
    stated.map((count) => ({ id: uuidv7(), meetingId, source, ...count })),
  );
}
