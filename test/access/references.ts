import { refusal } from './asking.js';
import type { Principal } from './people.js';
import { type WriteParts, ask } from './writes.js';
import type { World } from './world.js';

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** Whoever may do something names, in doing it, what he does not see. */
interface Reference {
  readonly who: Principal;
  readonly mutation: string;
  /** With this id in the place of the reference. */
  readonly given: (id: string) => object;
  readonly hidden: string;
}

/** Each must be answered as if what it names did not exist, or ids could be tried out. */
function referencesIn({ objects }: World): Reference[] {
  const id = (type: string, name: string): string => objects[type]?.[name] as string;
  const open = id('Meeting', 'open');
  const evolaq = id('Project', 'evolaq');
  const person = { name: 'New', email: 'new@skovde.example', language: 'sv' };
  const span = { startsAtLocal: '2017-12-12T09:00', endsAtLocal: '2017-12-12T10:00' };
  const inputs = (
    who: Principal,
    mutation: string,
    rest: object,
    hidden: Record<string, string>,
  ): Reference[] =>
    Object.entries(hidden).map(([key, value]) => ({
      who,
      mutation,
      hidden: value,
      given: (named) => ({ input: { ...rest, [key]: key.endsWith('Ids') ? [named] : named } }),
    }));
  const schedule = {
    projectId: evolaq,
    number: 77,
    slug: 'new',
    timeZone: 'Europe/Rome',
    startsOn: '2018-01-08',
    endsOn: '2018-01-09',
  };
  const outcome = { projectId: evolaq, kind: 'RESULT', title: 'New' };
  const action = { ...outcome, kind: 'ACTION', ownerPartnerId: id('Partner', 'skovde') };
  const turku = id('Partner', 'turku');
  return [
    ...inputs('lead', 'scheduleMeeting', schedule, { hostPartnerId: turku }),
    ...inputs('lead', 'invitePartner', { meetingId: open, seats: 2 }, { partnerId: turku }),
    ...inputs(
      'lead',
      'moveSeats',
      {
        meetingId: open,
        seats: 1,
        reason: 'New',
        fromPartnerId: id('Partner', 'skovde'),
        toPartnerId: id('Partner', 'cervia'),
      },
      { fromPartnerId: turku, toPartnerId: turku },
    ),
    ...inputs('coordinator', 'nameDelegates', { meetingId: open, delegates: [person] }, { partnerId: turku }),
    ...inputs(
      'coordinator',
      'nameDelegates',
      { partnerId: id('Partner', 'skovde'), delegates: [person] },
      { meetingId: id('Meeting', 'draft') },
    ),
    ...inputs(
      'coordinator',
      'inviteMember',
      { role: 'HOST_DESK', partnerId: id('Partner', 'skovde'), ...person },
      { meetingId: id('Meeting', 'draft') },
    ),
    ...inputs('delegate', 'register', { meetingId: id('Meeting', 'second') }, { partnerId: turku }),
    ...inputs('desk', 'registerWalkIn', { meetingId: open, name: 'New', town: 'New' }, { partnerId: turku }),
    ...inputs(
      'lead',
      'addAgendaItem',
      { meetingId: open, kind: 'BREAK', title: 'New', ...span },
      {
        parentId: id('AgendaItem', 'other'),
        speakerIds: id('Person', 'stranger'),
        partnerIds: turku,
      },
    ),
    ...inputs(
      'host',
      'addAgendaItem',
      { meetingId: open, kind: 'BREAK', title: 'New', ...span },
      { speakerIds: id('Person', 'formerHost') },
    ),
    ...inputs(
      'lead',
      'requestMaterial',
      { meetingId: open, kind: 'OTHER', title: 'New', dueAtLocal: '2017-12-12T18:00' },
      { partnerIds: turku },
    ),
    ...inputs(
      'lead',
      'requestMaterial',
      {
        meetingId: open,
        kind: 'OTHER',
        title: 'New',
        dueAtLocal: '2017-12-12T18:00',
        partnerIds: [id('Partner', 'skovde')],
      },
      { agendaItemId: id('AgendaItem', 'other') },
    ),
    ...inputs('lead', 'recordOutcome', outcome, { meetingId: id('Meeting', 'other'), partnerId: turku }),
    ...inputs(
      'lead',
      'recordOutcome',
      { ...outcome, meetingId: open },
      { agendaItemId: id('AgendaItem', 'other') },
    ),
    ...inputs('lead', 'recordOutcome', action, {
      ownerPersonId: id('Person', 'stranger'),
      ownerPartnerId: turku,
    }),
    ...inputs(
      'coordinator',
      'recordOutcome',
      { ...outcome, partnerId: id('Partner', 'skovde') },
      { meetingId: id('Meeting', 'draft') },
    ),
    // What is in the draft only is between its organisers.
    ...inputs(
      'coordinator',
      'recordOutcome',
      { ...outcome, partnerId: id('Partner', 'skovde'), meetingId: open },
      { agendaItemId: id('AgendaItem', 'draftOnly') },
    ),
    ...inputs(
      'delegate',
      'signUp',
      { registrationId: id('Registration', 'delegate') },
      { agendaItemId: id('AgendaItem', 'other') },
    ),
    ...inputs(
      'delegate',
      'signUp',
      { agendaItemId: id('AgendaItem', 'visit') },
      { registrationId: id('Registration', 'otherDelegate') },
    ),
    ...inputs(
      'delegate',
      'checkIn',
      { registrationId: id('Registration', 'delegate') },
      {
        agendaItemId: id('AgendaItem', 'draftOnly'),
      },
    ),
    ...inputs('desk', 'arrangePickUp', { meetingId: open }, { legIds: id('TravelLeg', 'other') }),
    ...ofPolls(id),
    ...inputs(
      'desk',
      'checkIn',
      { registrationId: id('Registration', 'guest') },
      { agendaItemId: id('AgendaItem', 'other') },
    ),
  ];
}

