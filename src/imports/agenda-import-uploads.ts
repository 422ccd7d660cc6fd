import { Injectable } from '@nestjs/common';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import { AgendaImport } from './agenda-import.entity.js';
import { check } from './check.js';
import { ImportGround, ImportUploads } from './import-uploads.js';
import { shown } from './outcome.js';
import { targetOf } from './target.js';

/** The bytes of agendas. Nothing of a file is in the draft before somebody accepts it. */
@Injectable()
export class AgendaImportUploads {
  readonly files: ImportUploads<AgendaImport>;

  constructor(ground: ImportGround) {
    const { apart, dataSource, messages } = ground;
    this.files = new ImportUploads(
      {
        entity: AgendaImport,
        folder: 'agenda-imports',
        event: 'agendaImport',
        isStillFor: (viewer, _row, meeting) => canOrganise(viewer, meeting),
        check: async ({ meetingId, lastItemMinutes }, file) => {
          const source = await apart.read({ ...file, of: 'agenda' });
          return dataSource.transaction(async (manager) => {
            const meeting = await manager.findOneByOrFail(Meeting, { id: meetingId });
            const target = await targetOf(manager, meeting, lastItemMinutes);
            return { source, ...shown(check(source, target), target, messages) };
          });
        },
      },
      ground,
    );
  }
}
