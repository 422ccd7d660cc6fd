import { MeetingRead } from '../../meetings/meeting.read.js';
import { sql } from '../../platform/database/sql.js';
import { byKey, column, expression, one, readModel } from '../../platform/read/read-model.js';
import { PartnerRead, PersonRead } from '../../projects/project.read.js';
import { entries, number, problemsOf, text, yesOrNo } from '../import-lists.js';
import { MOST_DELEGATES } from './check-delegates.js';
import { seesDelegateImport } from './delegate-import.policy.js';

export const DelegateImportRead = readModel({
  type: 'DelegateImport',
  table: 'delegate_import',
  order: ['requested_at', 'id'],
  visibleTo: seesDelegateImport,
  // Problems quote what stands in the file.
  personal: ['problems', 'delegates'],
  fields: {
    id: column('id'),
    fileName: column('file_name'),
    size: column('size'),
    state: column('state'),
    requestedAt: column('requested_at'),
    finishedAt: column('finished_at'),
    acceptedAt: column('accepted_at'),
    requestedBy: one(() => PersonRead, byKey('requested_by_id')),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
    partner: one(() => PartnerRead, byKey('partner_id')),
    problems: problemsOf,
    delegates: expression(
      ({ t, shape }) =>
        shape.list(
          {
            row: number('row'),
            name: text('name'),
            email: text('email'),
            language: text('language'),
            partner: text('partner'),
            arrivesAtLocal: text('arrivesAtLocal'),
            leavesAtLocal: text('leavesAtLocal'),
            isRegistered: yesOrNo('isRegistered'),
          },
          entries(sql`${t}.delegates`),
        ),
      undefined,
      MOST_DELEGATES,
    ),
  },
});