/** Of date polls: some stand deeper in the input. */
function ofPolls(id: (type: string, name: string) => string): Reference[] {
  const [datePollId, turku] = [id('DatePoll', 'asked'), id('Partner', 'turku')];
  const create = {
    projectId: id('Project', 'evolaq'),
    title: 'New',
    timeZone: 'Europe/Rome',
    quorum: 1,
    answersUntilLocal: '2017-12-20T18:00',
    days: [{ startsOn: '2018-02-05' }],
  };
  const partners = [{ partnerId: id('Partner', 'skovde') }];
  const answers = ['asked 1', 'asked 2'].map((name) => ({ optionId: id('DateOption', name), answer: 'YES' }));
  const of = (who: Principal, mutation: string, hidden: string, input: (named: string) => object) => ({
    who,
    mutation,
    hidden,
    given: (named: string) => ({ input: input(named) }),
  });
  const asked = (named: string) => [{ partnerId: named }];
  return [
    of('lead', 'createDatePoll', turku, (named) => ({ ...create, partners, hostPartnerId: named })),
    of('lead', 'createDatePoll', turku, (named) => ({ ...create, partners: asked(named) })),
    of('host', 'inviteToDatePoll', turku, (named) => ({ datePollId, partners: asked(named) })),
    of('delegate', 'answerDatePoll', id('DatePollInvitee', 'asked otherCoordinator'), (named) => ({
      datePollId,
      inviteeId: named,
      answers,
    })),
    of('delegate', 'answerDatePoll', id('DateOption', 'ofLead 1'), (named) => ({
      datePollId,
      answers: [...answers, { optionId: named, answer: 'YES' }],
    })),
    of('lead', 'chooseDateOption', turku, (named) => ({
      optionId: id('DateOption', 'asked 1'),
      number: 77,
      slug: 'new',
      hostPartnerId: named,
    })),
  ];
}

/** Rolled back, so that one that should not have gone through leaves nothing for the next. */
export async function walkReferences(parts: WriteParts): Promise<void> {
  await parts.served.rollBack(true);
  for (const { who, mutation, given, hidden } of referencesIn(parts.world)) {
    const at = `${who}: ${mutation} with ${JSON.stringify(given('...'))}`;
    const [found, missing] = [
      await ask(parts, mutation, given(hidden), who),
      await ask(parts, mutation, given(NOBODYS_ID), who),
    ];
    parts.tally.check(at, refusal(found), refusal(missing));
    const isRefused = (missing.errors?.length ?? 0) > 0 || missing.data.it.userErrors.length > 0;
    parts.tally.check(`${at} is refused`, isRefused, true);
  }
  await parts.served.rollBack(false);
}
