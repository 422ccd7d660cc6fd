import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, partnership, publish } from './factories/partnership.js';
import { type Guest, PlacesOfAMeeting } from './factories/places.js';
import { FixedClock } from './setup/fixed-clock.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';
import { WaitingList } from '../src/activities/waiting-list.js';

const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`;
const CONFLICTS = `query ($id: ID!) { meeting(id: $id) { agenda { conflicts { code person { name } } } } }`;

describe('places at the same time', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let at: PlacesOfAMeeting;
  let delegate: Guest;
  let another: Guest;
  let hour = 7;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    at = await PlacesOfAMeeting.start(tavola, of, clock);
    delegate = await at.comes('delegate@skovde');
    another = await at.comes('delegate@daugavpils');
  });
  afterAll(async () => {
    await at.stop();
    await tavola.stop();
  });

  /** Two or more at the same hour, each test another one. */
  async function parallel(...capacities: (number | null)[]): Promise<string[]> {
    hour += 1;
    const [startsAtLocal, endsAtLocal] = [hour, hour + 1].map(
      (time) => `2017-12-12T${String(time).padStart(2, '0')}:00`,
    );
    const ids: string[] = [];
    for (const [index, capacity] of capacities.entries()) {
      const item = { title: `Workshop ${index + 1} at ${hour}`, capacity, startsAtLocal, endsAtLocal };
      ids.push((await agendaItem(of, at.meetingId, item)).id);
    }
    await publish(of, at.meetingId);
    return ids;
  }

  it('are refused, and the other one is named', async () => {
    const [one, two] = (await parallel(5, 5)) as [string, string];
    const { signUp } = await at.signUp(delegate, one);
    expect((await at.signUp(delegate, two)).userErrors).toEqual([
      {
        code: 'PLACE_AT_SAME_TIME',
        field: ['input', 'switchFrom'],
        message:
          'There is a place in “Workshop 1 at 8” at the same time. Give that one up in this step, or keep it.',
      },
    ]);
    expect(await at.stateOf(signUp.id)).toBe('CONFIRMED');
  });

  it('are changed for one another in one step, only when there is one', async () => {
    const [one, two] = (await parallel(1, 1)) as [string, string];
    const has = (await at.signUp(delegate, one)).signUp.id;
    const waits = (await at.signUp(another, one)).signUp.id;
    const theirs = (await at.signUp(await at.guest('In two'), two)).signUp.id;
    // There is none: he waits, and keeps what he has.
    const waiting = await at.signUp(delegate, two, [has]);
    expect([waiting.signUp.state, waiting.signUp.atSameTime]).toEqual(['WAITLISTED', [{ id: has }]]);
    expect(await at.stateOf(has)).toBe('CONFIRMED');
    // There is one: he is asked, though others in this meeting move up at once.
    await at.does({ ...another, client: at.host }, 'cancelSignUp', theirs);
    expect(await at.stateOf(waiting.signUp.id)).toBe('OFFERED');
    expect((await at.accept(delegate, waiting.signUp.id)).userErrors).toMatchObject([
      { code: 'PLACE_AT_SAME_TIME' },
    ]);
    expect((await at.accept(delegate, waiting.signUp.id, [has])).signUp.state).toBe('CONFIRMED');
    expect([await at.stateOf(has), await at.stateOf(waits)]).toEqual(['CANCELLED', 'CONFIRMED']);
    // And straight from one to the other.
    const back = await at.signUp(another, two, [waits]);
    expect(back.signUp.state).toBe('WAITLISTED');
    await at.does(delegate, 'cancelSignUp', waiting.signUp.id);
    expect((await at.accept(another, back.signUp.id, [waits])).signUp.state).toBe('CONFIRMED');
    expect((await at.signUp(delegate, one)).signUp.state).toBe('CONFIRMED');
  });

  it('stay one when an offer of another runs out', async () => {
    const [one, two] = (await parallel(1, 1)) as [string, string];
    const has = (await at.signUp(delegate, one)).signUp.id;
    const theirs = (await at.signUp(another, two)).signUp.id;
    const offered = (await at.signUp(delegate, two)).signUp.id;
    await at.does(another, 'cancelSignUp', theirs);
    await at.settled();
    const text = tavola.mailsTo(delegate.email)[0]?.text ?? '';
    expect(text).toContain(`Workshop 1 at ${hour}`);
    clock.set('2017-11-21T09:00:00Z');
    await at.endOffers();
    expect([await at.stateOf(has), await at.stateOf(offered)]).toEqual(['CONFIRMED', 'CANCELLED']);
  });

  it('are one for who asks for both at once, whichever it is', async () => {
    const [one, two] = (await parallel(50, 50)) as [string, string];
    const both = async () => {
      for (let round = 0; round < 5; round += 1) {
        const guest = await at.guest(`In a hurry ${round}`);
        await Promise.all([one, two, one, two].map((itemId) => at.signUp(guest, itemId)));
      }
      const twice = `select count(*)::int as n from sign_up a join sign_up b using (registration_id)
        where a.item_id = $1 and b.item_id = $2 and a.state = 'CONFIRMED' and b.state = 'CONFIRMED'`;
      return (await tavola.sql(twice, [one, two]))[0]?.['n'] as number;
    };
    expect(await both()).toBe(0);
    // The control: with nobody looking at what he has, he has both.
    await patched(
      WaitingList.prototype,
      'othersAtTheTime',
      () => () => Promise.resolve([]),
      async () => {
        expect(await both()).toBeGreaterThan(0);
      },
    );
  });

  it('are both kept when a release brings them together, and the organisers are told', async () => {
    const [one] = (await parallel(5)) as [string];
    const [two] = (await parallel(5)) as [string];
    const kept = [(await at.signUp(delegate, one)).signUp.id, (await at.signUp(delegate, two)).signUp.id];
    const read = await tavola.sql('select version, starts_at_local from agenda_item where id = $1', [one]);
    const to = { startsAtLocal: read[0]?.['starts_at_local'] };
    const [{ version } = { version: 0 }] = await tavola.sql('select version from agenda_item where id = $1', [
      two,
    ]);
    await of.lead.ask(MOVE, { input: { id: two, expectedVersion: version, ...to } });
    await publish(of, at.meetingId);
    expect(await Promise.all(kept.map((id) => at.stateOf(id)))).toEqual(['CONFIRMED', 'CONFIRMED']);
    const { meeting } = await of.lead.ask(CONFLICTS, { id: at.meetingId });
    const overlaps = meeting.agenda.conflicts.filter(
      ({ code }: { code: string }) => code === 'SIGN_UPS_OVERLAP',
    );
    expect(overlaps).toContainEqual({ code: 'SIGN_UPS_OVERLAP', person: { name: 'Delegate, Skövde' } });
  });
});
