import type { INestApplicationContext } from '@nestjs/common';
import { MeetingMode, MeetingState } from '../meetings/meeting.entity.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { OutcomeKind } from '../outcomes/outcome.entity.js';
import { OutcomesService } from '../outcomes/outcomes.service.js';
import { LANGUAGES, type Viewer } from '../platform/access/viewer.js';
import { Ask } from '../platform/graphql/ask.js';
import { EVENTS, type EventFacts, type SourcedOutcome, type Titles } from './events.js';
import { PROJECT } from './evolaq.js';
import { type Partnership, unlessThere } from './partnership.js';

export interface LoadedMeeting {
  readonly id: string;
  readonly state: MeetingState;
  readonly startsOn: string;
}

/** The nine events. Who was there is known as stated counts alone, so nobody is registered but at the last one. */
export async function loadEvents(app: INestApplicationContext, partnership: Partnership): Promise<void> {
  for (const { outcomes = [], ...facts } of EVENTS) {
    const meeting = await loadEvent(app, partnership, facts);
    for (const outcome of outcomes)
      await recordOutcome(app, partnership, { meetingId: meeting.id, ...outcome });
  }
}

async function loadEvent(
  app: INestApplicationContext,
  partnership: Partnership,
  { host, titles, sources, stated = [], ...facts }: Omit<EventFacts, 'outcomes'>,
): Promise<LoadedMeeting> {
  const { projectId, partnerIds } = partnership;
  return announcedMeeting(
    app,
    partnership,
    { titles },
    {
      projectId,
      hostPartnerId: partnerIds[host],
      ...facts,
      title: titles?.en,
      description: `${facts.description}\n\nSources: ${sources.join(', ')}`,
      mode: MeetingMode.ON_SITE,
      stated: stated.map(({ partner, ...count }) => ({
        ...count,
        partnerId: partner && partnerIds[partner],
      })),
    },
  );
}

/** By language; English comes with the input. */
interface Texts {
  readonly titles?: Titles;
  readonly descriptions?: Titles;
}

type NewMeeting = Parameters<MeetingsService['schedule']>[1];

/** Planned, written in all its languages, and announced; what is there already stays as it is. */
export async function announcedMeeting(
  app: INestApplicationContext,
  { lead }: Partnership,
  texts: Texts,
  input: NewMeeting,
): Promise<LoadedMeeting> {
  const meetings = app.get(MeetingsService);
  await unlessThere(meetings.schedule(lead, input));
  const meeting = (await meetingOf(app, lead, input.slug)) as LoadedMeeting;
  if (meeting.state !== MeetingState.DRAFT) return meeting;
  await translate(app, lead, meeting.id, texts);
  await meetings.step(lead, meeting.id, 'announced');
  return { ...meeting, state: MeetingState.ANNOUNCED };
}

/** The meeting with this slug, or null. */
export async function meetingOf(
  app: INestApplicationContext,
  viewer: Viewer,
  slug: string,
): Promise<LoadedMeeting | null> {
  const { project } = await app.get(Ask).as<{ project: { meeting: LoadedMeeting | null } }>(
    viewer,
    `query ($project: String!, $slug: String!) {
      project(slug: $project) { meeting(slug: $slug) { id state startsOn } } }`,
    { project: PROJECT.slug, slug },
  );
  return project.meeting;
}

async function translate(
  app: INestApplicationContext,
  lead: Viewer,
  id: string,
  { titles = {}, descriptions = {} }: Texts,
): Promise<void> {
  for (const language of LANGUAGES) {
    const title = titles[language];
    if (!title) continue;
    const viewer = { ...lead, language };
    const { meeting } = await app
      .get(Ask)
      .as<{ meeting: { version: number; title: string } }>(
        viewer,
        'query ($id: ID!) { meeting(id: $id) { version title } }',
        { id },
      );
    if (meeting.title === title) continue;
    const changes = { title, description: descriptions[language] };
    await app.get(MeetingsService).update(viewer, { id, expectedVersion: meeting.version, ...changes });
  }
}

export interface NewOutcome extends SourcedOutcome {
  readonly meetingId: string;
  readonly agendaItemId?: string;
  readonly ownerPartnerId?: string;
  readonly ownerPersonId?: string;
  readonly dueOn?: string;
}

/** Recorded once, whatever the start before came to. */
export async function recordOutcome(
  app: INestApplicationContext,
  { projectId, partnerIds, lead }: Partnership,
  { key, kind, partner, ...outcome }: NewOutcome,
): Promise<void> {
  await app.get(OutcomesService).record(lead, {
    projectId,
    kind: OutcomeKind[kind],
    partnerId: partner && partnerIds[partner],
    ...outcome,
    idempotencyKey: `example:${outcome.meetingId}:outcome:${key}`,
  });
}
