import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { NeedsRetention } from '../src/registrations/needs/needs-retention.js';
import { type Link, nameDelegate, participationLink } from './factories/participation.js';
import { type Partnership, openMeeting, partnership, step } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const NEEDS = `needs { diets diet accessNeeds access interpretationLanguage interpretation emergencyContact { name phone } }`;
const CONSENTS = 'consents { field textVersion givenAt givenById endedAt endedById }';
const READ = `query ($id: ID!) { registration(id: $id) { version photoConsent ${NEEDS} ${CONSENTS} } }`;
const UPDATE = `mutation ($input: UpdateRegistrationInput!) { updateRegistration(input: $input) {
  registration { version } userErrors { code field } } }`;
const WITHDRAW = `mutation ($id: ID!, $field: ReadyField!) { withdrawConsent(registrationId: $id, field: $field) {
  registration { version } userErrors { code field } } }`;

describe('the ready fields of a registration', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let registrationId: string;
  let delegate: GraphqlClient;
  let link: Link;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    registrationId = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 3 });
    link = await participationLink(tavola, 'anna@skovde.example', registrationId);
    delegate = await of.as('anna@skovde.example', 'sv');
  });
  afterAll(() => tavola.stop());

  const read = async (client = of.lead) => (await client.ask(READ, { id: registrationId })).registration;
  const update = async (client: GraphqlClient, input: object) => {
    const { version } = await read(client);
    const whole = { id: registrationId, expectedVersion: version, ...input };
    return (await client.ask(UPDATE, { input: whole })).updateRegistration.userErrors;
  };
  const withdraw = async (client: GraphqlClient, field: string) =>
    (await client.ask(WITHDRAW, { id: registrationId, field })).withdrawConsent;
  const personId = async (email: string) =>
    (await tavola.sql('select id from person where email = $1', [email]))[0]?.['id'] as string;
  const events = () =>
    tavola.sql(
      `select kind, details from event where meeting_id = $1 and (subject_id = $2 or subject_id = $1) order by id`,
      [meetingId, registrationId],
    );

  it('say why they are asked, what one agrees to, and how long the answer is kept', async () => {
    const ask = `query ($id: ID!) { meeting(id: $id) { readyFields { field name purpose consentText textVersion retention keptUntil } } }`;
    const { meeting } = await delegate.ask(ask, { id: meetingId });
    const say = (key: string) => new Messages().say('sv', key);
    expect(meeting.readyFields.map((one: { field: string }) => one.field)).toEqual([
      'DIET',
      'ACCESS',
      'INTERPRETATION',
      'PHOTO',
      'EMERGENCY_CONTACT',
    ]);
    expect(meeting.readyFields[0]).toEqual({
      field: 'DIET',
      name: say('ready.DIET.name'),
      purpose: say('ready.DIET.purpose'),
      consentText: say('ready.DIET.consent.1'),
      textVersion: 1,
      retention: 'AFTER_MEETING',
      keptUntil: '2018-01-12',
    });
    expect(meeting.readyFields[3]).toMatchObject({ field: 'PHOTO', retention: 'PROJECT', keptUntil: null });
  });

  it('take what a list has and words for the rest, which count as OTHER', async () => {
    const needs = {
      diets: ['VEGAN', 'NUT_ALLERGY'],
      diet: 'no celery',
      accessNeeds: ['SEAT_IN_FRONT'],
      interpretationLanguage: 'sv',
      emergencyContact: { name: 'Bo', phone: '+46 500 12 34 56' },
    };
    expect(await update(delegate, { needs, photoConsent: true })).toEqual([]);
    expect((await read()).needs).toEqual({
      ...needs,
      diets: ['VEGAN', 'NUT_ALLERGY', 'OTHER'],
      access: null,
      interpretation: null,
    });
    // What is read can be sent as it is; what is left out stays.
    expect(await update(delegate, { needs: { diets: ['VEGAN', 'OTHER'] } })).toEqual([]);
    expect((await read()).needs).toMatchObject({ diets: ['VEGAN', 'OTHER'], diet: 'no celery' });
    const refused = [
      { diets: ['OTHER'], diet: null },
      { diets: ['VEGAN', 'VEGAN'] },
      { interpretationLanguage: 'xx' },
      { emergencyContact: { name: 'Bo', phone: 'by pigeon' } },
    ];
    for (const wrong of refused)
      expect([wrong, await update(delegate, { needs: wrong })]).toMatchObject([wrong, [{ code: 'INVALID' }]]);
  });

  it('keep who agreed to which text and when, and that it was taken back with the answer', async () => {
    const by = await personId('anna@skovde.example');
    const now = '2017-11-20T09:00:00+00:00';
    const given = { textVersion: 1, givenAt: now, givenById: by, endedAt: null, endedById: null };
    const fields = ['DIET', 'ACCESS', 'INTERPRETATION', 'EMERGENCY_CONTACT', 'PHOTO'];
    const kept = (await read()).consents;
    expect(kept).toEqual(fields.map((field) => ({ ...given, field })));
    clock.set('2017-11-21T09:00:00Z');
    const later = '2017-11-21T09:00:00+00:00';
    // His coordinator may answer for him, and is written down as who did.
    const coordinator = await of.as('coordinator@skovde.example');
    expect(await update(coordinator, { needs: { access: 'a ramp', interpretationLanguage: null } })).toEqual(
      [],
    );
    const ended = { endedAt: later, endedById: of.personIds['coordinator@skovde.example'] };
    const now2 = (await read()).consents;
    expect(now2.map((one: { field: string; endedAt: string }) => [one.field, one.endedAt])).toEqual(
      fields.map((field) => [field, field === 'INTERPRETATION' ? later : null]),
    );
    expect(now2[2]).toEqual({ ...kept[2], ...ended });
    expect((await withdraw(delegate, 'DIET')).userErrors).toEqual([]);
    const { needs, version } = await read();
    expect(needs).toMatchObject({ diets: [], diet: null, accessNeeds: ['SEAT_IN_FRONT', 'OTHER'] });
    // Once more changes nothing.
    expect(await withdraw(delegate, 'DIET')).toEqual({ registration: { version }, userErrors: [] });
    expect(await tavola.sql(`select 1 from consent where field = 'DIET' and ended_at is null`)).toEqual([]);
  });

  it('are shown on the page of the mailed link, with their reasons, and taken there', async () => {
    const page = await (await link.get()).text();
    const text = (html: string) => html.replaceAll(/\s+/g, ' ');
    for (const field of ['DIET', 'ACCESS', 'INTERPRETATION', 'PHOTO', 'EMERGENCY_CONTACT'])
      expect(text(page)).toContain(new Messages().say('sv', `ready.${field}.consent.1`));
    const answer =
      'answer=yes&diets=VEGAN&diets=HALAL&diet=&accessNeeds=GUIDE_DOG&access=&interpretationLanguage=hr';
    const contact = '&contactName=Bo&contactPhone=';
    const refused = await link.answer(`${answer}${contact}&photo=yes`);
    const again = await refused.text();
    expect(refused.status).toBe(422);
    expect(again).toContain(new Messages().say('sv', 'page.participation.contactUnclear'));
    expect(again).toMatch(/value="HALAL"\s+checked[^]*value="hr" selected[^]*value="Bo"/);
    expect((await link.answer(`${answer}${contact}0500-123456&photo=yes`)).status).toBe(200);
    const { needs, photoConsent } = await read();
    expect([needs, photoConsent]).toEqual([
      {
        diets: ['VEGAN', 'HALAL'],
        diet: null,
        accessNeeds: ['GUIDE_DOG'],
        access: null,
        interpretationLanguage: 'hr',
        interpretation: null,
        emergencyContact: { name: 'Bo', phone: '0500-123456' },
      },
      true,
    ]);
    // An older form repeats nothing of this, so nothing is taken away by it.
    const old = await link.post('answer=yes&diets=VEGAN&photo=yes&version=3');
    expect(old.status).toBe(422);
    expect((await read()).needs.diets).toEqual(['VEGAN', 'HALAL']);
  });

  it('let everybody take back what he agreed to when all else is closed', async () => {
    clock.set('2017-12-14T09:00:00Z');
    await of.lead.ask(step('closeMeeting'), { id: meetingId });
    expect(await update(delegate, { photoConsent: false })).toMatchObject([{ code: 'CLOSED' }]);
    expect((await withdraw(delegate, 'PHOTO')).userErrors).toEqual([]);
    expect((await read()).photoConsent).toBe(false);
    const other = await of.as('delegate@daugavpils.example');
    await expect(withdraw(other, 'DIET')).rejects.toThrow('Not found.');
  });

  it('are emptied after the days that the project says, with an event and without their values', async () => {
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    try {
      const run = (at: string) => new NeedsRetention(dataSource, new FixedClock(at)).run();
      // The last day is the thirtieth after the meeting, where they met.
      expect(await run('2018-01-12T22:59:00Z')).toBe(0);
      await tavola.sql('update project set needs_kept_days = 31');
      expect(await run('2018-01-12T23:01:00Z')).toBe(0);
      await tavola.sql('update project set needs_kept_days = 30');
      expect(await run('2018-01-12T23:01:00Z')).toBe(1);
      expect(await run('2018-01-12T23:02:00Z')).toBe(0);
    } finally {
      await dataSource.destroy();
    }
    const { needs, consents } = await read();
    expect(needs).toBeNull();
    expect(consents.filter(({ endedAt }: { endedAt: string | null }) => endedAt === null)).toEqual([]);
    expect(consents.at(-1)).toMatchObject({ endedById: null });
    const written = await events();
    expect(written.at(-1)).toEqual({ kind: 'needs.emptied', details: { people: 1 } });
    const all = JSON.stringify(await tavola.sql('select details from event'));
    for (const value of ['VEGAN', 'celery', 'GUIDE_DOG', 'DIET', '0500', 'ramp'])
      expect(all).not.toContain(value);
  });
});
