import type { INestApplicationContext } from '@nestjs/common';
import { DateTime } from 'luxon';
import { AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { AgendaItemsService } from '../agenda/agenda-items.service.js';
import { AgendaReleasesService } from '../agenda/agenda-releases.service.js';
import type { Language, Viewer } from '../platform/access/viewer.js';
import { Ask } from '../platform/graphql/ask.js';
import type { Titles } from './events.js';
import type { PartnerSlug } from './evolaq.js';
import type { LoadedMeeting } from './load-events.js';
import type { Partnership } from './partnership.js';

/** A line of an agenda of the example; those without a source say so. */
export interface Line {
  /** Names it within its agenda. */
  readonly key: string;
  /** 1 for the first day of the meeting. */
  readonly day: number;
  /** HH:mm on the wall of the meeting. */
  readonly from: string;
  readonly to: string;
  readonly kind: `${AgendaItemKind}`;
  readonly titles: Titles & { readonly en: string };
  readonly description: string;
  readonly place?: string;
  readonly capacity?: number;
  readonly parent?: string;
  readonly partner?: PartnerSlug;
}

export const EXAMPLE = 'Example: no source states it.';

interface Item {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly startsAtLocal: string;
}

/** The calendar day of the meeting; 1 is its first. */
export const dayOf = ({ startsOn }: Pick<LoadedMeeting, 'startsOn'>, day: number): string =>
  DateTime.fromISO(startsOn, { zone: 'utc' })
    .plus({ days: day - 1 })
    .toISODate() as string;

/**
 * Adds the lines to the draft.
 * @returns the ids of the items by the keys of their lines
 */
export async function addLines(
  app: INestApplicationContext,
  { partnerIds, lead }: Partnership,
  meeting: LoadedMeeting,
  lines: readonly Line[],
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const { key, day, from, to, kind, titles, parent, partner, ...line } of lines) {
    const date = dayOf(meeting, day);
    ids[key] = await app.get(AgendaItemsService).add(lead, {
      meetingId: meeting.id,
      kind: AgendaItemKind[kind],
      title: titles.en,
      startsAtLocal: `${date}T${from}`,
      endsAtLocal: `${date}T${to}`,
      ...line,
      parentId: parent ? ids[parent] : null,
      partnerIds: partner ? [partnerIds[partner]] : null,
      idempotencyKey: `example:${meeting.id}:line:${key}`,
    });
  }
  return ids;
}

/** Writes the titles of lines in another language. */
export async function translateLines(
  app: INestApplicationContext,
  viewer: Viewer,
  meeting: LoadedMeeting,
  { lines, ids }: { lines: readonly Line[]; ids: Readonly<Record<string, string>> },
): Promise<void> {
  const items = await draftItems(app, viewer, meeting);
  for (const { key, titles } of lines) {
    const item = items.find(({ id }) => id === ids[key]);
    const title = titles[viewer.language satisfies Language];
    if (!item || !title || item.title === title) continue;
    await app.get(AgendaItemsService).update(viewer, { id: item.id, expectedVersion: item.version, title });
  }
}

/** Moves a line of the draft to this time of its day, with its parts. */
export async function moveLine(
  app: INestApplicationContext,
  viewer: Viewer,
  meeting: LoadedMeeting,
  { id, startsAtLocal }: Pick<Item, 'id' | 'startsAtLocal'>,
): Promise<void> {
  const item = (await draftItems(app, viewer, meeting)).find((each) => each.id === id);
  if (!item || item.startsAtLocal === `${startsAtLocal}:00`) return;
  await app.get(AgendaItemsService).move(viewer, { id, expectedVersion: item.version, startsAtLocal });
}

/** Publishes the draft as it is; what is published already stays the release that it is. */
export async function publish(
  app: INestApplicationContext,
  viewer: Viewer,
  { id }: LoadedMeeting,
): Promise<void> {
  const { meeting } = await app
    .get(Ask)
    .as<{ meeting: { agenda: { draftVersion: number } } }>(
      viewer,
      'query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion } } }',
      { id },
    );
  const { draftVersion } = meeting.agenda;
  await app.get(AgendaReleasesService).publish(viewer, { meetingId: id, draftVersion });
}

async function draftItems(
  app: INestApplicationContext,
  viewer: Viewer,
  { id }: LoadedMeeting,
): Promise<readonly Item[]> {
  const { meeting } = await app
    .get(Ask)
    .as<{ meeting: { agenda: { items: readonly Item[] } } }>(
      viewer,
      `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { items { id version title startsAtLocal } } } }`,
      { id },
    );
  return meeting.agenda.items;
}
