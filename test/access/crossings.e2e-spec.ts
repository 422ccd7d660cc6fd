import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../../src/platform/access/viewer.js';
import { RequestQuotas } from '../../src/platform/access/request-quotas.js';
import { Door } from '../../src/platform/http/door.js';
import { Reader } from '../../src/platform/read/reader.js';
import { StatementNames } from '../../src/platform/read/statement-names.js';
import { type Partnership, meeting, openMeeting, partnership } from '../factories/partnership.js';
import { Actor } from '../setup/actor.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { Tavola } from '../setup/tavola.js';

const PEOPLE = `{ project(slug: "evolaq") { id meetings { slug registrations(first: 20) { totalCount nodes { id gender needs { diet }
  person { name email } } } } partners { members { role person { name email } } } } }`;
const MINE = `query ($slug: String!) { viewer { name email registrations { id state } }
  project(slug: "evolaq") { meeting(slug: $slug) { title myRegistration { id } agenda(draft: true) { draftVersion } } } }`;
const FIGURES = `{ project(slug: "evolaq") { meeting(slug: "cervia") { attendance(groupBy: [GENDER]) { rows { isMerged people
  key { value } } total { registered } } } } }`;

const TIMES = 10_000;
const AT_ONCE = 20;

/** A statement has a name by its text, and nothing that was made for one viewer may be used for another. */
describe('two viewers with one document', () => {
  let tavola: Tavola;
  let of: Partnership;
  let viewers: GraphqlClient[];
  /** What each of them is answered when nobody else asks, by document. */
  let own: string[][];
  const asked = [
    { document: PEOPLE, variables: {} },
    { document: MINE, variables: { slug: 'cervia' } },
    { document: MINE, variables: { slug: 'secret' } },
    { document: FIGURES, variables: {} },
  ];

  const answerTo = async (viewer: GraphqlClient, which: number): Promise<string> => {
    const { document, variables } = asked[which % asked.length] as (typeof asked)[number];
    return JSON.stringify(
      await viewer.send(document, variables).then(({ data, errors }) => ({ data, broke: errors?.length })),
    );
  };

  beforeAll(async () => {
    // More than a person sends in a minute, and than a busy machine takes.
    RequestQuotas.prototype.spend = async () => undefined;
    Door.prototype.enter = async () => true;
    Door.prototype.leave = () => undefined;
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const lead = new Actor(of.lead);
    const asks = { id: of.projectId, expectedVersion: 1, asks: ['GENDER'] };
    await lead.does('updateProject', asks, 'project { id }');
    const meetingId = await openMeeting(of);
    await meeting(of, { slug: 'secret', number: 10, title: 'Not announced' });
    const delegate = await of.as('delegate@skovde.example');
    const seats = { meetingId, partnerId: of.partnerIds['skovde'], seats: 5 };
    await lead.does('invitePartner', seats, 'invitation { id }');
    const comes = { meetingId, gender: 'OTHER', needs: { diet: 'halal' } };
    await new Actor(delegate).does('register', comes, 'registration { id }');
    viewers = [of.lead, delegate, await of.as('delegate@daugavpils.example')];
    own = [];
    for (const viewer of viewers) {
      const answers: string[] = [];
      for (const which of asked.keys()) answers.push(await answerTo(viewer, which));
      own.push(answers);
    }
  });
  afterAll(() => tavola.stop());

  /** How many of so many answers, of all viewers in turn, are not that viewer's own. */
  async function crossings(times: number): Promise<number> {
    let [next, crossed] = [0, 0];
    const worker = async (): Promise<void> => {
      for (let turn = next++; turn < times; turn = next++) {
        const [who, which] = [turn % viewers.length, Math.floor(turn / viewers.length) % asked.length];
        const answer = await answerTo(viewers[who] as GraphqlClient, which);
        if (answer !== own[who]?.[which]) crossed += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return crossed;
  }

  it(`are answered ${TIMES} times in turn, each what is for him`, async () => {
    expect(own.flat().filter((answer) => answer.includes('broke'))).toEqual([]);
    expect(new Set(own.map(([people]) => people)).size).toBe(viewers.length);
    expect(await crossings(TIMES)).toBe(0);
  }, 240_000);

  it('cross when the plan is remembered by the document alone', async () => {
    // Called with the reader it belongs to, below.
    // oxlint-disable-next-line typescript/unbound-method
    const { one, many } = Reader.prototype;
    const first = new Map<string, Viewer>();
    const remembered = ({ operation }: GraphQLResolveInfo, viewer: Viewer): Viewer => {
      const key = operation.loc?.source.body ?? '';
      return first.get(key) ?? (first.set(key, viewer), viewer);
    };
    Reader.prototype.one = function (info, viewer, ...rest) {
      return one.call(this, info, remembered(info, viewer), ...rest);
    };
    Reader.prototype.many = function (info, viewer, ...rest) {
      return many.call(this, info, remembered(info, viewer), ...rest);
    };
    try {
      expect(await crossings(100)).toBeGreaterThan(25);
    } finally {
      Object.assign(Reader.prototype, { one, many });
    }
  });

  it('are refused by the driver when two statements share a name, and not answered from the other', async () => {
    // Called with the names it belongs to, if at all.
    // oxlint-disable-next-line typescript/unbound-method
    const { of } = StatementNames.prototype;
    StatementNames.prototype.of = () => 'short';
    try {
      expect(await crossings(100)).toBeGreaterThan(0);
    } finally {
      StatementNames.prototype.of = of;
    }
  });
});
