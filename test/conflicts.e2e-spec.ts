import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recorded } from './factories/outcomes.js';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const NOW = '2017-10-01T09:00:00+00:00';
const ERRORS = 'userErrors { code changes { version fields changedAt changedBy { name } } }';
const HOST = 'Coordinator, Cervia';

const edit = (name: string, selection: string) =>
  `mutation ($input: ${inputOf(name)}!) { ${name}(input: $input) { ${selection} ${ERRORS} } }`;

const change = (version: number, fields: string[], changedBy: string | null) => ({
  version,
  fields,
  changedAt: NOW,
  changedBy: changedBy === null ? null : { name: changedBy },
});
const conflict = (...changes: object[]) => [{ code: 'CONFLICT', changes }];

describe('whoever edits what was changed meanwhile', () => {
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let meetingId: string;
  let outcomeId: string;
  let itemId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock(NOW) });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
    meetingId = await openMeeting(of);
    itemId = (await agendaItem(of, meetingId)).id;
    outcomeId = await recorded(of, of.lead, { meetingId });
    await invite(of, meetingId, 'skovde', 2);
  });
  afterAll(() => tavola.stop());

  const sends = async (by: GraphqlClient, mutation: string, input: object, selection: string) =>
    (await by.ask(edit(mutation, selection), { input }))[mutation];
  const ids: Record<string, () => string> = {
    meeting: () => meetingId,
    outcome: () => outcomeId,
    agendaItem: () => itemId,
    partner: () => of.partnerIds['cervia'] as string,
  };

  it.each([
    ['updateMeeting', 'meeting', 'place', 'Teatro Comunale', 'Palazzo del Turismo'],
    ['updateOutcome', 'outcome', 'title', 'A guideline', 'Guidelines'],
    ['updateAgendaItem', 'agendaItem', 'title', 'Keeping volunteers', 'Finding volunteers'],
    ['updatePartner', 'partner', 'town', 'Cervia (RA)', 'Milano Marittima'],
  ])(
    'by %s learns what, by whom and when, and sees it as it is',
    async (mutation, row, field, first, second) => {
      const id = (ids[row] as () => string)();
      const input = { id, expectedVersion: 1 };
      const won = await sends(host, mutation, { ...input, [field]: first }, `${row} { version ${field} }`);
      expect(won).toEqual({ [row]: { version: 2, [field]: first }, userErrors: [] });
      const lost = await sends(
        of.lead,
        mutation,
        { ...input, [field]: second },
        `${row} { version ${field} }`,
      );
      expect(lost).toEqual({
        [row]: { version: 2, [field]: first },
        userErrors: conflict(change(2, [field], HOST)),
      });
    },
  );

  it('by updateProject, since another coordinator of the lead partner did, too', async () => {
    const other = 'second@norrkoping.example';
    await of.lead.ask(
      `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }`,
      {
        input: {
          partnerId: of.partnerIds['norrkoping'],
          role: 'COORDINATOR',
          name: 'Second',
          email: other,
          language: 'sv',
        },
      },
    );
    const input = { id: of.projectId, expectedVersion: 1 };
    await sends(await of.as(other), 'updateProject', { ...input, programme: 'Europe for Citizens' }, '');
    const lost = await sends(
      of.lead,
      'updateProject',
      { ...input, programme: 'EfC' },
      'project { programme }',
    );
    expect(lost).toEqual({
      project: { programme: 'Europe for Citizens' },
      userErrors: conflict(change(2, ['programme'], 'Second')),
    });
  });

  it('is told of all that he has not read, in its order, and of nothing before', async () => {
    const { id } = await agendaItem(of, meetingId);
    const steps: [GraphqlClient, string, object][] = [
      [host, 'updateAgendaItem', { title: 'Keeping volunteers' }],
      [host, 'moveAgendaItem', { startsAtLocal: '2017-12-12T14:00' }],
      [of.lead, 'updateAgendaItem', { capacity: 20, place: 'Sala Rossa' }],
    ];
    for (const [index, [by, mutation, changes]] of steps.entries())
      await sends(by, mutation, { id, expectedVersion: index + 1, ...changes }, '');
    const late = { id, expectedVersion: 2, startsAtLocal: '2017-12-13T10:00' };
    const lost = await sends(
      host,
      'moveAgendaItem',
      late,
      'agendaItem { version title startsAtLocal capacity }',
    );
    expect(lost).toEqual({
      agendaItem: {
        version: 4,
        title: 'Keeping volunteers',
        startsAtLocal: '2017-12-12T14:00:00',
        capacity: 20,
      },
      userErrors: conflict(
        change(3, ['startsAtLocal'], HOST),
        change(4, ['capacity', 'place'], 'lead@norrkoping.example'),
      ),
    });
  });

  it('by publishing an agenda that was edited sees the draft as it is', async () => {
    await agendaItem(of, meetingId);
    const input = { meetingId, draftVersion: 1 };
    const lost = await sends(
      of.lead,
      'publishAgenda',
      input,
      'meeting { id agenda(draft: true) { draftVersion } }',
    );
    expect(lost.userErrors).toEqual(conflict());
    expect(lost.meeting.agenda.draftVersion).toBeGreaterThan(1);
    await publish(of, meetingId);
  });

  describe('of a registration', () => {
    const NEEDS = 'registration { version state needs { diet } }';
    let registrationId: string;
    let delegate: GraphqlClient;

    beforeAll(async () => {
      delegate = await of.as('delegate@skovde.example');
      const { register } = await delegate.ask(
        'mutation ($input: RegisterInput!) { register(input: $input) { registration { id } } }',
        { input: { meetingId } },
      );
      registrationId = register.registration.id;
    });

    it('does not learn from it that there are needs, unless he may see them', async () => {
      const coordinator = await of.as('coordinator@skovde.example');
      const input = { id: registrationId, expectedVersion: 1 };
      const needs = { needs: { diet: 'no nuts' }, residenceTown: 'Skövde' };
      await sends(delegate, 'updateRegistration', { ...input, ...needs }, '');
      const changes = conflict(change(2, ['residenceTown'], 'Delegate, Skövde'));
      const late = { ...input, residenceTown: 'Stockholm' };
      expect(await sends(coordinator, 'updateRegistration', late, NEEDS)).toEqual({
        registration: { version: 2, state: 'CONFIRMED', needs: null },
        userErrors: changes,
      });
      expect(await sends(host, 'updateRegistration', late, NEEDS)).toEqual({
        registration: { version: 2, state: 'CONFIRMED', needs: { diet: 'no nuts' } },
        userErrors: changes,
      });
    });

    it('is told that it was withdrawn', async () => {
      await delegate.ask(`mutation ($id: ID!) { withdrawRegistration(id: $id) { userErrors { code } } }`, {
        id: registrationId,
      });
      const late = { id: registrationId, expectedVersion: 2, residenceTown: 'Stockholm' };
      expect(await sends(host, 'updateRegistration', late, NEEDS)).toEqual({
        registration: { version: 3, state: 'WITHDRAWN', needs: { diet: 'no nuts' } },
        userErrors: conflict(change(3, ['state', 'approvedAt', 'answeredAt'], 'Delegate, Skövde')),
      });
    });
  });
});
