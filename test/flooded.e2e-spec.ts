import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOTICES } from '../src/notifications/notices/notices.js';
import { type Partnership, invite, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id } userErrors { message } } }`;
const END = `mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }`;
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { id } userErrors { code field } } }`;
const DECLINE = `mutation ($id: ID!) { declineParticipation(id: $id) { userErrors { code } } }`;
const STATES = `select m.state from email m join event e on e.id = m.event_id
  where m.recipient = $1 and e.kind = $2 order by m.id`;

const SENT = ['SENT', 'SENT', 'SENT'];

describe('who is invited, or named, again and again', () => {
  const clock = new FixedClock('2017-10-01T12:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    await invite(of, meetingId, 'skovde', 10);
  });
  afterAll(() => tavola.stop());

  type Undo = () => Promise<unknown>;
  /** Done and undone, each told before it is undone. */
  async function states(email: string, kind: string, times: number, cause: () => Promise<Undo>) {
    const found = async () => (await tavola.sql(STATES, [email, kind])).map(({ state }) => state as string);
    const { length } = await found();
    for (let done = 1; done <= times; done += 1) {
      const undo = await cause();
      await until(async () => (await found()).length === length + done);
      await undo();
    }
    await until(async () => !(await found()).some((state) => ['QUEUED', 'SENDING'].includes(state)));
    return (await found()).slice(length);
  }

  const invited = (email: string, times: number) =>
    states(email, 'member.invited', times, async () => {
      const input = {
        partnerId: of.partnerIds['skovde'],
        role: 'DELEGATE',
        name: 'A',
        email,
        language: 'en',
      };
      const { id } = (await of.lead.ask(INVITE, { input })).inviteMember.membership;
      return () => of.lead.ask(END, { id });
    });

  it('gets three mails of it within 24 hours, and the next ones later', async () => {
    expect(await invited('flooded@outside.example', 5)).toEqual([...SENT, 'DISCARDED', 'DISCARDED']);
    expect(await invited('other@outside.example', 1)).toEqual(['SENT']);
    clock.set('2017-10-02T12:00:01Z');
    expect(await invited('flooded@outside.example', 1)).toEqual(['SENT']);
  });

  it('gets three of those that come at once', async () => {
    const email = 'at.once@outside.example';
    const roles = ['DELEGATE', 'COORDINATOR'];
    const inputs = Object.values(of.partnerIds).flatMap((partnerId) =>
      roles.map((role) => ({ partnerId, role, name: 'A', email, language: 'en' })),
    );
    await tavola.person(email);
    await Promise.all(inputs.map((input) => of.lead.ask(INVITE, { input })));
    const found = async () =>
      (await tavola.sql(STATES, [email, 'member.invited'])).map((row) => row['state']);
    await until(async () => (await found()).length === inputs.length);
    await until(async () => (await found()).filter((state) => state === 'SENT').length >= 3);
    const notSent = Array.from({ length: inputs.length - 3 }, () => 'DISCARDED');
    expect((await found()).toSorted()).toEqual([...notSent, ...SENT]);
  });

  it('gets no more when he is named for a meeting and withdrawn', async () => {
    const email = 'named@outside.example';
    const named = await states(email, 'delegates.named', 4, async () => {
      const delegates = [{ name: 'A', email, language: 'en' }];
      const input = { meetingId, partnerId: of.partnerIds['skovde'], delegates };
      const [registration] = (await of.lead.ask(NAME, { input })).nameDelegates.registrations;
      return () => of.lead.ask(DECLINE, { id: registration.id });
    });
    expect(named).toEqual([...SENT, 'DISCARDED']);
  });

  it('would get all of them without the limit', async () => {
    const notice = NOTICES['member.invited'] as object;
    const most: unknown = Reflect.get(notice, 'mostADay');
    Reflect.deleteProperty(notice, 'mostADay');
    const sent = await invited('unlimited@outside.example', 5);
    Reflect.set(notice, 'mostADay', most);
    expect(sent).toEqual([...SENT, 'SENT', 'SENT']);
  });
});
