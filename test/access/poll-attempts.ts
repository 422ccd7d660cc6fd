import type { Attempt, Attempts } from './attempt.js';

interface Making {
  readonly id: (type: string, name: string) => string;
  readonly byId: (type: string, ...names: string[]) => Record<string, Attempt>;
  readonly edits: (type: string, changes: object, ...names: string[]) => Record<string, Attempt>;
  readonly input: (type: string, name: string, key: string, more: object) => Attempt;
  readonly partner: (slug: string) => object;
}

const NEW = {
  title: 'New',
  timeZone: 'Europe/Rome',
  quorum: 1,
  answersUntilLocal: '2017-12-20T18:00',
  days: [{ startsOn: '2018-02-05' }],
};
const SKOVDE = [{ name: 'New', email: 'coordinator@skovde.example', language: 'sv' }];

/** Of date polls. */
export function pollAttempts({ id, byId, edits, input, partner }: Making): Attempts {
  const answers = (...options: string[]) => ({
    answers: options.map((name) => ({ optionId: id('DateOption', name), answer: 'IF_NEED_BE' })),
  });
  const asked = answers('asked 1', 'asked 2');
  const ofPoll = (name: string, more: object) => input('DatePoll', name, 'datePollId', more);
  const forInvitee = (name: string) =>
    input('DatePollInvitee', name, 'inviteeId', { datePollId: id('DatePoll', 'asked'), ...asked });
  const choice = (name: string, more: object = {}) =>
    input('DateOption', name, 'optionId', { number: 77, slug: 'new', ...more });
  const each = (names: string[], more: (name: string) => object) =>
    Object.fromEntries(names.map((name) => [name, ofPoll(name, more(name))]));
  return {
    createDatePoll: {
      'in evolaq': input('Project', 'evolaq', 'projectId', { ...NEW, partners: [partner('skovde')] }),
      'in other': input('Project', 'other', 'projectId', { ...NEW, partners: [partner('turku')] }),
    },
    updateDatePoll: edits('DatePoll', { place: 'Elsewhere' }, 'asked', 'ofLead', 'other'),
    addDateOptions: each(['asked', 'polled', 'other'], () => ({ days: [{ startsOn: '2018-04-09' }] })),
    withdrawDateOption: byId('DateOption', 'asked 2', 'other 1'),
    withdrawDatePollPartner: byId(
      'DatePollPartner',
      'asked daugavpils',
      'asked cervia',
      'polled skovde',
      'other turku',
    ),
    withdrawDatePollInvitee: byId(
      'DatePollInvitee',
      'asked delegate',
      'polled otherCoordinator',
      'other stranger',
    ),
    inviteToDatePoll: each(['asked', 'polled', 'other'], (name) => ({
      partners: [name === 'other' ? partner('turku') : { ...partner('skovde'), people: SKOVDE }],
    })),
    answerDatePoll: {
      'asked, himself': ofPoll('asked', asked),
      'asked, for the delegate': forInvitee('asked delegate'),
      'asked, for the former delegate': forInvitee('asked formerDelegate'),
      'polled, himself': ofPoll('polled', answers('polled 1')),
      'other, himself': ofPoll('other', answers('other 1')),
    },
    chooseDateOption: {
      'asked 1': choice('asked 1'),
      'polled 1': choice('polled 1'),
      'ofLead 1': choice('ofLead 1'),
      'other 1': choice('other 1', { hostPartnerId: id('Partner', 'turku') }),
    },
    closeDatePoll: byId('DatePoll', 'asked', 'polled', 'other'),
    cancelDatePoll: byId('DatePoll', 'asked', 'polled', 'ofLead', 'other'),
  };
}
