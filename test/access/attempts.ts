import { accountAttempts } from './account-attempts.js';
import { answerAttempts } from './answer-attempts.js';
import { type Attempt, type Attempts, attemptForms } from './attempt.js';
import type { Facts } from './facts.js';
import { importAttempts } from './import-attempts.js';
import { mailAttempts } from './mail-attempts.js';
import { pollAttempts } from './poll-attempts.js';
import { formAttempts } from './form-attempts.js';
import { travelAttempts } from './travel-attempts.js';
import type { World } from './world.js';

const SPAN = { startsAtLocal: '2017-12-12T09:00', endsAtLocal: '2017-12-12T10:00' };
const person = { name: 'New', email: 'new@skovde.example', language: 'sv' };

/** Every attempt that `may.ts` has a row for, with ids of the world. */
export function attemptsIn({ objects, tokens }: World, facts: Facts): Attempts {
  const { id, byId, input, edits, each, lines, draftVersion, version } = attemptForms({ objects }, facts);
  const partner = (slug: string) => ({ partnerId: id('Partner', slug) });
  const outcome = { kind: 'RESULT', title: 'New' };
  const own = (name: string): object => (name === 'other' ? partner('turku') : partner('skovde'));

  return {
    createProject: {
      'a project': {
        on: null,
        given: {
          input: {
            slug: 'new',
            acronym: 'NEW',
            title: 'New',
            languages: ['en'],
            leadPartner: { slug: 'new', name: 'New', town: 'New', country: 'SE' },
          },
        },
      },
    },
    updateProject: edits('Project', { programme: 'Another' }, 'evolaq', 'other'),
    addPartner: Object.fromEntries(
      ['evolaq', 'other'].map((slug) => [
        `to ${slug}`,
        input('Project', slug, 'projectId', { slug: 'new', name: 'New', town: 'New', country: 'SE' }),
      ]),
    ),
    updatePartner: edits('Partner', { town: 'Another' }, 'skovde', 'cervia', 'turku'),
    inviteMember: {
      'a delegate to skovde': input('Partner', 'skovde', 'partnerId', { role: 'DELEGATE', ...person }),
      'a coordinator to turku': input('Partner', 'turku', 'partnerId', { role: 'COORDINATOR', ...person }),
      'an auditor to evolaq': input('Project', 'evolaq', 'projectId', {
        role: 'AUDITOR',
        endsOn: '2018-12-31',
        ...person,
      }),
      'a desk to open': input('Partner', 'cervia', 'partnerId', {
        role: 'HOST_DESK',
        meetingId: id('Meeting', 'open'),
        ...person,
      }),
      'the delegate of daugavpils to skovde': input('Partner', 'skovde', 'partnerId', {
        ...person,
        role: 'DELEGATE',
        email: 'delegate@daugavpils.example',
      }),
    },
    endMembership: byId('Membership', 'delegate', 'desk', 'auditor', 'formerDelegate', 'stranger in other'),

    scheduleMeeting: Object.fromEntries(
      ['evolaq', 'other'].map((slug) => [
        `in ${slug}`,
        input('Project', slug, 'projectId', {
          hostPartnerId: id('Partner', slug === 'other' ? 'turku' : 'skovde'),
          number: 77,
          slug: 'new',
          timeZone: 'Europe/Rome',
          startsOn: '2018-01-08',
          endsOn: '2018-01-09',
        }),
      ]),
    ),
    updateMeeting: edits('Meeting', { place: 'Elsewhere' }, 'open', 'draft', 'closed', 'other'),
    announceMeeting: byId('Meeting', 'draft', 'open', 'other'),
    openRegistration: byId('Meeting', 'announced', 'closed', 'draft'),
    closeRegistration: byId('Meeting', 'open', 'cancelled', 'other'),
    cancelMeeting: byId('Meeting', 'open', 'draft', 'closed', 'cancelled', 'other'),
    closeMeeting: byId('Meeting', 'open', 'closed', 'draft', 'other'),
    amendMeeting: Object.fromEntries(
      Object.entries(byId('Meeting', 'closed', 'open', 'other')).map(([name, { given, ...rest }]) => [
        name,
        { ...rest, given: { ...given, reason: 'A mistake' } },
      ]),
    ),

    cloneMeeting: each('', ['open', 'draft', 'closed', 'other'], () => ({
      number: 88,
      slug: 'clone',
      startsOn: '2018-02-05',
    })),
    cloneMeetings: Object.fromEntries(
      ['evolaq', 'other'].map((slug) => [
        slug,
        input('Project', slug, 'fromProjectId', { projectId: id('Project', slug), startsOn: '2018-02-05' }),
      ]),
    ),
    addRoom: each('to', ['open', 'draft', 'closed', 'other'], () => ({ name: 'New' })),
    updateRoom: edits('Room', { capacity: 7 }, 'hall', 'of draft', 'other'),
    removeRoom: byId('Room', 'hall', 'of draft', 'other'),
    addAgendaItem: each('to', ['open', 'draft', 'closed', 'other'], () => ({
      kind: 'BREAK',
      title: 'New',
      ...SPAN,
    })),
    addUnscheduledItem: each('to', ['open', 'closed', 'other'], () => ({
      kind: 'BREAK',
      title: 'New',
      minutes: 15,
    })),
    unscheduleAgendaItem: byId('AgendaItem', 'session', 'draftOnly', 'ofDraft', 'other'),
    beginCarriedOutAgenda: byId('Meeting', 'open', 'second', 'closed', 'draft', 'other'),
    addCarriedOutItem: each('to', ['open', 'closed'], () => ({ kind: 'BREAK', title: 'New', ...SPAN })),
    updateCarriedOutItem: edits('CarriedOutItem', { place: 'Elsewhere' }, 'done session', 'unplanned'),
    removeCarriedOutItem: byId('CarriedOutItem', 'done session', 'unplanned'),
    updateAgendaItem: pick(
      lines(() => ({ place: 'Elsewhere' })),
      'workshop',
      'draftOnly',
      'ofDraft',
      'other',
    ),
    moveAgendaItem: pick(
      lines(() => ({ startsAtLocal: '2017-12-13T09:00' })),
      'session',
      'draftOnly',
      'ofDraft',
      'other',
    ),
    removeAgendaItem: byId('AgendaItem', 'session', 'draftOnly', 'ofDraft', 'other'),
    publishAgenda: each('', ['open', 'draft', 'closed', 'other'], (name) => ({
      draftVersion: draftVersion(name),
    })),
    shiftAgenda: each('', ['open', 'closed', 'other'], (name) => ({
      draftVersion: draftVersion(name),
      fromLocal: '2017-12-11T23:00',
      minutes: 5,
    })),
    swapAgendaItems: {
      open: input('Meeting', 'open', 'meetingId', {
        draftVersion: draftVersion('open'),
        firstId: id('AgendaItem', 'session'),
        secondId: id('AgendaItem', 'draftOnly'),
      }),
    },
    duplicateAgendaDay: each('', ['open', 'closed', 'other'], (name) => ({
      draftVersion: draftVersion(name),
      day: '2017-12-11',
      toDay: '2017-12-12',
    })),
    republishAgenda: each('', ['open', 'closed', 'other'], () => ({ release: 1 })),

    ...importAttempts({ input, each, draftVersion, partner }),
    invitePartner: each('to', ['open', 'draft', 'other'], (name) => ({ seats: 12, ...own(name) })),
    moveSeats: each('of', ['open', 'draft', 'other'], (name) => ({
      fromPartnerId: id('Partner', name === 'other' ? 'turku' : 'cervia'),
      toPartnerId: id('Partner', name === 'other' ? 'turku' : 'skovde'),
      seats: 1,
      reason: 'One is ill',
    })),
    nameDelegates: {
      'for skovde': input('Meeting', 'open', 'meetingId', { ...partner('skovde'), delegates: [person] }),
      'for skovde to draft': input('Meeting', 'draft', 'meetingId', {
        ...partner('skovde'),
        delegates: [person],
      }),
      'for turku': input('Meeting', 'other', 'meetingId', { ...partner('turku'), delegates: [person] }),
    },
    replaceDelegate: Object.fromEntries(
      ['delegate', 'named', 'otherDelegate', 'twoHats', 'speaker', 'closed delegate', 'other'].map((name) => [
        name,
        input('Registration', name, 'registrationId', {
          expectedVersion: version('Registration', name),
          delegate: person,
        }),
      ]),
    ),
    register: each('for', ['second', 'draft', 'closed', 'other'], () => ({})),
    registerWalkIn: each('at', ['open', 'second', 'closed', 'other'], () => ({ name: 'New', town: 'New' })),
    updateRegistration: edits(
      'Registration',
      { residenceTown: 'Elsewhere' },
      'delegate',
      'formerDelegate',
      'speaker',
      'closed delegate',
      'other',
    ),

    signUp: {
      'the delegate for the visit': input('Registration', 'delegate', 'registrationId', {
        agendaItemId: id('AgendaItem', 'visit'),
        switchFrom: [id('SignUp', 'delegate')],
      }),
      'the delegate for both': input('Registration', 'delegate', 'registrationId', {
        agendaItemId: id('AgendaItem', 'visit'),
      }),
      'the guest for the visit': input('Registration', 'guest', 'registrationId', {
        agendaItemId: id('AgendaItem', 'visit'),
      }),
      'the delegate for what is in the draft only': input('AgendaItem', 'draftOnly', 'agendaItemId', {
        registrationId: id('Registration', 'delegate'),
      }),
      'the one of other': input('Registration', 'other', 'registrationId', {
        agendaItemId: id('AgendaItem', 'other'),
      }),
    },
    acceptOffer: Object.fromEntries(
      ['offered', 'delegate', 'guest', 'other'].map((name) => [
        name,
        input('SignUp', name, 'id', { switchFrom: [id('SignUp', 'otherDelegate')] }),
      ]),
    ),
    declineOffer: byId('SignUp', 'offered', 'delegate', 'guest', 'other'),
    cancelSignUp: byId('SignUp', 'delegate', 'guest', 'other'),
    checkIn: Object.fromEntries(
      ['delegate', 'guest', 'closed delegate', 'other'].map((name) => [
        name,
        input('Registration', name, 'registrationId', { mode: 'REMOTE' }),
      ]),
    ),
    checkOut: Object.fromEntries(
      ['delegate', 'guest', 'other'].map((name) => [name, input('Registration', name, 'registrationId', {})]),
    ),
    correctAttendance: Object.fromEntries(
      ['delegate', 'closed delegate', 'other'].map((name) => [
        name,
        input('AttendanceRecord', name, 'id', { reason: 'A mistake' }),
      ]),
    ),

    requestMaterial: each('for', ['open', 'draft', 'closed', 'other'], (name) => ({
      kind: 'BIOGRAPHY',
      title: 'New',
      dueAtLocal: '2017-12-11T18:00',
      partnerIds: Object.values(own(name)),
    })),
    remindMaterial: Object.fromEntries(
      ['open', 'draft', 'closed', 'other'].map((name) => [
        `for ${name}`,
        { on: ['Meeting', name], given: { meetingId: id('Meeting', name) }, path: ['meetingId'] },
      ]),
    ),
    acceptMaterial: byId('MaterialRequest', 'skovde', 'daugavpils', 'draft', 'other'),
    requestUpload: Object.fromEntries(
      ['skovde', 'daugavpils', 'draft', 'other'].map((name) => [
        name,
        input('MaterialRequest', name, 'materialRequestId', { fileName: 'a.pdf', size: 9 }),
      ]),
    ),

    recordOutcome: {
      'of evolaq': input('Project', 'evolaq', 'projectId', outcome),
      ...each('of', ['open', 'draft', 'closed'], () => ({ projectId: id('Project', 'evolaq'), ...outcome })),
      'of skovde': input('Project', 'evolaq', 'projectId', { ...outcome, ...partner('skovde') }),
      'of other': input('Project', 'other', 'projectId', { ...outcome, meetingId: id('Meeting', 'other') }),
    },
    updateOutcome: {
      ...edits('Outcome', { title: 'Another' }, 'meeting', 'skovde', 'draft', 'other'),
      'action is done': edits('Outcome', { isDone: true }, 'action')['action'] as Attempt,
      'action has another title': edits('Outcome', { title: 'Another' }, 'action')['action'] as Attempt,
    },

    ...answerAttempts({ byId, edits }),
    ...formAttempts({ id, edits, input }),
    ...travelAttempts({ id, byId, edits, input }),
    ...pollAttempts({ id, byId, edits, input, partner }),

    ...mailAttempts({ id, byId, edits, input }),
    ...accountAttempts(id, tokens),
  };
}

const pick = (all: Record<string, Attempt>, ...names: string[]): Record<string, Attempt> =>
  Object.fromEntries(names.map((name) => [name, all[name] as Attempt]));
