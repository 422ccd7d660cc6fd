import { canWorkAtDesk } from '../meetings/meeting.policy.js';
import { listPaper } from './list.js';
import {
  type Asked,
  type FiledPaper,
  PARTICIPANT,
  type Participant,
  homeOf,
  meetingFor,
  ownLanguage,
  placeOf,
  sorted,
} from './paper.js';
import { everyRegistration } from './registrations-read.js';

/** Who comes, by partner: for the desk, the host, the lead partner and the auditor. */
export async function participants(asked: Asked, id: string): Promise<FiledPaper | null> {
  const { viewer, speaker } = asked;
  const meeting = await meetingFor(asked, id);
  if (!meeting) return null;
  if (!canWorkAtDesk(viewer, placeOf(meeting)) && !viewer.audits.includes(meeting.project.id)) return null;
  const language = ownLanguage(asked);
  const say = speaker(language);
  const found = await everyRegistration<Participant>(asked, language, id, PARTICIPANT, 'CONFIRMED');
  const rows = sorted(found, language).map((one, index) => [
    index + 1,
    one.person.name,
    one.partner?.name ?? null,
    homeOf(one),
    say('paper.kinds', { kind: one.kind }),
  ]);
  const columns = [
    [say('paper.column.number'), 0],
    [say('paper.column.name'), 3],
    [say('paper.column.partner'), 3],
    [say('paper.column.town'), 2],
    [say('paper.column.kind'), 0],
  ] as const;
  const note = say('paper.people', { count: rows.length });
  return listPaper({ meeting, language, say, kind: 'participants', sections: [{ note, columns, rows }] });
}
