import type { INestApplicationContext } from '@nestjs/common';
import { Ask } from '../platform/graphql/ask.js';
import { Clock } from '../platform/time/clock.js';
import { localDayOf } from '../platform/time/wall-time.js';
import { DateAnswersService } from '../polls/date-answers.service.js';
import { DatePollsService } from '../polls/date-polls.service.js';
import { DateAnswerValue } from '../polls/date-poll-people.entity.js';
import { dayOf } from './agenda-lines.js';
import { PARTNERSHIP, PROJECT, type PartnerSlug } from './evolaq.js';
import type { Partnership } from './partnership.js';
import { actor, addressOf } from './people.js';

const { YES, IF_NEED_BE, NO } = DateAnswerValue;
const TIME_ZONE = 'Europe/Rome';
/** From the day of the first start. */
const DEADLINE_IN_DAYS = 10;
const OPTIONS_IN_DAYS = [60, 67, 74];

/** What some coordinators have said, of each date; the others are still to. */
const SAID: Partial<Record<PartnerSlug, readonly DateAnswerValue[]>> = {
  norrkoping: [YES, YES, IF_NEED_BE],
  cervia: [NO, YES, YES],
  skovde: [YES, IF_NEED_BE, NO],
};

interface Poll {
  readonly id: string;
  readonly options: readonly { readonly id: string }[];
}

/** A date is sought for one more meeting: to answer by a mailed link, and to choose. */
export async function loadOpenPoll(app: INestApplicationContext, partnership: Partnership): Promise<void> {
  // A second try, perhaps after midnight, keeps the dates of the first.
  const poll = (await pollOf(app, partnership)) ?? (await begin(app, partnership));
  for (const [slug, answers] of Object.entries(SAID)) {
    const coordinator = await actor(app, addressOf('coordinator', slug));
    await app.get(DateAnswersService).answer(coordinator, {
      datePollId: poll.id,
      answers: poll.options.map(({ id }, index) => ({
        optionId: id,
        answer: answers[index] as DateAnswerValue,
      })),
    });
  }
}

async function begin(app: INestApplicationContext, partnership: Partnership): Promise<Poll> {
  const { projectId, partnerIds, lead } = partnership;
  const today = { startsOn: localDayOf(app.get(Clock).now(), TIME_ZONE) };
  const day = (ahead: number): string => dayOf(today, 1 + ahead);
  await app.get(DatePollsService).create(lead, {
    projectId,
    title: 'Follow-up meeting',
    place: 'Cervia',
    timeZone: TIME_ZONE,
    hostPartnerId: partnerIds.cervia,
    quorum: 6,
    answersUntilLocal: `${day(DEADLINE_IN_DAYS)}T18:00`,
    days: OPTIONS_IN_DAYS.map((ahead) => ({ startsOn: day(ahead), endsOn: day(ahead + 1) })),
    partners: PARTNERSHIP.map(({ slug }) => ({ partnerId: partnerIds[slug], seats: 2 })),
  });
  return (await pollOf(app, partnership)) as Poll;
}

async function pollOf(app: INestApplicationContext, { lead }: Partnership): Promise<Poll | undefined> {
  const { project } = await app
    .get(Ask)
    .as<{ project: { datePolls: readonly Poll[] } }>(
      lead,
      `{ project(slug: "${PROJECT.slug}") { datePolls { id options { id } } } }`,
    );
  return project.datePolls[0];
}
