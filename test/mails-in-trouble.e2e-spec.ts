import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, meeting, openMeeting, partnership } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const ASK = `query ($first: Int! = 50, $after: String, $state: EmailState) { project(slug: "evolaq") {
  mailsInTrouble(first: $first, after: $after, state: $state) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { kind subject state attempts uncertain address smtpAnswer expiresAt person { name } partner { slug }
      meeting { slug } } } } }`;

/**
 * A mail as it stands after its tries; past the delivery, since the mail catcher takes everything. It tells of the
 * scheduling of a meeting, or of none.
 */
const WRITE = `
insert into email (id, event_id, project_id, person_id, recipient, language, subject, text, html, message_id, queued_at,
  state, attempts, uncertain, smtp_answer, expires_at)
select $1::uuid, coalesce((select e.id from event e where e.meeting_id = $2 order by e.id limit 1),
    (select e.id from event e where e.kind = 'project.created')),
  (select id from project where slug = 'evolaq'), p.id, p.email, 'en', 'Subject', 'secret', 'secret', '<m@tavola>', now(),
  $4, $5, $6, $7, $8
from person p where p.email = $3`;

describe('mails in trouble', () => {
  let tavola: Tavola;
  let of: Partnership;
  let written = 0;
  const write = (meetingId: string | null, to: string, became: object = {}) => {
    const as = {
      state: 'FAILED',
      attempts: 1,
      uncertain: false,
      answer: `550 <${to}> unknown`,
      expiresAt: null,
    };
    const id = `00000000-0000-4000-8000-${String((written += 1)).padStart(12, '0')}`;
    return tavola.sql(WRITE, [id, meetingId, to, ...Object.values({ ...as, ...became })]);
  };

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const open = await openMeeting(of);
    const draft = await meeting(of, { slug: 'draft', number: 10 });
    await write(null, 'delegate@skovde.example');
    await write(open, 'delegate@daugavpils.example', {
      state: 'EXPIRED',
      attempts: 3,
      answer: '421 busy',
      expiresAt: '2017-12-13T23:00:00Z',
    });
    await write(draft, 'coordinator@skovde.example', { state: 'QUEUED', uncertain: true, answer: 'Closed' });
    await write(open, 'coordinator@cervia.example', { state: 'SENT', attempts: 2, uncertain: true });
    // In no trouble: sent, not tried yet, and not wanted.
    await write(open, 'delegate@cervia.example', { state: 'SENT', answer: '250 ok' });
    await write(open, 'coordinator@daugavpils.example', { state: 'QUEUED', attempts: 0, answer: null });
    await write(draft, 'lead@norrkoping.example', { state: 'DISCARDED' });
    // Of no project.
    await tavola.sql(`update email set state = 'FAILED' where event_id in
      (select id from event where kind = 'signIn.requested')`);
  });
  afterAll(() => tavola.stop());

  const shown = async (client: GraphqlClient, variables: object = {}) =>
    (await client.ask(ASK, variables)).project.mailsInTrouble;
  const to = ({ nodes }: { nodes: { address: string }[] }) => nodes.map(({ address }) => address);

  const SKOVDE = {
    kind: 'project.created',
    subject: 'Subject',
    state: 'FAILED',
    attempts: 1,
    uncertain: false,
    address: 'delegate@skovde.example',
    smtpAnswer: '550 <delegate@skovde.example> unknown',
    expiresAt: null,
    person: { name: 'Delegate, Skövde' },
    partner: { slug: 'skovde' },
    meeting: null,
  };

  it('are all shown to the lead partner, with what the mail server said', async () => {
    const { nodes, totalCount } = await shown(of.lead);
    expect(totalCount).toBe(4);
    expect(nodes.slice(0, 2)).toEqual([
      SKOVDE,
      {
        ...SKOVDE,
        kind: 'meeting.scheduled',
        state: 'EXPIRED',
        attempts: 3,
        address: 'delegate@daugavpils.example',
        smtpAnswer: '421 busy',
        expiresAt: '2017-12-13T23:00:00+00:00',
        person: { name: 'Delegate, Daugavpils' },
        partner: { slug: 'daugavpils' },
        meeting: { slug: 'cervia' },
      },
    ]);
    expect(to({ nodes }).slice(2)).toEqual(['coordinator@skovde.example', 'coordinator@cervia.example']);
  });

  it('are shown to a coordinator where they are to his own people, without the name of a meeting he does not see', async () => {
    const { nodes, totalCount } = await shown(await of.as('coordinator@skovde.example'));
    expect(totalCount).toBe(2);
    expect(nodes[0]).toEqual(SKOVDE);
    expect(nodes[1]).toMatchObject({
      address: 'coordinator@skovde.example',
      state: 'QUEUED',
      uncertain: true,
      subject: null,
      meeting: null,
    });
  });

  it('are shown to nobody else', async () => {
    const none = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
    expect(await shown(await of.as('delegate@skovde.example'))).toEqual(none);
    await tavola.person('stranger@turku.example');
    const stranger = await tavola.signedIn('stranger@turku.example');
    expect(await stranger.ask(ASK)).toEqual({ project: null });
  });

  it('are found by their state, and page by page', async () => {
    expect(to(await shown(of.lead, { state: 'FAILED' }))).toEqual(['delegate@skovde.example']);
    const first = await shown(of.lead, { first: 3 });
    expect([to(first).length, first.pageInfo.hasNextPage]).toEqual([3, true]);
    const rest = await shown(of.lead, { first: 3, after: first.pageInfo.endCursor });
    expect([to(rest), rest.pageInfo.hasNextPage]).toEqual([['coordinator@cervia.example'], false]);
  });
});
