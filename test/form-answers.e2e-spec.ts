import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { NeedsRetention } from '../src/registrations/needs/needs-retention.js';
import {
  AGES,
  ANSWERS,
  CHILDREN,
  MEDICINE,
  PLAY,
  SHIRT,
  TOTALS,
  formOf,
  purpose,
  texts,
} from './factories/forms.js';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, invite, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

describe('answers to the form of a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let host: GraphqlClient;
  let coordinator: GraphqlClient;
  let anna: GraphqlClient;
  let annaId: string;
  let boId: string;
  let publish: ReturnType<typeof formOf>['publish'];
  let registration: ReturnType<typeof formOf>['registration'];
  let answer: ReturnType<typeof formOf>['answer'];
  let said: ReturnType<typeof formOf>['said'];

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    annaId = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    boId = await nameDelegate(of, meetingId, { partner: 'daugavpils', name: 'Bo', seats: 1 });
    host = await of.as('coordinator@cervia.example');
    coordinator = await of.as('coordinator@skovde.example');
    anna = await of.as('anna@skovde.example', 'sv');
    ({ publish, registration, answer, said } = formOf(of, meetingId));
    await publish([SHIRT, CHILDREN, AGES, PLAY, MEDICINE], 0);
  });
  afterAll(() => tavola.stop());

  it('takes answers that fit their questions, and names the question of one that does not', async () => {
    const at = (code: string, key: string) => [{ code, field: ['input', 'answers', key] }];
    expect(await answer(annaId, { shirt: ['m'] }, anna)).toEqual(at('ANSWER_REQUIRED', 'children'));
    expect(await answer(annaId, { shirt: ['xl'], children: ['NO'] }, anna)).toEqual(at('INVALID', 'shirt'));
    expect(await answer(annaId, { shirt: ['s', 'm'], children: ['NO'] }, anna)).toEqual(
      at('INVALID', 'shirt'),
    );
    expect(await answer(annaId, { hat: ['m'], children: ['NO'] }, anna)).toEqual(at('NOT_ASKED', 'hat'));
    expect(await said(annaId)).toEqual({});
    expect(await answer(annaId, { shirt: ['m'], children: ['NO'] }, anna)).toEqual([]);
    expect((await registration(annaId, anna)).formAnswers).toEqual([
      {
        formVersion: 1,
        field: { key: 'shirt', label: 'Vilken tröja passar?' },
        values: ['m'],
        labels: ['Storlek m'],
        isCurrent: true,
        answeredById: expect.any(String),
      },
      {
        formVersion: 1,
        field: { key: 'children', label: 'Do you bring children?' },
        values: ['NO'],
        labels: ['NO'],
        isCurrent: true,
        answeredById: expect.any(String),
      },
    ]);
  });

  it('asks what depends on an answer only of whoever gave it', async () => {
    const at = (code: string, key: string) => [{ code, field: ['input', 'answers', key] }];
    // She brings none, so how old they are is not asked.
    expect(await answer(annaId, { ages: ['7'] })).toEqual(at('NOT_ASKED', 'ages'));
    expect(await answer(annaId, { children: ['YES'] })).toEqual(at('ANSWER_REQUIRED', 'ages'));
    expect(await answer(annaId, { children: ['YES'], ages: ['7 and 9'], play: ['cards', 'ball'] })).toEqual(
      [],
    );
    expect(await said(annaId)).toEqual({
      shirt: ['m'],
      children: ['YES'],
      ages: ['7 and 9'],
      play: ['ball', 'cards'],
    });
    // What depended on it goes with it.
    expect(await answer(annaId, { children: ['NO'] })).toEqual([]);
    expect(await said(annaId)).toEqual({ shirt: ['m'], children: ['NO'] });
    // What is left out stays; empty takes back.
    expect(await answer(annaId, { shirt: [] })).toEqual([]);
    expect(await answer(annaId, { children: [] })).toEqual(at('ANSWER_REQUIRED', 'children'));
    expect(await said(annaId)).toEqual({ children: ['NO'] });
  });

  it('shows an old answer with the question that was asked', async () => {
    await answer(annaId, { shirt: ['m'] });
    const reworded = { ...SHIRT, label: texts('Which jacket fits?') };
    await publish([CHILDREN, reworded, AGES, PLAY, MEDICINE], 1);
    expect((await registration(annaId)).formAnswers).toMatchObject([
      { formVersion: 1, field: { label: 'Which shirt fits?' }, values: ['m'], isCurrent: false },
      // Moved, but asked as it was.
      { formVersion: 1, field: { label: 'Do you bring children?' }, isCurrent: true },
    ]);
    // Whoever answers what is not asked any more is told so, and sees what is.
    expect(await answer(annaId, { shirt: ['s'] }, anna, 1)).toEqual([
      { code: 'CONFLICT', field: ['input', 'formVersion'] },
    ]);
    const totals = async () => (await host.ask(TOTALS, { id: meetingId })).meeting.formTotals;
    expect((await totals())[1]).toMatchObject({ answered: 0, answeredBefore: 1 });
    expect(await answer(annaId, { shirt: ['s'] }, anna)).toEqual([]);
    expect(await answer(boId, { shirt: ['s'], children: ['YES'], ages: ['2'], play: ['ball'] })).toEqual([]);
    expect((await totals()).slice(0, 4)).toEqual([
      {
        field: { key: 'children' },
        answered: 2,
        answeredBefore: 0,
        choices: [
          { value: 'YES', people: 1 },
          { value: 'NO', people: 1 },
        ],
      },
      {
        field: { key: 'shirt' },
        answered: 2,
        answeredBefore: 0,
        choices: [
          { value: 's', people: 2 },
          { value: 'm', people: 0 },
          { value: 'l', people: 0 },
        ],
      },
      { field: { key: 'ages' }, answered: 1, answeredBefore: 0, choices: [] },
      {
        field: { key: 'play' },
        answered: 1,
        answeredBefore: 0,
        choices: [
          { value: 'ball', people: 1 },
          { value: 'cards', people: 0 },
        ],
      },
    ]);
  });

  it('tells answers to those they are for', async () => {
    expect(await answer(annaId, { medicine: ['Penicillin'] }, anna)).toEqual([]);
    const all = { shirt: ['s'], children: ['NO'], medicine: ['Penicillin'] };
    for (const client of [anna, host, of.lead]) expect(await said(annaId, client)).toEqual(all);
    // His coordinator may answer for him, and does not read what is sensitive.
    expect(await said(annaId, coordinator)).toEqual({ shirt: ['s'], children: ['NO'] });
    expect(await answer(annaId, { shirt: ['l'] }, coordinator)).toEqual([]);
    expect(await said(annaId, anna)).toEqual({ ...all, shirt: ['l'] });
    const other = await of.as('coordinator@daugavpils.example');
    expect((await other.ask(ANSWERS, { id: annaId })).registration).toBeNull();
    const { partnerIds, projectId } = of;
    const invited = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }`;
    const desk = {
      role: 'HOST_DESK',
      partnerId: partnerIds['cervia'],
      meetingId,
      email: 'desk@cervia.example',
    };
    const auditor = { role: 'AUDITOR', projectId, endsOn: '2018-12-31', email: 'auditor@eu.example' };
    for (const who of [desk, auditor]) {
      await of.lead.ask(invited, { input: { ...who, name: 'Somebody', language: 'en' } });
      const client = await of.as(who.email);
      expect((await registration(annaId, client)).formAnswers).toBeNull();
      expect((await client.ask(TOTALS, { id: meetingId })).meeting.formTotals).toBeNull();
    }
  });

  it('keeps no answer in an event', async () => {
    const rows = await tavola.sql(`select details::text from event where kind = 'form.answered'`);
    expect(rows.length).toBeGreaterThan(3);
    for (const { details } of rows)
      expect(details).toMatch(/^\{"fields": \["formAnswers"\], "version": \d+\}$/);
  });

  it('is forgotten with all else when another partner names whoever said no', async () => {
    await of.lead.ask(`mutation ($id: ID!) { declineParticipation(id: $id) { userErrors { code } } }`, {
      id: boId,
    });
    expect(await said(boId)).not.toEqual({});
    await invite(of, meetingId, 'cervia', 3);
    const name = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) { userErrors { code } } }`;
    const delegates = [{ name: 'Bo', email: 'bo@daugavpils.example', language: 'lv' }];
    const input = { meetingId, partnerId: of.partnerIds['cervia'], delegates };
    expect((await of.lead.ask(name, { input })).nameDelegates.userErrors).toEqual([]);
    expect(await said(boId)).toEqual({});
  });

  it('is emptied as the needs are, but for what the project keeps', async () => {
    const kept = { key: 'kept', kind: 'NUMBER', label: texts('How many?'), purpose, retention: 'PROJECT' };
    await publish([SHIRT, CHILDREN, MEDICINE, kept], 2);
    expect(await answer(annaId, { kept: ['12.5'], children: ['NO'] })).toEqual([]);
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    const run = (at: string) => new NeedsRetention(dataSource, new FixedClock(at)).run();
    expect(await run('2018-01-12T12:00:00Z')).toBe(0);
    expect(Object.keys(await said(annaId)).toSorted()).toEqual(['children', 'kept', 'medicine', 'shirt']);
    expect(await run('2018-01-13T12:00:00Z')).toBe(1);
    expect(await said(annaId)).toEqual({ kept: ['12.5'] });
    await dataSource.destroy();
  });
});
