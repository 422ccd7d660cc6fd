import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const CHECK = (
  verb: 'checkIn' | 'checkOut',
) => `mutation ($input: AttendanceInput!) { ${verb}(input: $input) {
  record { id day direction method isVoid } userErrors { code field } } }`;
const CORRECT = `mutation ($input: CorrectAttendanceInput!) { correctAttendance(input: $input) {
  record { reason corrects { id isVoid } } userErrors { code field } } }`;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`;
const FIGURES = `query ($id: ID!, $by: [AttendanceDimension!]!) { meeting(id: $id) { attendance(groupBy: $by) {
  rows { key { value label } isMerged invited registered confirmed people participations personDays signed
    stated { exact difference } }
  total { invited people personDays signed } stated { text exact difference } } } }`;

describe('attendance', () => {
  let tavola: Tavola;
  let of: Partnership;
  let clock: FixedClock;
  let meetingId: string;
  let host: GraphqlClient;
  let delegate: GraphqlClient;
  let own: string;
  let workshop: string;
  const guests: Record<string, string> = {};

  beforeAll(async () => {
    clock = new FixedClock('2017-12-01T09:00:00Z');
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    await of.lead.ask(
      `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { userErrors { code } } }`,
      { input: { id: of.projectId, expectedVersion: 1, asks: ['GENDER'] } },
    );
    meetingId = await openMeeting(of, {
      stated: [
        { text: '5', exact: 5, source: 'brief' },
        { partnerId: of.partnerIds['skovde'], text: 'at least one', atLeast: 1, source: 'brief' },
      ],
    });
    workshop = (await agendaItem(of, meetingId, { capacity: 10 })).id;
    await publish(of, meetingId);
    [host, delegate] = [await of.as('coordinator@cervia.example'), await of.as('delegate@skovde.example')];
    await invite(of, meetingId, 'skovde', 2);
    const { register } = await delegate.ask(
      `mutation ($input: RegisterInput!) { register(input: $input) { registration { id } } }`,
      { input: { meetingId, gender: 'FEMALE' } },
    );
    own = register.registration.id;
    for (const name of ['Ada', 'Bruno', 'Carla', 'Dino']) {
      const kind = name === 'Dino' ? 'STAFF' : 'LOCAL';
      const input = { meetingId, name, town: 'Cervia', kind };
      guests[name] = (await host.ask(WALK_IN, { input })).registerWalkIn.registration.id;
    }
  });
  afterAll(() => tavola.stop());

  const check = async (verb: 'checkIn' | 'checkOut', client: GraphqlClient, input: object) =>
    (await client.ask(CHECK(verb), { input }))[verb];
  const figures = async (by: string[], client = of.lead) =>
    (await client.ask(FIGURES, { id: meetingId, by })).meeting.attendance;

  it('is recorded at the desk, once however often', async () => {
    const ada = { registrationId: guests['Ada'], day: '2017-12-11' };
    const first = await check('checkIn', host, ada);
    expect(first).toEqual({
      record: { id: expect.any(String), day: '2017-12-11', direction: 'IN', method: 'DESK', isVoid: false },
      userErrors: [],
    });
    const again = await Promise.all(Array.from({ length: 5 }, () => check('checkIn', host, ada)));
    expect(again).toEqual(Array.from({ length: 5 }, () => first));
    const sheet = await check('checkIn', host, { ...ada, method: 'SHEET' });
    expect(sheet.record.method).toBe('SHEET');
    expect((await check('checkIn', host, ada)).record.id).toBe(sheet.record.id);
    expect((await check('checkOut', host, ada)).record.direction).toBe('OUT');
    expect((await check('checkIn', host, ada)).record.id).not.toBe(first.record.id);
    expect((await check('checkOut', host, { ...ada, day: '2017-12-12' })).userErrors).toEqual([
      { code: 'NOT_CHECKED_IN', field: ['input', 'registrationId'] },
    ]);
    expect((await check('checkIn', host, { ...ada, day: '2017-12-14' })).userErrors).toEqual([
      { code: 'OUTSIDE_MEETING', field: ['input', 'day'] },
    ]);
  });

  it('is recorded by the person himself on the day only, and never as more than that', async () => {
    expect((await check('checkIn', delegate, { registrationId: own, day: '2017-12-12' })).userErrors).toEqual(
      [{ code: 'NOT_TODAY', field: ['input', 'day'] }],
    );
    clock.set('2017-12-12T08:00:00Z');
    const sheet = { registrationId: own, method: 'SHEET' };
    expect((await check('checkIn', delegate, sheet)).userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'method'] },
    ]);
    expect((await check('checkIn', delegate, { registrationId: own })).record.method).toBe('SELF');
    const { errors } = await delegate.send(CHECK('checkIn'), { input: { registrationId: guests['Ada'] } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });

  it('is recorded for a workshop, on its day', async () => {
    const item = { agendaItemId: workshop, registrationId: guests['Bruno'] };
    expect((await check('checkIn', host, item)).record.day).toBe('2017-12-12');
    expect((await check('checkIn', host, { ...item, day: '2017-12-11' })).userErrors[0].code).toBe(
      'OUTSIDE_MEETING',
    );
  });

  it('is corrected by another record, with a reason, and never changed', async () => {
    const { record } = await check('checkIn', host, { registrationId: guests['Carla'], day: '2017-12-13' });
    const input = { id: record.id, reason: 'Taken for somebody else' };
    const { correctAttendance } = await host.ask(CORRECT, { input });
    expect(correctAttendance).toEqual({
      record: { reason: 'Taken for somebody else', corrects: { id: record.id, isVoid: true } },
      userErrors: [],
    });
    expect(
      (await host.ask(CORRECT, { input: { ...input, reason: ' ' } })).correctAttendance.userErrors,
    ).toEqual([{ code: 'INVALID', field: ['input', 'reason'] }]);
    await expect(tavola.sql('update attendance_record set day = day')).rejects.toThrow('permission denied');
    await expect(tavola.sql('delete from attendance_record')).rejects.toThrow('permission denied');
  });

  it('is counted in measures that are computed, never summed', async () => {
    await check('checkIn', host, { registrationId: guests['Ada'], day: '2017-12-12', method: 'SHEET' });
    await check('checkIn', host, { registrationId: guests['Dino'], day: '2017-12-12' });
    const { rows, total, stated } = await figures(['PARTNER']);
    expect(total).toEqual({ invited: 0, people: 3, personDays: 4, signed: 1 });
    expect(stated).toEqual([{ text: '5', exact: 5, difference: -2 }]);
    const counts = { isMerged: false, invited: 0, signed: 0 };
    expect(rows).toEqual([
      {
        ...counts,
        key: [{ value: 'skovde', label: 'Skövde kommun' }],
        registered: 1,
        confirmed: 1,
        people: 1,
        participations: 1,
        personDays: 1,
        stated: [{ exact: null, difference: null }],
      },
      {
        ...counts,
        key: [{ value: null, label: null }],
        registered: 3,
        confirmed: 3,
        people: 2,
        participations: 2,
        personDays: 3,
        signed: 1,
        stated: [],
      },
    ]);
    const days = (await figures(['DAY'])).rows.map(
      ({ key, invited, people }: { key: { value: string }[]; invited: null; people: number }) => [
        key[0]?.value,
        invited,
        people,
      ],
    );
    expect(days).toEqual([
      ['2017-12-11', null, 1],
      ['2017-12-12', null, 3],
    ]);
    const [italy, sweden] = (await figures(['COUNTRY', 'TOWN'])).rows;
    expect([italy.key, sweden.key]).toEqual([
      [
        { value: 'IT', label: 'Italy' },
        { value: 'Cervia', label: 'Cervia' },
      ],
      [
        { value: 'SE', label: 'Sweden' },
        { value: 'Skövde', label: 'Skövde' },
      ],
    ]);
  });

  it('merges small groups by gender, but for those who see each person anyway', async () => {
    const shape = async (client: GraphqlClient) =>
      (await figures(['GENDER'], client)).rows.map(
        ({
          key,
          isMerged,
          registered,
        }: {
          key: { value: string }[];
          isMerged: boolean;
          registered: number;
        }) => [key[0]?.value, isMerged, registered],
      );
    const whole = [
      ['FEMALE', false, 1],
      [null, false, 3],
    ];
    expect(await shape(of.lead)).toEqual(whole);
    expect(await shape(host)).toEqual(whole);
    // One woman alone, and three who did not say: of the three one could tell the one, so all are one group.
    expect(await shape(delegate)).toEqual([[null, true, 4]]);
    // Ada, there on two days, is in two groups that become one: she is one participation in it, with two days.
    expect((await figures(['GENDER', 'DAY'], delegate)).rows).toEqual([
      expect.objectContaining({ isMerged: true, people: 3, participations: 3, personDays: 4, signed: 1 }),
    ]);
  });

  it('ends in figures that are fixed, and amended with a reason', async () => {
    const CLOSE = `mutation ($id: ID!, $signatory: String) { closeMeeting(id: $id, signatory: $signatory) {
      meeting { state closings { version } } userErrors { code } } }`;
    const CLOSINGS = `query ($id: ID!) { meeting(id: $id) { state closings {
      version signatory reason sha256 total { people signed }
      differences { dimension label measure before after } rows(groupBy: DAY) { key { value } people } } } }`;
    expect((await host.ask(CLOSE, { id: meetingId })).closeMeeting.userErrors[0].code).toBe('FORBIDDEN');
    const { closeMeeting } = await of.lead.ask(CLOSE, {
      id: meetingId,
      signatory: 'Coordinator, Norrköping',
    });
    expect(closeMeeting.meeting).toEqual({ state: 'CLOSED', closings: [{ version: 1 }] });
    expect((await of.lead.ask(CLOSE, { id: meetingId })).closeMeeting.meeting.closings.length).toBe(1);
    expect(
      (await check('checkIn', host, { registrationId: guests['Carla'], day: '2017-12-13' })).userErrors[0]
        .code,
    ).toBe('CLOSED');
    const AMEND = `mutation ($id: ID!, $reason: String!) { amendMeeting(id: $id, reason: $reason) {
      meeting { state } userErrors { code field } } }`;
    expect((await of.lead.ask(AMEND, { id: meetingId, reason: ' ' })).amendMeeting.userErrors).toEqual([
      { code: 'INVALID', field: ['reason'] },
    ]);
    await of.lead.ask(AMEND, { id: meetingId, reason: 'Carla was on the signed sheet' });
    await check('checkIn', host, { registrationId: guests['Carla'], day: '2017-12-13', method: 'SHEET' });
    await of.lead.ask(CLOSE, { id: meetingId });
    const { meeting } = await delegate.ask(CLOSINGS, { id: meetingId });
    expect(meeting.state).toBe('CLOSED');
    const [first, second] = meeting.closings;
    expect(first).toEqual({
      version: 1,
      signatory: 'Coordinator, Norrköping',
      reason: null,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      total: { people: 3, signed: 1 },
      differences: [],
      rows: [
        { key: [{ value: '2017-12-11' }], people: 1 },
        { key: [{ value: '2017-12-12' }], people: 3 },
      ],
    });
    expect(second.reason).toBe('Carla was on the signed sheet');
    expect(second.sha256).not.toBe(first.sha256);
    expect(second.differences.filter(({ dimension }: { dimension: string }) => dimension === null)).toEqual([
      { dimension: null, label: null, measure: 'participations', before: 3, after: 4 },
      { dimension: null, label: null, measure: 'people', before: 3, after: 4 },
      { dimension: null, label: null, measure: 'personDays', before: 4, after: 5 },
      { dimension: null, label: null, measure: 'signed', before: 1, after: 2 },
    ]);
    expect(second.differences.filter(({ dimension }: { dimension: string }) => dimension === 'DAY')).toEqual([
      { dimension: 'DAY', label: '2017-12-13', measure: 'participations', before: null, after: 1 },
      { dimension: 'DAY', label: '2017-12-13', measure: 'people', before: null, after: 1 },
      { dimension: 'DAY', label: '2017-12-13', measure: 'personDays', before: null, after: 1 },
      { dimension: 'DAY', label: '2017-12-13', measure: 'signed', before: null, after: 1 },
    ]);
    await expect(tavola.sql('update closing set version = version')).rejects.toThrow('permission denied');
  });

  it('is refused by the database outside the days of the meeting', async () => {
    const stray = `insert into attendance_record
      (id, meeting_id, registration_id, day, direction, mode, method, recorded_at, recorded_by_id)
      select gen_random_uuid(), meeting_id, id, '2017-12-20', 'IN', 'IN_PERSON', 'DESK', now(), person_id
      from registration limit 1`;
    await expect(tavola.sql(stray)).rejects.toThrow('attendance lies outside its meeting');
    // The control: without the trigger it goes in.
    await tavola.sql('alter table attendance_record disable trigger user', [], tavola.database.ownerUrl);
    await expect(tavola.sql(stray)).resolves.toEqual([]);
  });
});
