import { type Face, registered } from '../factories/crowd.js';
import { datePoll } from '../factories/date-polls.js';
import { recorded } from '../factories/outcomes.js';
import { HOME, addLeg } from '../factories/travel.js';
import { type Partnership, agendaItem, publish } from '../factories/partnership.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { inputOf } from '../setup/input-of.js';
import type { Tavola } from '../setup/tavola.js';

/** An edit that is tried by many at once, each with a change of his own. */
interface Edit {
  readonly mutation: string;
  readonly id: string;
  readonly change: (editor: number) => object;
}

interface Place {
  readonly tavola: Tavola;
  readonly of: Partnership;
  readonly meetingId: string;
  readonly people: readonly Face[];
}

const ADD_ROOM = 'mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } } }';
const ADD_STAY = 'mutation ($input: AddHotelStayInput!) { addHotelStay(input: $input) { hotelStay { id } } }';
const BEGIN = `mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) { meeting { carriedOutAgenda { items { id } } } } }`;

const HELD = `insert into email (id, event_id, project_id, person_id, recipient, language, subject, text, html, message_id,
    state, queued_at)
  select gen_random_uuid(), e.id, e.project_id, p.id, p.email, 'en', 'Subject', 'Text', 'Text', '<m@tavola>', 'HELD', now()
  from event e join person p on p.id = e.actor_id where e.meeting_id = $1 order by e.id limit 1 returning id`;

const heldMail = async (tavola: Tavola, meetingId: string): Promise<string> =>
  (await tavola.sql(HELD, [meetingId]))[0]?.['id'] as string;

/** All edits but `updateAgendaItem`, each of something at version 1. */
export async function otherEdits({ tavola, of, meetingId, people }: Place): Promise<Edit[]> {
  await registered(tavola, of, { meetingId, partner: 'norrkoping', crowd: people.slice(0, 1) });
  const [registration] = await tavola.sql('select id from registration where meeting_id = $1', [meetingId]);
  const { id: itemId } = await agendaItem(of, meetingId);
  const asked = { meetingId, name: 'Great hall' };
  const { addRoom } = await of.lead.ask(ADD_ROOM, { input: asked });
  await publish(of, meetingId);
  const { beginCarriedOutAgenda } = await of.lead.ask(BEGIN, { id: meetingId });
  const poll = await datePoll(of, {
    answersUntilLocal: '2037-11-01T18:00',
    days: [{ startsOn: '2037-12-01', endsOn: '2037-12-02' }],
  });
  const registrationId = registration?.['id'] as string;
  const nights = { hotel: 'Hotel Adriatico', firstNight: '2017-12-11', lastNight: '2017-12-12' };
  const { addHotelStay } = await of.lead.ask(ADD_STAY, { input: { registrationId, ...nights } });
  const minute = (editor: number): string => String(editor).padStart(2, '0');
  return [
    {
      mutation: 'updateMail',
      id: await heldMail(tavola, meetingId),
      change: (n) => ({ subject: `Subject ${n}` }),
    },
    { mutation: 'updateMeeting', id: meetingId, change: (n) => ({ place: `Hall ${n}` }) },
    {
      mutation: 'updateOutcome',
      id: await recorded(of, of.lead, { meetingId }),
      change: (n) => ({ title: `Guide ${n}` }),
    },
    {
      mutation: 'updatePartner',
      id: of.partnerIds['cervia'] as string,
      change: (n) => ({ town: `Town ${n}` }),
    },
    { mutation: 'updateProject', id: of.projectId, change: (n) => ({ programme: `Programme ${n}` }) },
    {
      mutation: 'updateRegistration',
      id: registrationId,
      change: (n) => ({ residenceTown: `Town ${n}` }),
    },
    {
      mutation: 'moveAgendaItem',
      id: itemId,
      change: (n) => ({ startsAtLocal: `2017-12-12T11:${minute(n)}` }),
    },
    { mutation: 'updateRoom', id: addRoom.room.id, change: (n) => ({ house: `House ${n}` }) },
    {
      mutation: 'updateCarriedOutItem',
      id: beginCarriedOutAgenda.meeting.carriedOutAgenda.items[0].id,
      change: (n) => ({ place: `Hall ${n}` }),
    },
    {
      mutation: 'updateTravelLeg',
      id: (await addLeg(of.lead, registrationId, HOME)).id,
      change: (n) => ({ number: `BT ${n}` }),
    },
    { mutation: 'updateHotelStay', id: addHotelStay.hotelStay.id, change: (n) => ({ hotel: `Hotel ${n}` }) },
    { mutation: 'updateDatePoll', id: poll.id, change: (n) => ({ place: `Town ${n}` }) },
  ];
}

/** @returns the edits that one alone won, all others being told of a conflict, and how many won in all */
export async function raced(edits: readonly Edit[], editors: readonly GraphqlClient[]) {
  const seen = { oneWinner: [] as string[], winners: 0 };
  for (const { mutation, id, change } of edits) {
    const text = `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) { userErrors { code } } }`;
    const codes: (string | undefined)[] = await Promise.all(
      editors.map(async (editor, index) => {
        const input = { id, expectedVersion: 1, ...change(index) };
        return (await editor.ask(text, { input }))[mutation].userErrors[0]?.code;
      }),
    );
    const winners = codes.filter((code) => code === undefined).length;
    const losers = codes.filter((code) => code === 'CONFLICT').length;
    seen.winners += winners;
    if (winners === 1 && losers === editors.length - 1) seen.oneWinner.push(mutation);
  }
  return seen;
}
