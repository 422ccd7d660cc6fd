import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { applicationDataSource } from '../src/data-source.js';
import { Notifier } from '../src/notifications/notifier.js';
import { NOTICES } from '../src/notifications/notices/notices.js';
import { ScheduledMails } from '../src/notifications/scheduled-mails.js';
import { LANGUAGES, type Language } from '../src/platform/access/viewer.js';
import { Event } from '../src/platform/events/event.entity.js';
import { tell } from '../src/platform/events/record.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { DatePollReminders } from '../src/polls/date-poll-reminders.js';
import { MaterialReminders } from '../src/presentations/material-reminders.js';
import { answer, datePoll, inPoll, takeInPoll } from './factories/date-polls.js';
import { type Said, isRaw, leaksIn, sentencesOf } from './factories/mail-sentences.js';
import { requestMaterial, upload } from './factories/material.js';
import { recorded } from './factories/outcomes.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import {
  type Partnership,
  agendaItem,
  meeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { PlacesOfAMeeting } from './factories/places.js';
import { PLANE, addLeg } from './factories/travel.js';
import { FixedClock } from './setup/fixed-clock.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';

const does = (mutation: string): string =>
  `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
    ${mutation}(input: $input) { userErrors { code field message } } }`;
const WITHDRAW = `mutation ($id: ID!) { withdrawRegistration(id: $id) { userErrors { code } } }`;
const REMIND = `mutation ($id: ID!) { remindMaterial(meetingId: $id) { userErrors { code } } }`;
const CLOSE = `mutation ($id: ID!) { closeMeeting(id: $id, signatory: "Ķirsis") { userErrors { code } } }`;

interface Translated extends Said {
  readonly kind: string;
  readonly language: Language;
  readonly english: Said;
}

/** Mails as they are written, each in seven languages: what was to be said then may be over a moment later. */
class Interpreter {
  readonly mails: Translated[] = [];

  readonly listening = (notify: (...values: never[]) => unknown): ((...values: never[]) => unknown) => {
    const { mails } = this;
    return async function (this: Notifier, ...values: readonly string[]) {
      const [id] = values as [string];
      await notify.call(this, id as never);
      const { manager } = Reflect.get(this, 'dataSource') as DataSource;
      const event = await manager.findOneByOrFail(Event, { id });
      for (const { id: personId } of (await NOTICES[event.kind]?.recipients(manager, event)) ?? []) {
        const english = await this.letterTo(event, personId, 'en');
        if (!english) continue;
        for (const language of LANGUAGES) {
          const { subject, text } = (await this.letterTo(event, personId, language)) as Said;
          mails.push({ kind: event.kind, language, subject, text, english });
        }
        return;
      }
    };
  };
}

