import type { Notice } from '../notice.js';
import { activityNotices } from './activities.js';
import { agendaNotices } from './agenda.js';
import { approvalNotices } from './approvals.js';
import { accountNotices } from './accounts.js';
import { bounceNotices } from './bounces.js';
import { datePollNotices } from './date-polls.js';
import { materialNotices } from './material.js';
import { meetingNotices } from './meetings.js';
import { participationNotices } from './participation.js';
import { registrationNotices } from './registrations.js';
import { scheduledNotices } from './scheduled.js';
import { seatNotices } from './seats.js';
import { outcomeNotices } from './outcomes.js';
import { travelNotices } from './travel.js';

/** By the kind of event. One without a line is news to nobody. */
export const NOTICES: Readonly<Record<string, Notice>> = {
  ...accountNotices,
  ...meetingNotices,
  ...agendaNotices,
  ...registrationNotices,
  ...seatNotices,
  ...participationNotices,
  ...approvalNotices,
  ...activityNotices,
  ...travelNotices,
  ...outcomeNotices,
  ...materialNotices,
  ...datePollNotices,
  ...scheduledNotices,
  ...bounceNotices,
};
