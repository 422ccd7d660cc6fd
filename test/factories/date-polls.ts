import type { GraphqlClient } from '../setup/graphql-client.js';
import type { Partnership } from './partnership.js';

const POLL = `id version state kind quorum completedAt answersUntil answersUntilLocal title
  options { id startsOn endsOn startsAt endsAt startsAtLocal endsAtLocal canCome reachesQuorum hostCanCome
    partnersYes { slug } partnersIfNeedBe { slug } partnersNo { slug } partnersOpen { slug } }
  partners { id seats hasAnswered partner { slug } } invitees { id comment person { id name } answers { optionId answer } }
  chosenOption { id } meeting { id }`;
const READ = `query ($id: ID!) { datePoll(id: $id) { ${POLL} } }`;

/** Where the final meeting might be, as EVOLAQ's lead partner asks: the two weeks that the sources name, and one before. */
export const DECEMBER = [
  { startsOn: '2017-12-04', endsOn: '2017-12-06' },
  { startsOn: '2017-12-11', endsOn: '2017-12-13' },
  { startsOn: '2017-12-12', endsOn: '2017-12-14' },
];

const person = (name: string, partner: string, language: string) => ({
  name,
  email: `${name.toLowerCase()}@${partner}.example`,
  language,
});

/** Input of a poll of all four partners: three people of Skövde and two of Cervia, else the coordinators. */
export const finalMeeting = ({ projectId, partnerIds }: Partnership, changes: object = {}) => ({
  projectId,
  title: 'Final meeting',
  place: 'Cervia',
  timeZone: 'Europe/Rome',
  hostPartnerId: partnerIds['cervia'],
  quorum: 3,
  answersUntilLocal: '2017-09-15T18:00',
  days: DECEMBER,
  partners: [
    { partnerId: partnerIds['norrkoping'], seats: 4 },
    {
      partnerId: partnerIds['cervia'],
      people: [person('Coordinator', 'cervia', 'it'), person('Delegate', 'cervia', 'it')],
    },
    {
      partnerId: partnerIds['skovde'],
      seats: 3,
      people: [
        person('Coordinator', 'skovde', 'sv'),
        person('Delegate', 'skovde', 'sv'),
        person('Anna', 'skovde', 'sv'),
      ],
    },
    { partnerId: partnerIds['daugavpils'] },
  ],
  ...changes,
});

// What a test selects is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

/** A mutation with an input, and all of the poll afterwards. */
export const inPoll = async (client: GraphqlClient, mutation: string, input: object): Promise<Answer> => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) {
    datePoll { ${POLL} } userErrors { code field message } } }`;
  return (await client.ask(document, { input }))[mutation];
};

export const takeInPoll = async (client: GraphqlClient, mutation: string, id: string): Promise<Answer> => {
  const document = `mutation ($id: ID!) { ${mutation}(id: $id) { datePoll { ${POLL} } userErrors { code field message } } }`;
  return (await client.ask(document, { id }))[mutation];
};

/** Begins a poll. */
export async function datePoll(of: Partnership, changes: object = {}): Promise<Answer> {
  const { datePoll: poll, userErrors } = await inPoll(of.lead, 'createDatePoll', finalMeeting(of, changes));
  if (!poll) throw new Error(JSON.stringify(userErrors));
  return poll;
}

export const readPoll = async (client: GraphqlClient, id: string): Promise<Answer> =>
  (await client.ask(READ, { id })).datePoll;

/** `YES NO IF_NEED_BE`: one word for each date, in their order. */
export const answersOf = (poll: Answer, words: string) =>
  words.split(' ').map((answer, index) => ({ optionId: poll.options[index].id, answer }));

/** Says which dates suit: himself, or for somebody of the poll. */
export const answer = (
  client: GraphqlClient,
  poll: Answer,
  words: string,
  more: object = {},
): Promise<Answer> =>
  inPoll(client, 'answerDatePoll', { datePollId: poll.id, answers: answersOf(poll, words), ...more });

/** Waits until so many have come here, or for as long as nobody else does. */
export function meetingPoint(expected: number, atMostMs = 400): () => Promise<void> {
  let open = () => undefined as void;
  const all = new Promise<void>((resolve) => (open = resolve));
  let come = 0;
  return () => {
    come += 1;
    if (come >= expected) open();
    const alone = new Promise<void>((resolve) => setTimeout(resolve, atMostMs));
    return Promise.race([all, alone]);
  };
}
