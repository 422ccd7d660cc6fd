import type { DateTime } from 'luxon';
import { type EntityManager, IsNull } from 'typeorm';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { tooMany } from '../agenda/bounds.js';
import { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record } from '../platform/events/record.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { Messages } from '../platform/i18n/messages.js';
import type { Checked } from './check.js';
import { LONGEST_SOURCE } from './check-facts.js';
import { oneLine } from './one-line.js';
import type { Source } from './source.js';
import { writeItems, writeStated } from './write-agenda.js';

interface CheckedFile {
  readonly source: Source;
  readonly fileName: string;
  /** Without errors. */
  readonly checked: Checked;
}

interface Put {
  readonly viewer: Viewer;
  readonly at: DateTime;
  readonly messages: Messages;
  /** null: from a terminal. */
  readonly importId: string | null;
  readonly addToDraft: boolean;
}

/**
 * All of a checked file into the draft of a meeting, which is locked, as one change of it.
 * @throws DomainError DRAFT_NOT_EMPTY, TOO_MANY_ITEMS, or ROOM_TAKEN by a line that is there
 */
export async function putIntoDraft(
  manager: EntityManager,
  meeting: Meeting,
  { source, fileName, checked: { items, stated } }: CheckedFile,
  { viewer, at, messages, importId, addToDraft }: Put,
): Promise<void> {
  const { id: meetingId, projectId, version } = meeting;
  const lines = await manager.countBy(AgendaItem, { meetingId, removedAt: IsNull() });
  const rowId = importId ?? undefined;
  if (lines > 0 && !addToDraft)
    throw new DomainError(UserErrorCode.DRAFT_NOT_EMPTY, ['input', 'addToDraft'], { lines }, rowId);
  const full = tooMany(['input', 'id'], rowId);
  await meaning(full, writeItems(manager, meeting, items, { language: viewer.language, messages }));
  // What is stated is stated by the source of the file, where it names one.
  const named = oneLine(source.facts.source ?? fileName, LONGEST_SOURCE);
  await writeStated(manager, meeting, stated, 'text' in named ? named.text : fileName);
  await manager.increment(Meeting, { id: meetingId }, 'agendaVersion', 1);
  if (stated.length > 0) await manager.increment(Meeting, { id: meetingId }, 'version', 1);
  const counted = stated.length > 0 && { version: version + 1, fields: ['stated'] };
  const from = importId !== null && { importId };
  const details = { ...from, items: items.length, stated: stated.length, ...counted };
  await record(manager, viewer, at, {
    kind: 'agenda.imported',
    subjectId: meetingId,
    projectId,
    meetingId,
    details,
  });
}
