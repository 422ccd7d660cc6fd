import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Meeting } from '../../meetings/meeting.entity.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Messages } from '../../platform/i18n/messages.js';
import { viewerOfPerson } from '../../viewers/viewers.js';
import { ImportGround, ImportUploads } from '../import-uploads.js';
import { type CheckedDelegates, addressesIn, checkDelegates } from './check-delegates.js';
import { DelegateImport } from './delegate-import.entity.js';
import { canImportFor } from './delegate-import.policy.js';
import { type DelegateOutcome, shownDelegates } from './delegate-outcome.js';
import { type ListFor, delegateTarget } from './delegate-target.js';
import type { DelegateTable } from './read-delegates.js';

/** The bytes of lists of people. Nobody is named before somebody accepts them. */
@Injectable()
export class DelegateImportUploads {
  readonly files: ImportUploads<DelegateImport>;

  constructor(ground: ImportGround) {
    const { apart, clock, dataSource, messages } = ground;
    this.files = new ImportUploads(
      {
        entity: DelegateImport,
        folder: 'delegate-imports',
        event: 'delegateImport',
        isStillFor: (viewer, { partnerId }, { projectId }) => canImportFor(viewer, partnerId, projectId),
        check: async ({ meetingId, partnerId, requestedById }, file) => {
          const source = await apart.read({ ...file, of: 'delegates' });
          const at = clock.now();
          const viewer = await viewerOfPerson(dataSource, at, requestedById);
          return dataSource.transaction(async (manager) => {
            const meeting = await manager.findOneByOrFail(Meeting, { id: meetingId });
            const { outcome } = await compare(manager, viewer, { meeting, partnerId, at, source }, messages);
            return { source, ...outcome };
          });
        },
      },
      ground,
    );
  }
}

/** A list with its meeting as it is now. */
export async function compare(
  manager: EntityManager,
  viewer: Viewer,
  { source, ...to }: ListFor & { readonly source: DelegateTable },
  messages: Messages,
): Promise<{ checked: CheckedDelegates; outcome: DelegateOutcome }> {
  const target = await delegateTarget(manager, viewer, to, addressesIn(source));
  const checked = checkDelegates(source, target);
  return { checked, outcome: shownDelegates(checked, target, messages) };
}
