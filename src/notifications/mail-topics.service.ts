import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { Clock } from '../platform/time/clock.js';
import type { MailTopic } from './mail-topic.js';
import { UnwantedMail } from './unwanted-mail.entity.js';

/** Which mails a person wants. */
@Injectable()
export class MailTopicsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Turns a topic on or off, for the viewer himself; where it is so already, nothing happens. */
  want(viewer: Viewer, topic: MailTopic, isWanted: boolean): Promise<string> {
    const personId = viewer.personId as string;
    return this.dataSource.transaction(async (manager) => {
      const since = this.clock.now();
      const isNew = isWanted
        ? (await manager.delete(UnwantedMail, { personId, topic })).affected === 1
        : await turnOff(manager, { personId, topic, since });
      const kind = isWanted ? 'mailTopic.turnedOn' : 'mailTopic.turnedOff';
      const happened = { kind, subjectId: personId, projectId: null, details: { topic } };
      if (isNew) await record(manager, viewer, since, happened);
      return personId;
    });
  }
}

async function turnOff(manager: EntityManager, unwanted: UnwantedMail): Promise<boolean> {
  const rows = manager.createQueryBuilder().insert().into(UnwantedMail).values(unwanted);
  const { raw } = await rows.orIgnore().returning('topic').execute();
  return (raw as unknown[]).length === 1;
}
