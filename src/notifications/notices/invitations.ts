import type { Attendee } from '../../calendar/calendar-text.js';
import { type CalendarMeeting, agreedHours, invitation } from '../../calendar/meeting-calendar.js';
import type { Event } from '../../platform/events/event.entity.js';
import { RegistrationState, isExpected } from '../../registrations/registration.entity.js';
import type { Recipient, Words } from '../notice.js';
import type { MeetingInWords } from './meetings.js';

interface Told {
  readonly recipient: Recipient;
  readonly event: Event;
  /** What the meeting is called in his calendar. */
  readonly summary: string;
}

/** Puts the meeting into the calendar of whoever is asked or comes (iMIP, RFC 6047), as it is now; nothing for others. */
export const asked = (meeting: MeetingInWords, told: Told): Pick<Words, 'calendar'> =>
  tellCalendar('REQUEST', meeting, told);

/** Takes it out again, where it does not take place. */
export const calledOff = (meeting: MeetingInWords, told: Told): Pick<Words, 'calendar'> =>
  tellCalendar('CANCEL', meeting, told);

/** Takes it out of the calendar of whoever is not asked any more. */
export const uninvited = (meeting: MeetingInWords, told: Told): Pick<Words, 'calendar'> =>
  tellCalendar('CANCEL', meeting, told, false);

function tellCalendar(
  method: 'REQUEST' | 'CANCEL',
  meeting: MeetingInWords,
  { recipient, event, summary }: Told,
  isAsked = true,
): Pick<Words, 'calendar'> {
  const registration = meeting.myRegistration;
  if (!registration || isExpected(registration) !== isAsked) return {};
  const replyTo = `[[reply:${registration.id}]]`;
  const { name, email } = recipient;
  const organizer = { name: meeting.project.acronym, email: replyTo };
  const attendee = { name, email, status: statusOf(registration), organizer };
  const sequence = registration.calendarSequence;
  const text = invitation(method, shown(meeting), { summary, sequence, at: event.at, attendee });
  return { calendar: { id: meeting.id, sequence, text, replyTo } };
}

/** A yes to other days is none to these (RFC 5546, section 2.1.4); one that others have to agree to is no more than likely. */
function statusOf(registration: NonNullable<MeetingInWords['myRegistration']>): Attendee['status'] {
  if (!isExpected(registration)) return 'DECLINED';
  const { state, answeredBeforeMove } = registration;
  if (state === RegistrationState.INVITED || answeredBeforeMove) return 'NEEDS-ACTION';
  return state === RegistrationState.PENDING ? 'TENTATIVE' : 'ACCEPTED';
}

const shown = (meeting: MeetingInWords): CalendarMeeting => ({
  ...meeting,
  hours: agreedHours(meeting.datePoll?.chosenOption),
});
