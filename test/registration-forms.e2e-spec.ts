import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AGES, CHILDREN, MEDICINE, PLAY, SHIRT, formOf, purpose, texts } from './factories/forms.js';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

describe('the form of a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let coordinator: GraphqlClient;
  let anna: GraphqlClient;
  let form: ReturnType<typeof formOf>['form'];
  let publish: ReturnType<typeof formOf>['publish'];

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    await tavola.sql(`update project set languages = '{en,sv,it,de,lv,hr,fi}'`);
    const meetingId = await openMeeting(of);
    await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    ({ form, publish } = formOf(of, meetingId));
    host = await of.as('coordinator@cervia.example');
    coordinator = await of.as('coordinator@skovde.example');
    anna = await of.as('anna@skovde.example', 'sv');
  });
  afterAll(() => tavola.stop());

  it('is published in versions, by whoever organises', async () => {
    expect(await form()).toBeNull();
    expect((await publish([SHIRT, CHILDREN], 0, host)).meeting.registrationForm).toEqual({ version: 1 });
    expect((await publish([SHIRT, CHILDREN, AGES, PLAY, MEDICINE], 1)).meeting.registrationForm.version).toBe(
      2,
    );
    expect((await form(host, 1)).fields.map((one: { key: string }) => one.key)).toEqual([
      'shirt',
      'children',
    ]);
    expect((await form(anna)).fields.map((one: { key: string }) => one.key)).toEqual([
      'shirt',
      'children',
      'ages',
      'play',
      'medicine',
    ]);
    for (const who of [coordinator, anna])
      expect((await publish([SHIRT], 2, who)).userErrors).toEqual([
        { code: 'FORBIDDEN', field: ['input', 'meetingId'] },
      ]);
  });

  it('asks in the language of whoever reads it, and tells where one is missing', async () => {
    const [shirt, children] = (await form(anna)).fields;
    expect(shirt).toMatchObject({
      label: 'Vilken tröja passar?',
      labelLanguage: 'sv',
      options: [
        { key: 's', label: 'Storlek s' },
        { key: 'm', label: 'Storlek m' },
        { key: 'l', label: 'Storlek l' },
      ],
      // The purpose is in English alone.
      missingLanguages: ['sv', 'it', 'de', 'lv', 'hr', 'fi'],
      retention: 'AFTER_MEETING',
      keptUntil: '2018-01-12',
    });
    expect(children).toMatchObject({ label: 'Do you bring children?', labelLanguage: 'en' });
    const all = Object.fromEntries(
      ['sv', 'it', 'de', 'lv', 'hr', 'fi'].map((code) => [code, `${code}: Ģ Ž ö`]),
    );
    const whole = { key: 'whole', kind: 'TEXT', label: texts('Seven?', all), purpose: texts('Why', all) };
    await publish([SHIRT, CHILDREN, AGES, PLAY, MEDICINE, whole], 2);
    for (const [language, label] of [['en', 'Seven?'], ...Object.entries(all)] as [string, string][]) {
      const client = await of.as('delegate@daugavpils.example', language);
      const field = (await form(client)).fields[5];
      expect(field).toMatchObject({ label, labelLanguage: language, missingLanguages: [] });
    }
    // The control: one that is in no language of the reader.
    const lonely = {
      key: 'lonely',
      kind: 'TEXT',
      label: texts('x').map(({ text }) => ({ language: 'hr', text })),
      purpose,
    };
    await publish([SHIRT, CHILDREN, AGES, PLAY, MEDICINE, lonely], 3);
    expect((await form(anna)).fields[5]).toMatchObject({ label: 'x', labelLanguage: 'hr' });
    await publish([SHIRT, CHILDREN, AGES, PLAY, MEDICINE], 4);
  });

  it('refuses questions that cannot be asked, and names the field', async () => {
    const wrong = async (field: object) => (await publish([field], 5)).userErrors;
    const at = (name: string) => [{ code: 'INVALID', field: ['input', 'fields', '0', name] }];
    expect(await wrong({ ...SHIRT, options: [] })).toEqual(at('options'));
    expect(await wrong({ ...CHILDREN, options: SHIRT.options })).toEqual(at('options'));
    expect(await wrong({ ...CHILDREN, isSensitive: true })).toEqual(at('isRequired'));
    expect(await wrong({ ...MEDICINE, retention: 'PROJECT' })).toEqual(at('retention'));
    // Nothing stands before it.
    expect(await wrong(AGES)).toEqual(at('shownWhen'));
    expect(await wrong({ ...SHIRT, label: [{ language: 'ru', text: 'x' }] })).toEqual(at('label'));
    const maybe = { ...AGES, shownWhen: { key: 'children', values: ['MAYBE'] } };
    expect((await publish([CHILDREN, maybe], 5)).userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'fields', '1', 'shownWhen'] },
    ]);
    expect((await form()).version).toBe(5);
  });

  it('is published by one of two who do so at once, and twice the same is once', async () => {
    const [one, two] = [
      [SHIRT, CHILDREN, AGES, PLAY],
      [SHIRT, CHILDREN, AGES, MEDICINE],
    ] as const;
    const done = await Promise.all([publish([...one], 5, host), publish([...two], 5, of.lead)]);
    expect(done.map(({ userErrors }) => userErrors).toSorted((a, b) => a.length - b.length)).toEqual([
      [],
      [{ code: 'CONFLICT', field: ['input', 'expectedVersion'] }],
    ]);
    expect((await form()).version).toBe(6);
    const whole = [SHIRT, CHILDREN, AGES, PLAY, MEDICINE];
    expect((await publish(whole, 6, host)).meeting.registrationForm.version).toBe(7);
    // Whoever got no answer sends it again.
    expect(await publish(whole, 6, host)).toEqual({
      meeting: { registrationForm: { version: 7 } },
      userErrors: [],
    });
  });
});
