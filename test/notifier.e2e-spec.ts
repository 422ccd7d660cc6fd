import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Viewers } from '../src/viewers/viewers.js';
import { type Partnership, meeting, partnership, step } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const ANNOUNCED = 'meeting.announced';
const EVENTS = `select e.kind, (select count(*)::int from unnotified_event u where u.event_id = e.id) as notes
  from event e where e.kind = any($1) order by e.id`;

describe('what a mutation has to tell', () => {
  let tavola: Tavola;
  let of: Partnership;
  let clock: FixedClock;
  beforeEach(async () => {
    clock = new FixedClock('2017-12-01T12:00:00Z');
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await tavola.stop();
  });

  const reported = () => tavola.log.with({ level: 'error', msg: 'job' }).map(({ error }) => error?.message);
  const mailed = async () =>
    (
      await tavola.sql(
        `select m.recipient from email m join event e on e.id = m.event_id where e.kind = $1 order by 1`,
        [ANNOUNCED],
      )
    ).map(({ recipient }) => recipient);
  const notes = async () => (await tavola.sql(EVENTS, [[ANNOUNCED]])).map(({ notes }) => notes);

  it('goes to the others although one letter fails, which is reported and written as soon as it can be', async () => {
    const broken = of.personIds['coordinator@cervia.example'] as string;
    let isBroken = true;
    const original = Reflect.get(Viewers.prototype, 'ofPerson');
    jest.spyOn(Viewers.prototype, 'ofPerson').mockImplementation(function (this: Viewers, id) {
      return isBroken && id === broken ? Promise.reject(new Error('out of order')) : original.call(this, id);
    });
    const id = await meeting(of);
    await of.lead.ask(step('announceMeeting'), { id });
    const others = [
      'coordinator@daugavpils.example',
      'coordinator@skovde.example',
      'lead@norrkoping.example',
    ];
    await until(async () => (await mailed()).length === others.length && reported().length > 0);
    expect([await mailed(), await notes()]).toEqual([others, [1]]);
    const [event] = await tavola.sql('select id from event where kind = $1', [ANNOUNCED]);
    const why = `Event ${String(event?.['id'])} (${ANNOUNCED}): no letter to ${broken}: out of order`;
    expect(reported()[0]).toBe(why);
    isBroken = false;
    await until(async () => (await notes())[0] === 0, 20_000);
    expect(await mailed()).toEqual(['coordinator@cervia.example', ...others]);
  });

  it('is written but not sent where it comes after the meeting, and is no news where it happened after it', async () => {
    let isBroken = true;
    const original = Reflect.get(Viewers.prototype, 'ofPerson');
    jest.spyOn(Viewers.prototype, 'ofPerson').mockImplementation(function (this: Viewers, id) {
      return isBroken ? Promise.reject(new Error('out of order')) : original.call(this, id);
    });
    const id = await meeting(of);
    await of.lead.ask(step('announceMeeting'), { id });
    await until(() => reported().length > 0);
    // The last day in Cervia ends an hour before that of Greenwich.
    clock.set('2017-12-13T23:00:00Z');
    isBroken = false;
    await until(async () => (await notes())[0] === 0, 20_000);
    const states = `select m.state, m.attempts, count(*)::int as mails from email m join event e on e.id = m.event_id
      where e.kind = any($1) group by 1, 2`;
    const expired = [{ state: 'EXPIRED', attempts: 0, mails: 4 }];
    await until(async () => (await tavola.sql(states, [[ANNOUNCED]]))[0]?.['state'] === 'EXPIRED');
    expect(await tavola.sql(states, [[ANNOUNCED]])).toEqual(expired);

    await of.lead.ask(step('cancelMeeting'), { id });
    const cancelled = ['meeting.cancelled'];
    await until(async () => (await tavola.sql(EVENTS, [cancelled]))[0]?.['notes'] === 0);
    expect(await tavola.sql(states, [cancelled])).toEqual([]);
  });

  it('is noted with the event until it was told', async () => {
    await tavola.stop();
    tavola = await Tavola.start({ worker: false });
    await tavola.anonymous().ask(`mutation { requestSignIn(input: { email: "a@x.example" }) { signInId } }`);
    expect(await tavola.sql(EVENTS, [['signIn.requested']])).toEqual([
      { kind: 'signIn.requested', notes: 1 },
    ]);
  });
});
