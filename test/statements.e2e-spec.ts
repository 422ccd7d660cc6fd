import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { Notifier } from '../src/notifications/notifier.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { patched } from './setup/patched.js';
import { Statements } from './setup/statements.js';
import { Tavola } from './setup/tavola.js';

/** A meeting with its agenda, speakers and what was uploaded. */
const Q1 = `query ($id: ID!) { meeting(id: $id) { title hostPartner { name country { name } } agenda { release items {
  title startsAt startsAtLocal place capacity speakers { name } partners { name } places { free waiting }
  children { title } presentations { number fileName size } } } } }`;
/** The first fifty registrations with person, partner and country. */
const Q3 = `query ($id: ID!) { meeting(id: $id) { registrations(first: 50) {
  nodes { state person { name email } partner { name country { name } } } pageInfo { hasNextPage endCursor } } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  registration { state person { name } } userErrors { code } } }`;

/** The first words, which say what a statement does and to what. */
const verb = (text: string): string =>
  /^\s*(with principal|with happened|with ins|select \(select|select|insert into|update|start transaction|commit)/i
    .exec(text)?.[1]
    ?.toLowerCase() ?? text;

/** The worker looks at the event of a mutation in its own time, beside the request. */
const isAsked = (text: string): boolean => !/ FROM "(unnotified_)?event" /.test(text);

describe('the number of SQL statements', () => {
  let tavola: Tavola;
  let of: Partnership;
  let statements: Statements;
  let delegates: GraphqlClient[];
  const meetings: string[] = [];

  beforeAll(async () => {
    statements = new Statements();
    tavola = await Tavola.start();
    of = await partnership(tavola);
    for (const [number, rows] of [1, 100].entries()) {
      const id = await openMeeting(of, { number: number + 1, slug: `with-${rows}` });
      meetings.push(id);
      for (let item = 0; item < rows; item += 1) {
        const minute = String(item % 60).padStart(2, '0');
        const hour = 10 + Math.floor(item / 60);
        await agendaItem(of, id, {
          startsAtLocal: `2017-12-12T${hour}:${minute}`,
          endsAtLocal: `2017-12-12T${hour + 1}:${minute}`,
          speakerIds: Object.values(of.personIds),
          partnerIds: Object.values(of.partnerIds),
        });
      }
      await publish(of, id);
      await invite(of, id, 'skovde', 200);
      await invite(of, id, 'daugavpils', 200);
      await tavola.sql(
        `with people as (
           insert into person (id, name, language) select gen_random_uuid(), 'Delegate ' || n, 'sv'
           from generate_series(1, $2::int) n returning id)
         insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, registered_at)
         select gen_random_uuid(), $1, id, $3, 'DELEGATE', 'CONFIRMED', 'SELF', now() from people`,
        [id, rows, of.partnerIds['skovde']],
      );
    }
    delegates = [await of.as('delegate@skovde.example'), await of.as('delegate@daugavpils.example')];
  });
  afterAll(async () => {
    statements.stop();
    await tavola.stop();
  });

  const ofBoth = async (ask: (meetingId: string, index: number) => Promise<unknown>) => {
    const verbs: string[][] = [];
    for (const [index, id] of meetings.entries())
      verbs.push((await statements.during(() => ask(id, index))).filter(isAsked).map(verb));
    return verbs;
  };

  it.each([
    ['a meeting with its agenda', Q1],
    ['registrations with person, partner and country', Q3],
  ])('for %s is two, for 1 row and for 100: who asks, and what', async (_what, query) => {
    const two = ['with principal', 'select (select'];
    expect(await ofBoth((id) => of.lead.ask(query, { id }))).toEqual([two, two]);
    const { meeting } = await of.lead.ask(Q1, { id: meetings[1] });
    expect(meeting.agenda.items.length).toBe(100);
  });

  it('for registering is eight in one transaction, besides who asks and the answer, for 1 row and for 100', async () => {
    const register = [
      'with principal',
      'start transaction',
      'select',
      'select',
      'update',
      'insert into',
      'with happened',
      'with ins',
      'commit',
      'with principal',
      'select (select',
    ];
    // What the worker reads to write the mail is not of the request.
    const verbs = await patched(
      Notifier.prototype,
      'notify',
      () => async () => undefined,
      () =>
        ofBoth((meetingId, index) =>
          (delegates[index] as GraphqlClient).ask(REGISTER, { input: { meetingId } }),
        ),
    );
    expect(verbs).toEqual([register, register]);
  });
});
