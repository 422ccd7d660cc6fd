import { endOfMeeting } from '../expiry.js';
import { HOME, type Notice, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

interface Moved {
  readonly meeting:
    | (MeetingInWords & {
        readonly seatMoves: readonly {
          readonly id: string;
          readonly seats: number;
          readonly reason: string | null;
          readonly fromPartner: { readonly name: string } | null;
          readonly toPartner: { readonly name: string } | null;
        }[];
      })
    | null;
}

/** To the coordinators of both partners. */
const seatsMoved: Notice<Moved> = {
  expiresAt: endOfMeeting,
  recipients: (manager, { subjectId }) =>
    people(
      manager,
      `exists (select from membership m join seat_move s on m.partner_id in (s.from_partner_id, s.to_partner_id)
         where m.person_id = p.id and m.role = 'COORDINATOR' and m.ended_at is null and s.id = $1)`,
      [subjectId],
    ),
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords
    seatMoves { id seats reason fromPartner { name } toPartner { name } } } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const move = meeting?.seatMoves.find(({ id }) => id === event.subjectId);
    if (!meeting || !move?.fromPartner || !move.toPartner) return null;
    const { seats, reason, fromPartner, toPartner } = move;
    const names = { ...namesOf(meeting, recipient), seats, from: fromPartner.name, to: toPartner.name };
    return {
      subject: say('mail.seatsMoved.subject', names),
      paragraphs: [
        say('mail.seatsMoved.text', names),
        ...(reason ? [say('mail.seatsMoved.reason', { reason })] : []),
      ],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const seatNotices = { 'seats.moved': seatsMoved };
