import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise, canSee } from '../meetings/meeting.policy.js';
import { ApiScope, LANGUAGES, type Viewer, hasScope } from '../platform/access/viewer.js';
import { uuidOf } from '../platform/database/uuid.js';
import type { Letter } from '../platform/email/outbox.js';
import { Event } from '../platform/events/event.entity.js';
import { badInput } from '../platform/graphql/request-errors.js';
import { Clock } from '../platform/time/clock.js';
import type { MailPreviewType } from './mail-preview.type.js';
import { Notifier } from './notifier.js';
import { NOTICES } from './notices/notices.js';

interface Wanted {
  readonly meetingId: string;
  readonly kind: string;
  readonly personId: string;
  /** Left out: that of the person. */
  readonly language?: string | null;
}

/**
 * Mails before they are written. Each is read as its recipient, so it says what he will read; to whom it is shown are those
 * who can read what is written to him in the outbox, and it is shown only of whoever would get it.
 */
@Injectable()
export class MailPreviewsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly notifier: Notifier,
  ) {}

  /**
   * Stores nothing and sends nothing.
   * @returns null where the viewer does not organise the meeting, where this person would get no such mail now, and where
   *   nothing of the kind has happened that it could tell of
   */
  async preview(
    viewer: Viewer,
    { meetingId, kind, personId, language }: Wanted,
  ): Promise<MailPreviewType | null> {
    const wanted = LANGUAGES.find((one) => one === language);
    if (language && !wanted) throw badInput(`\`language\` is one of ${LANGUAGES.join(', ')}.`);
    const { manager } = this.dataSource;
    const id = uuidOf(meetingId);
    const meeting = id && (await manager.findOneBy(Meeting, { id }));
    if (!meeting || !canSee(viewer, meeting) || !canOrganise(viewer, meeting)) return null;
    const event = await this.eventOf(manager, kind, meeting);
    const letter = event && (await this.notifier.letterTo(event, personId, wanted));
    return letter && shown(viewer, letter);
  }

  /** What it would tell of: an event that a notice can imagine of a meeting, else the last one of the kind. */
  private async eventOf(manager: EntityManager, kind: string, meeting: Meeting): Promise<Event | null> {
    const imagined = NOTICES[kind]?.imagined?.(meeting, this.clock.now());
    const of = { kind, meetingId: meeting.id, projectId: meeting.projectId };
    if (!imagined) return manager.findOne(Event, { where: of, order: { id: 'DESC' } });
    const at = this.clock.now();
    return { id: uuidv7(), ...of, subjectId: meeting.id, actorId: null, details: imagined, at };
  }
}

/** With links that lead nowhere: a placeholder would be taken for one that does not work. */
function shown(viewer: Viewer, { language, subject, text, html, grants }: Letter): MailPreviewType {
  const without = (body: string, link: string): string =>
    grants.reduce((rest, grant) => rest.replaceAll(grant, link), body);
  const isRead = hasScope(viewer, ApiScope.READ_PERSONAL);
  return {
    language,
    subject,
    text: isRead ? without(text, '[…]') : null,
    html: isRead ? without(html, '#') : null,
  };
}
