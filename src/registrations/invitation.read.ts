import { sees, ofMeeting } from '../meetings/meeting.policy.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { sql } from '../platform/database/sql.js';
import { byKey, column, extendRead, many, one, readModel } from '../platform/read/read-model.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { seesSeatMove } from './invitation.policy.js';

const MOST_INVITATIONS = 200;
const MOST_MOVES = 200;

const InvitationRead = readModel({
  type: 'Invitation',
  table: 'invitation',
  order: ['invited_at', 'id'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => sees(viewer, meeting)),
  fields: {
    id: column('id'),
    seats: column('seats'),
    taken: column('taken'),
    invitedAt: column('invited_at'),
    partner: one(() => PartnerRead, byKey('partner_id')),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
  },
});

const SeatMoveRead = readModel({
  type: 'SeatMove',
  table: 'seat_move',
  order: ['moved_at', 'id'],
  visibleTo: seesSeatMove,
  fields: {
    id: column('id'),
    seats: column('seats'),
    reason: column('reason'),
    movedAt: column('moved_at'),
    fromPartner: one(() => PartnerRead, byKey('from_partner_id')),
    toPartner: one(() => PartnerRead, byKey('to_partner_id')),
    movedBy: one(() => PersonRead, byKey('moved_by_id')),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
  },
});

extendRead(MeetingRead, {
  invitations: many(
    () => InvitationRead,
    MOST_INVITATIONS,
    (meeting, invitation) => sql`${invitation}.meeting_id = ${meeting}.id`,
  ),
  seatMoves: many(
    () => SeatMoveRead,
    MOST_MOVES,
    (meeting, move) => sql`${move}.meeting_id = ${meeting}.id`,
    { newest: true },
  ),
});
