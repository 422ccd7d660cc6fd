import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RECORD, inVain, outcomeInput, record, recorded, refusal } from './factories/outcomes.js';
import {
  type Partnership,
  agendaItem,
  meeting,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const UPDATE = `mutation ($input: UpdateOutcomeInput!) { updateOutcome(input: $input) {
  outcome { version title text doneAt dueOn partner { slug } ownerPartner { slug } owner { name } }
  userErrors { code field } } }`;
const READ = 'query ($id: ID!) { outcome(id: $id) { title } }';

describe('recorded outcomes', () => {
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let skovde: GraphqlClient;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
    skovde = await of.as('coordinator@skovde.example');
    delegate = await of.as('delegate@skovde.example');
  });
  afterAll(() => tavola.stop());

  const partner = (slug: string): string => of.partnerIds[slug] as string;
  const read = async (by: GraphqlClient, id: string) => (await by.ask(READ, { id })).outcome;
  const update = async (by: GraphqlClient, changes: object) =>
    (await by.ask(UPDATE, { input: { expectedVersion: 1, ...changes } })).updateOutcome;
  const attempt = (by: GraphqlClient, changes: object) => inVain(tavola, () => update(by, changes));
  const action = (changes: object = {}) =>
    recorded(of, of.lead, {
      kind: 'ACTION',
      title: 'An action',
      ownerPartnerId: partner('skovde'),
      ...changes,
    });

  it('of the kind ACTION are mailed to the person who owns them, in his language', async () => {
    const meetingId = await openMeeting(of, { number: 2, slug: 'mailed' });
    await recorded(of, of.lead, { meetingId, kind: 'DECISION', partnerId: partner('skovde') });
    await action({
      meetingId,
      title: 'Översätt riktlinjerna',
      text: 'Till svenska.',
      ownerPersonId: of.personIds['delegate@skovde.example'],
      dueOn: '2018-01-12',
    });
    const mail = await tavola.mailTo('delegate@skovde.example', (text) => text.includes('riktlinjerna'));
    expect(mail.subject).toBe('EVOLAQ: en åtgärd för dig: Översätt riktlinjerna');
    expect(mail.text.split('\n\n').slice(0, 4)).toEqual([
      'Hej Delegate, Skövde!',
      'Vid mötet ”Final meeting” beslutades om en åtgärd för Skövde kommun: Översätt riktlinjerna',
      'Till svenska.',
      'Se till att det blir gjort senast den 12 januari 2018.',
    ]);
    expect(
      tavola.mailsTo('coordinator@skovde.example').filter(({ text }) => text.includes('riktlinjerna')),
    ).toEqual([]);
  });

  it('of the kind ACTION are mailed to the coordinators of the partner, where no person owns them', async () => {
    const hidden = await meeting(of, { number: 1, slug: 'hidden' });
    await action({ meetingId: hidden, title: 'Nav redzams', ownerPartnerId: partner('daugavpils') });
    await action({ title: 'Iztulkot vadlīnijas', ownerPartnerId: partner('daugavpils') });
    const mail = await tavola.mailTo('coordinator@daugavpils.example', (text) => text.includes('vadlīnijas'));
    expect(mail.subject).toBe('EVOLAQ: Jums uzticēts uzdevums: Iztulkot vadlīnijas');
    expect(mail.text.split('\n\n').slice(0, 3)).toEqual([
      'Labdien, Coordinator, Daugavpils!',
      'Projektā EVOLAQ partnerim Daugavpils pilsētas dome uzticēts šāds uzdevums: Iztulkot vadlīnijas',
      'Izpildes termiņš nav noteikts.',
    ]);
    const WAITING = `select from pgboss.job where name = 'notify' and state in ('created', 'retry', 'active')`;
    while ((await tavola.sql(WAITING)).length > 0) await sleep(50);
    const MAILED = `select distinct o.kind, o.title ->> 'en' as title from email e
      join event v on v.id = e.event_id join outcome o on o.id = v.subject_id`;
    expect(
      await tavola.sql(`${MAILED} where o.kind <> 'ACTION' or o.title ->> 'en' = 'Nav redzams'`),
    ).toEqual([]);
    expect(await tavola.sql(`${MAILED} where o.title ->> 'en' = 'Iztulkot vadlīnijas'`)).toEqual([
      { kind: 'ACTION', title: 'Iztulkot vadlīnijas' },
    ]);
  });

  it('of a draft meeting are between its organisers', async () => {
    const draft = await meeting(of, { number: 6, slug: 'draft' });
    const own = { meetingId: draft, partnerId: partner('skovde'), title: 'Of a draft' };
    const id = await recorded(of, host, own);
    expect(await read(of.lead, id)).toEqual({ title: 'Of a draft' });
    expect(await read(host, id)).toEqual({ title: 'Of a draft' });
    expect(await read(skovde, id)).toBeNull();
    const LISTS = `query ($id: ID!) { meeting(id: $id) { outcomes { title } }
      project(slug: "evolaq") { outcomes { id } partners { outcomes { id } } } }`;
    const seen = await skovde.ask(LISTS, { id: draft });
    expect(seen.meeting).toBeNull();
    expect(JSON.stringify(seen)).not.toContain(id);
    expect(JSON.stringify(await host.ask(LISTS, { id: draft }))).toContain(id);
    const hidden = await inVain(tavola, () => skovde.send(RECORD, { input: outcomeInput(of, own) }));
    expect(hidden.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    const change = { input: { id, expectedVersion: 1, title: 'Seen' } };
    const unseen = await inVain(tavola, () => skovde.send(UPDATE, change));
    expect(unseen.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    await of.lead.ask(step('announceMeeting'), { id: draft });
    expect(await read(skovde, id)).toEqual({ title: 'Of a draft' });
  });

  it('are listed by kind, meeting, agenda item and partner', async () => {
    const id = await openMeeting(of, { number: 5, slug: 'listed' });
    const item = await agendaItem(of, id);
    await publish(of, id);
    await recorded(of, of.lead, { meetingId: id, title: 'Of the meeting', kind: 'DECISION' });
    await recorded(of, of.lead, { meetingId: id, agendaItemId: item.id, title: 'Of the item' });
    const own = { kind: 'BEST_PRACTICE', partnerId: partner('norrkoping') };
    await recorded(of, of.lead, { ...own, title: 'Volunteer centre' });
    const lists = await delegate.ask(
      `query ($id: ID!) {
         project(slug: "evolaq") { leadPartner { outcomes { title } } }
         meeting(id: $id) { all: outcomes { title } decisions: outcomes(kind: DECISION) { title }
           agenda { items { outcomes { title } } } } }`,
      { id },
    );
    expect(lists).toEqual({
      project: { leadPartner: { outcomes: [{ title: 'Volunteer centre' }] } },
      meeting: {
        all: [{ title: 'Of the meeting' }, { title: 'Of the item' }],
        decisions: [{ title: 'Of the meeting' }],
        agenda: { items: [{ outcomes: [{ title: 'Of the item' }] }] },
      },
    });
  });

  it('tell a delegate who got an award', async () => {
    const award = {
      kind: 'AWARD',
      partnerId: partner('daugavpils'),
      title: 'Volunteer-friendly municipality',
    };
    await recorded(of, of.lead, award);
    expect(
      await delegate.ask(
        `{ project(slug: "evolaq") { outcomes(kind: AWARD) { kind title partner { town } } } }`,
      ),
    ).toEqual({
      project: {
        outcomes: [
          { kind: 'AWARD', title: 'Volunteer-friendly municipality', partner: { town: 'Daugavpils' } },
        ],
      },
    });
  });

  it('are changed in the language of the request; the other languages stay', async () => {
    const id = await recorded(of, skovde, { partnerId: partner('skovde'), title: 'A result', text: 'More.' });
    const swedish = await of.as('coordinator@skovde.example', 'sv');
    const once = { id, title: 'Ett resultat', text: 'Mer.' };
    const changed = {
      outcome: {
        version: 2,
        title: 'Ett resultat',
        text: 'Mer.',
        doneAt: null,
        dueOn: null,
        partner: { slug: 'skovde' },
        ownerPartner: null,
        owner: null,
      },
      userErrors: [],
    };
    expect(await update(swedish, once)).toEqual(changed);
    // A client that lost the answer sends it again.
    expect(await inVain(tavola, () => update(swedish, once))).toEqual(changed);
    const again = { id, expectedVersion: 2, title: 'Another result', text: null };
    expect((await update(skovde, again)).outcome).toEqual({
      ...changed.outcome,
      version: 3,
      title: 'Another result',
    });
    expect((await attempt(skovde, again)).outcome.version).toBe(3);
    expect(await tavola.sql('select title, text from outcome where id = $1', [id])).toEqual([
      { title: { en: 'Another result', sv: 'Ett resultat' }, text: { sv: 'Mer.' } },
    ]);
  });

  it('tell the second of two editors that somebody was faster', async () => {
    const id = await recorded(of, of.lead, {});
    expect((await update(of.lead, { id, title: 'First' })).outcome.version).toBe(2);
    const { outcome, userErrors } = await attempt(of.lead, { id, title: 'Second' });
    expect(userErrors).toEqual(refusal('CONFLICT', 'expectedVersion').userErrors);
    expect([outcome.version, outcome.title]).toEqual([2, 'First']);
  });

  it('are recorded once, however often a client that got no answer sends them', async () => {
    const once = { idempotencyKey: 'a', title: 'Once', partnerId: partner('skovde') };
    const answers = await Promise.all(Array.from({ length: 10 }, () => record(of, skovde, once)));
    expect(new Set(answers.map(({ outcome }) => outcome?.id)).size).toBe(1);
    expect(await tavola.sql(`select count(*)::int from outcome where title ->> 'en' = 'Once'`)).toEqual([
      { count: 1 },
    ]);
    const another = () => record(of, skovde, { ...once, title: 'Another' });
    expect(await inVain(tavola, another)).toEqual(refusal('KEY_REUSED', 'idempotencyKey'));
    // The control: without the key each of them makes one.
    const { idempotencyKey: _key, ...keyless } = once;
    await Promise.all(Array.from({ length: 2 }, () => record(of, skovde, keyless)));
    expect(await tavola.sql(`select count(*)::int from outcome where title ->> 'en' = 'Once'`)).toEqual([
      { count: 3 },
    ]);
  });

  it('are changed by nobody who may not record them', async () => {
    const ofAnother = await recorded(of, of.lead, { partnerId: partner('cervia') });
    expect(await attempt(skovde, { id: ofAnother, title: 'x' })).toEqual(refusal('FORBIDDEN', 'id'));
    const own = await recorded(of, skovde, { partnerId: partner('skovde') });
    expect(await attempt(delegate, { id: own, title: 'x' })).toEqual(refusal('FORBIDDEN', 'id'));
    for (const partnerId of [partner('cervia'), null])
      expect(await attempt(skovde, { id: own, partnerId })).toEqual(refusal('FORBIDDEN', 'partnerId'));
    const moved = await update(of.lead, { id: own, partnerId: partner('cervia') });
    expect(moved.outcome.partner).toEqual({ slug: 'cervia' });
    expect((await update(host, { id: own, expectedVersion: 2, title: 'Mine' })).outcome.version).toBe(3);
  });

  it('are done when somebody says so, and open again', async () => {
    const id = await action({ partnerId: partner('skovde') });
    const done = await update(skovde, { id, isDone: true });
    expect(done.outcome).toEqual({
      version: 2,
      title: 'An action',
      text: null,
      doneAt: expect.any(String),
      dueOn: null,
      partner: { slug: 'skovde' },
      ownerPartner: { slug: 'skovde' },
      owner: null,
    });
    const { doneAt } = done.outcome;
    expect((await attempt(skovde, { id, isDone: true })).outcome.doneAt).toBe(doneAt);
    const person = {
      id,
      expectedVersion: 2,
      isDone: true,
      dueOn: '2018-01-12',
      ownerPersonId: of.personIds['delegate@skovde.example'],
    };
    expect((await update(skovde, person)).outcome).toEqual({
      ...done.outcome,
      version: 3,
      dueOn: '2018-01-12',
      owner: { name: 'Delegate, Skövde' },
    });
    expect((await update(skovde, { id, expectedVersion: 3, isDone: false })).outcome.doneAt).toBeNull();
  });

  it.each<[string, string, () => object, string]>([
    ['a result to be done', 'RESULT', () => ({ isDone: true }), 'isDone'],
    ['a result to be due', 'RESULT', () => ({ dueOn: '2018-01-12' }), 'dueOn'],
    ['an owner of a result', 'RESULT', () => ({ ownerPartnerId: partner('skovde') }), 'ownerPartnerId'],
    ['an action to lose its owner', 'ACTION', () => ({ ownerPartnerId: null }), 'ownerPartnerId'],
    ['an award to be nobody’s', 'AWARD', () => ({ partnerId: null }), 'partnerId'],
    ['a best practice to be nobody’s', 'BEST_PRACTICE', () => ({ partnerId: null }), 'partnerId'],
    ['to lose the only title', 'RESULT', () => ({ title: null }), 'title'],
    ['an empty title', 'RESULT', () => ({ title: '' }), 'title'],
  ])('refuse %s', async (_what, kind, changes, field) => {
    const owner = kind === 'ACTION' ? { ownerPartnerId: partner('skovde') } : {};
    const id = await recorded(of, of.lead, { kind, partnerId: partner('cervia'), ...owner });
    expect(await attempt(of.lead, { id, ...changes() })).toEqual(refusal('INVALID', field));
  });

  it('of a closed meeting stay, but its actions are seen to', async () => {
    const meetingId = await openMeeting(of, { number: 4, slug: 'closed' });
    const id = await action({ meetingId });
    await tavola.sql(`update meeting set state = 'CLOSED' where id = $1`, [meetingId]);
    expect(await inVain(tavola, () => record(of, of.lead, { meetingId }))).toEqual(
      refusal('CLOSED', 'meetingId'),
    );
    for (const change of [{ title: 'x' }, { text: 'x' }, { partnerId: partner('cervia') }])
      expect(await attempt(host, { id, ...change })).toEqual(refusal('CLOSED', 'id'));
    expect((await update(host, { id, isDone: true, dueOn: '2018-02-01' })).outcome.dueOn).toBe('2018-02-01');
    await of.lead.ask(
      `mutation ($id: ID!) { amendMeeting(id: $id, reason: "A decision is missing.") {
      userErrors { code } } }`,
      { id: meetingId },
    );
    expect((await update(host, { id, expectedVersion: 2, title: 'Amended' })).outcome.title).toBe('Amended');
    const cancelled = await openMeeting(of, { number: 3, slug: 'cancelled' });
    await of.lead.ask(step('cancelMeeting'), { id: cancelled });
    expect(await inVain(tavola, () => record(of, of.lead, { meetingId: cancelled }))).toEqual(
      refusal('CLOSED', 'meetingId'),
    );
  });
});
