import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, invite, openMeeting, partnership, step } from './factories/partnership.js';
import { nameDelegate } from './factories/participation.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const MOVE = `mutation ($input: MoveSeatsInput!) { moveSeats(input: $input) {
  seatMove { id } userErrors { code field message } } }`;
const SEATS = `query ($id: ID!) { meeting(id: $id) { invitations { seats taken partner { slug } } } }`;
const LOG = `query ($id: ID!) { meeting(id: $id) {
  seatMoves { seats reason movedAt fromPartner { slug } toPartner { slug } movedBy { name } } } }`;

describe('seats of partners', () => {
  const now = '2017-11-20T09:00:00+00:00';
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    await invite(of, meetingId, 'cervia', 3);
    await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
  });
  afterAll(() => tavola.stop());

  interface Move {
    readonly from: string;
    readonly to: string;
    readonly seats: number;
    readonly key?: string;
  }

  const move = async ({ from, to, seats, key }: Move, client: GraphqlClient = of.lead) => {
    const partners = { fromPartnerId: of.partnerIds[from], toPartnerId: of.partnerIds[to] };
    const input = { meetingId, ...partners, seats, reason: 'Two are ill', idempotencyKey: key };
    return (await client.ask(MOVE, { input })).moveSeats;
  };
  const refused = async (what: Move, client?: GraphqlClient) =>
    (await move(what, client)).userErrors.map(({ code, field }: { code: string; field: string[] }) => [
      code,
      field.at(-1),
    ]);
  const seats = async (): Promise<Record<string, [seats: number, taken: number]>> => {
    const { meeting } = await of.lead.ask(SEATS, { id: meetingId });
    return Object.fromEntries(
      meeting.invitations.map(
        (row: { seats: number; taken: number; partner: { slug: string } }) =>
          [row.partner.slug, [row.seats, row.taken]] as const,
      ),
    );
  };
  const log = async (client: GraphqlClient) =>
    (await client.ask(LOG, { id: meetingId })).meeting.seatMoves.map(
      (row: { fromPartner: { slug: string } | null; toPartner: { slug: string } | null; seats: number }) =>
        [row.fromPartner?.slug ?? null, row.toPartner?.slug ?? null, row.seats] as const,
    );
  const counted = () =>
    tavola.sql(`select i.seats, (select coalesce(sum(case when s.to_partner_id = i.partner_id then s.seats else -s.seats end), 0)
        from seat_move s where s.meeting_id = i.meeting_id and i.partner_id in (s.from_partner_id, s.to_partner_id))::int as logged
      from invitation i order by i.id`);

  it('move from one to another, and the coordinators of both hear of it', async () => {
    expect(await move({ from: 'cervia', to: 'skovde', seats: 2 })).toEqual({
      seatMove: { id: expect.any(String) },
      userErrors: [],
    });
    expect(await seats()).toEqual({ cervia: [1, 0], skovde: [4, 1] });
    for (const [partner, language] of [
      ['cervia', 'it'],
      ['skovde', 'sv'],
    ] as const) {
      const subject = new Messages().say(language, 'mail.seatsMoved.subject', {
        project: 'EVOLAQ',
        meeting: 'Final meeting',
      });
      const mail = await tavola.mailTo(`coordinator@${partner}.example`, (text) =>
        text.includes('Two are ill'),
      );
      expect(mail.subject).toBe(subject);
    }
  });

  it('are never fewer than those that are taken', async () => {
    expect(await refused({ from: 'skovde', to: 'cervia', seats: 4 })).toEqual([['TOO_FEW_PLACES', 'seats']]);
    expect(await refused({ from: 'cervia', to: 'skovde', seats: 2 })).toEqual([['TOO_FEW_PLACES', 'seats']]);
    expect(await seats()).toEqual({ cervia: [1, 0], skovde: [4, 1] });
    expect(await refused({ from: 'cervia', to: 'skovde', seats: 1 })).toEqual([]);
    expect(await refused({ from: 'skovde', to: 'cervia', seats: 3 })).toEqual([]);
    expect(await seats()).toEqual({ cervia: [3, 0], skovde: [2, 1] });
  });

  it('are moved by the lead partner alone, between partners that are invited', async () => {
    const skovde = await of.as('coordinator@skovde.example');
    expect(await refused({ from: 'cervia', to: 'skovde', seats: 1 }, skovde)).toEqual([
      ['FORBIDDEN', 'meetingId'],
    ]);
    expect(await refused({ from: 'cervia', to: 'daugavpils', seats: 1 })).toEqual([
      ['NOT_INVITED', 'toPartnerId'],
    ]);
    expect(await refused({ from: 'daugavpils', to: 'cervia', seats: 1 })).toEqual([
      ['NOT_INVITED', 'fromPartnerId'],
    ]);
    expect(await refused({ from: 'cervia', to: 'cervia', seats: 1 })).toEqual([['INVALID', 'toPartnerId']]);
  });

  it('are moved once by whoever sends the same again', async () => {
    const again = { from: 'cervia', to: 'skovde', seats: 1, key: 'a-retry' };
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await move(again)).seatMove.id));
    expect(new Set(ids).size).toBe(1);
    expect(await seats()).toEqual({ cervia: [2, 0], skovde: [3, 1] });
  });

  it('are on a log: who, when, from whom, to whom, how many and why', async () => {
    await invite(of, meetingId, 'skovde', 5);
    await invite(of, meetingId, 'cervia', 1);
    const { meeting } = await of.lead.ask(LOG, { id: meetingId });
    expect(meeting.seatMoves.slice(2, 3)).toEqual([
      {
        seats: 2,
        reason: 'Two are ill',
        movedAt: now,
        fromPartner: { slug: 'cervia' },
        toPartner: { slug: 'skovde' },
        movedBy: { name: 'lead@norrkoping.example' },
      },
    ]);
    expect(await log(of.lead)).toEqual([
      [null, 'cervia', 3],
      [null, 'skovde', 2],
      ['cervia', 'skovde', 2],
      ['cervia', 'skovde', 1],
      ['skovde', 'cervia', 3],
      ['cervia', 'skovde', 1],
      [null, 'skovde', 2],
      ['cervia', null, 1],
    ]);
    for (const { seats: are, logged } of await counted()) expect(logged).toBe(are);
  });

  it('are no news to partners that they never were of', async () => {
    expect(await log(await of.as('coordinator@daugavpils.example'))).toEqual([]);
    expect(await log(await of.as('delegate@skovde.example'))).toEqual([]);
    expect(await log(await of.as('coordinator@skovde.example'))).toEqual([
      [null, 'skovde', 2],
      ['cervia', 'skovde', 2],
      ['cervia', 'skovde', 1],
      ['skovde', 'cervia', 3],
      ['cervia', 'skovde', 1],
      [null, 'skovde', 2],
    ]);
    // The host organises the meeting.
    expect(await log(await of.as('coordinator@cervia.example'))).toHaveLength(8);
  });

  /** Twenty moves at once, to and fro, of which not all can be. */
  const rush = async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        move(
          index % 2 === 0
            ? { from: 'skovde', to: 'cervia', seats: 2 }
            : { from: 'cervia', to: 'skovde', seats: 2 },
        ),
      ),
    );
    return answers.map(({ userErrors }) => userErrors[0]?.code ?? 'ok');
  };

  it('are neither lost nor made by many who move them at once', async () => {
    const codes = await rush();
    expect(codes.filter((code) => code !== 'ok' && code !== 'TOO_FEW_PLACES')).toEqual([]);
    const { cervia, skovde } = await seats();
    expect((cervia?.[0] ?? 0) + (skovde?.[0] ?? 0)).toBe(6);
    expect(skovde?.[0]).toBeGreaterThanOrEqual(1);
    for (const { seats: are, logged } of await counted()) expect(logged).toBe(are);
  });

  it('are kept from below what is taken by the database itself', async () => {
    // The control: without the constraints seats go that somebody has.
    await tavola.sql(
      'alter table invitation drop constraint invitation_is_not_overfilled, drop constraint invitation_has_seats',
      [],
      tavola.database.ownerUrl,
    );
    expect(await refused({ from: 'skovde', to: 'cervia', seats: 20 })).toEqual([]);
  });

  it('stay as they were when the meeting is over', async () => {
    await of.lead.ask(step('cancelMeeting'), { id: meetingId });
    expect(await refused({ from: 'cervia', to: 'skovde', seats: 1 })).toEqual([['CLOSED', 'meetingId']]);
  });
});