describe('mails of every kind', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  const interpreter = new Interpreter();
  let tavola: Tavola;
  let of: Partnership;
  let at: PlacesOfAMeeting;
  let dataSource: DataSource;
  let jobs: Jobs;

  beforeAll(async () => {
    await patched(Notifier.prototype, 'notify', interpreter.listening, async () => {
      tavola = await Tavola.start({ clock });
      dataSource = await applicationDataSource(tavola.database.url).initialize();
      jobs = new Jobs(tavola.database.url, () => undefined);
      await jobs.start();
      of = await partnership(tavola);
      await polls();
      await goTo('2017-11-20T09:00:00Z');
      at = await PlacesOfAMeeting.start(tavola, of, clock);
      await places();
      await people();
      await approvals();
      await material();
      await calendar();
    });
  }, 240_000);
  afterAll(async () => {
    await at?.stop();
    await jobs.stop();
    await dataSource.destroy();
    await tavola.stop();
  });

  /** Weeks later, when whoever had signed in has to do so again. */
  async function goTo(iso: string): Promise<void> {
    clock.set(iso);
    of = { ...of, lead: await of.as('lead@norrkoping.example') };
  }

  const versionOf = async (table: string, id: string): Promise<number> =>
    (await tavola.sql(`select version from ${table} where id = $1`, [id]))[0]?.['version'] as number;

  async function polls(): Promise<void> {
    const settled = () => PlacesOfAMeeting.prototype.settled.call({ tavola } as PlacesOfAMeeting);
    const delegate = { name: 'Delegate', email: 'delegate@daugavpils.example', language: 'lv' };
    const partners = ['norrkoping', 'cervia', 'skovde'].map((slug) => ({ partnerId: of.partnerIds[slug] }));
    const daugavpils = { partnerId: of.partnerIds['daugavpils'], people: [delegate] };
    const poll = await datePoll(of, { partners: [...partners, daugavpils] });
    const anna = { name: 'Ķanna', email: 'anna@skovde.example', language: 'sv' };
    await inPoll(of.lead, 'inviteToDatePoll', {
      datePollId: poll.id,
      partners: [{ partnerId: of.partnerIds['skovde'], people: [anna] }],
    });
    const days = [{ startsOn: '2018-01-08' }];
    const { datePoll: asked } = await inPoll(of.lead, 'addDateOptions', { datePollId: poll.id, days });
    await settled();
    clock.set('2017-09-14T16:00:00Z');
    await new DatePollReminders(dataSource, clock, jobs).run();
    await settled();
    const voices = ['coordinator@cervia', 'coordinator@skovde', 'coordinator@daugavpils'];
    for (const email of voices) await answer(await of.as(`${email}.example`), asked, 'YES YES YES YES');
    await answer(of.lead, asked, 'YES YES YES YES');
    await settled();
    const chosen = { optionId: asked.options[1].id, number: 7, slug: 'chosen', country: 'IT' };
    await inPoll(of.lead, 'chooseDateOption', chosen);
    const other = await datePoll(of, { partners, answersUntilLocal: '2017-10-15T18:00' });
    await settled();
    await takeInPoll(of.lead, 'cancelDatePoll', other.id);
    await settled();
  }

  async function places(): Promise<void> {
    await at.offerFor(24);
    const guests = [];
    for (const who of ['delegate@skovde', 'delegate@daugavpils', 'delegate@cervia'])
      guests.push(await at.comes(who));
    const [first, second, third] = guests as [(typeof guests)[0], (typeof guests)[0], (typeof guests)[0]];
    const visit = { kind: 'SITE_VISIT', title: 'Ķēde', capacity: 1 };
    const { id: itemId } = await agendaItem(of, at.meetingId, visit);
    await publish(of, at.meetingId);
    const { signUp } = await at.signUp(first, itemId);
    for (const guest of [second, third]) await at.signUp(guest, itemId);
    await at.does(first, 'cancelSignUp', signUp.id);
    await at.settled();
    clock.set('2017-11-21T09:00:01Z');
    await at.endOffers();
    await at.settled();
    await at.offerFor(0);
    const later = { startsAtLocal: '2017-12-13T09:00', endsAtLocal: '2017-12-13T10:00' };
    const { id: other, version } = await agendaItem(of, at.meetingId, { ...visit, ...later });
    await publish(of, at.meetingId);
    const { signUp: held } = await at.signUp(first, other);
    await at.signUp(second, other);
    await at.does(first, 'cancelSignUp', held.id);
    const moved = { id: other, expectedVersion: version, startsAtLocal: '2017-12-13T11:00' };
    await of.lead.ask(does('moveAgendaItem'), { input: moved });
    await publish(of, at.meetingId);
    await at.settled();
  }

  async function people(): Promise<void> {
    const { meetingId } = at;
    const named = (name: string) => nameDelegate(of, meetingId, { partner: 'skovde', name, seats: 9 });
    for (const [name, word] of Object.entries({ Bo: 'yes', Fia: 'no' })) {
      const email = `${name.toLowerCase()}@skovde.example`;
      const link = await participationLink(tavola, email, await named(name));
      await link.answer(`answer=${word}`);
    }
    const registrationId = await named('Cia');
    const expectedVersion = await versionOf('registration', registrationId);
    const delegate = { name: 'Dan', email: 'dan@skovde.example', language: 'sv' };
    await of.lead.ask(does('replaceDelegate'), { input: { registrationId, expectedVersion, delegate } });
    const [fromPartnerId, toPartnerId] = ['skovde', 'daugavpils'].map((slug) => of.partnerIds[slug]);
    const seats = { meetingId, fromPartnerId, toPartnerId, seats: 1, reason: 'Ķemmes' };
    await of.lead.ask(does('moveSeats'), { input: seats });
    await at.settled();
    const late = await at.comes('coordinator@skovde');
    const leg = await addLeg(late.client, late.registrationId, { ...PLANE, wantsPickUp: true });
    const delay = { legId: leg.id, expectedAtLocal: '2017-12-10T16:10', note: 'Ķīlis' };
    await late.client.ask(does('reportDelay'), { input: delay });
    const leaver = await at.comes('coordinator@daugavpils');
    await at.settled();
    await leaver.client.ask(WITHDRAW, { id: leaver.registrationId });
    const place = { id: meetingId, expectedVersion: await versionOf('meeting', meetingId), place: 'Ķemeri' };
    await of.lead.ask(does('updateMeeting'), { input: place });
    await at.settled();
  }

  async function approvals(): Promise<void> {
    const { meetingId } = at;
    const approves = async (approvesRegistrations: boolean) => {
      const input = { id: of.projectId, expectedVersion: await versionOf('project', of.projectId) };
      await of.lead.ask(does('updateProject'), { input: { ...input, approvesRegistrations } });
    };
    await approves(true);
    const asSkovde = { ...of, lead: await of.as('coordinator@skovde.example') };
    for (const [name, decision] of Object.entries({
      Gus: 'approveRegistration',
      Hal: 'refuseRegistration',
    })) {
      const id = await nameDelegate(asSkovde, meetingId, { partner: 'skovde', name, seats: 9 });
      const link = await participationLink(tavola, `${name.toLowerCase()}@skovde.example`, id);
      await link.answer('answer=yes');
      await at.settled();
      const why = decision === 'refuseRegistration' && { reason: 'Ķemmes' };
      const input = { id, expectedVersion: await versionOf('registration', id), ...why };
      await of.lead.ask(does(decision), { input });
    }
    await approves(false);
    const subjectId = of.personIds['delegate@skovde.example'] as string;
    await tavola.sql(`insert into bounce values ($1, now(), '5.1.1')`, [subjectId]);
    const bounced = {
      kind: 'address.bounced',
      subjectId,
      projectId: of.projectId,
      details: { status: '5.1.1' },
    };
    const come = `select id from registration where meeting_id = $1 and state = 'CONFIRMED'`;
    const registrationIds = (await tavola.sql(come, [meetingId])).map((row) => row['id']);
    const list = { subjectId: meetingId, meetingId, projectId: of.projectId, details: { registrationIds } };
    const lists = ['delegates.imported', 'speakers.registered'].map((kind) => ({ kind, ...list }));
    for (const event of [bounced, ...lists])
      await dataSource.transaction((manager) => tell(manager, jobs, { personId: null }, clock.now(), event));
    await at.settled();
  }

  async function material(): Promise<void> {
    const { meetingId } = at;
    const requests = await requestMaterial(of, meetingId, { title: 'Ķirbis' });
    await of.lead.ask(REMIND, { id: meetingId });
    const skovde = await of.as('delegate@skovde.example');
    await upload(skovde, tavola.url, requests['skovde'], Buffer.from('MZ no slides')).catch(() => undefined);
    const ownerPartnerId = of.partnerIds['skovde'];
    await recorded(of, of.lead, { kind: 'ACTION', title: 'Ķerra', ownerPartnerId, meetingId });
    await at.settled();
  }

  async function calendar(): Promise<void> {
    await nameDelegate(of, at.meetingId, { partner: 'skovde', name: 'Eva', seats: 9 });
    await at.settled();
    await goTo('2017-12-10T08:00:00Z');
    const reminders = new MaterialReminders(dataSource, clock, jobs);
    await new ScheduledMails(dataSource, clock, jobs, reminders).run();
    await at.settled();
    const called = await meeting(of, {
      number: 10,
      slug: 'called-off',
      startsOn: '2018-02-01',
      endsOn: '2018-02-02',
    });
    await of.lead.ask(step('announceMeeting'), { id: called });
    await at.settled();
    await of.lead.ask(step('cancelMeeting'), { id: called });
    await at.settled();
    clock.set('2017-12-14T09:00:00Z');
    await of.lead.ask(CLOSE, { id: at.meetingId });
    await at.settled();
  }

  const { mails } = interpreter;

  it('were written: of each kind that there is, in seven languages', () => {
    const languages = Map.groupBy(mails, ({ kind }) => kind);
    const heard = [...languages].map(([kind, all]) => [
      kind,
      new Set(all.map(({ language }) => language)).size,
    ]);
    expect(heard.toSorted()).toEqual(
      Object.keys(NOTICES)
        .map((kind) => [kind, LANGUAGES.length])
        .toSorted(),
    );
  });

  it('say no sentence in English to whoever reads another language', () => {
    const others = mails.filter(({ language }) => language !== 'en');
    const leaks = others.flatMap(({ kind, language, english, ...mail }) =>
      leaksIn(english, mail).map((sentence) => `${kind} ${language}: ${sentence}`),
    );
    expect(leaks).toEqual([]);
    // The control: a sentence too many in each would be found.
    for (const { english, ...mail } of others) {
      const leak = sentencesOf(english).at(-1) as string;
      expect(leaksIn(english, { ...mail, text: `${mail.text}\n${leak}` })).toContain(leak);
    }
  });

  it('have neither keys nor variables in them', () => {
    expect(mails.filter(isRaw)).toEqual([]);
  });
});
