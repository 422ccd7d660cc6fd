import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { LiveReader } from './setup/live-reader.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { person { id } } userErrors { code field } } }`;
const MEMBERS = `{ project(slug: "evolaq") { leadPartner { members { role endsOn person { name } } } } }`;

describe('a membership with a last day', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    const { projectId, partnerIds } = of;
    const input = { language: 'en', endsOn: '2017-11-25' };
    for (const who of [
      { role: 'AUDITOR', projectId, name: 'Auditor, Brussels', email: 'auditor@eacea.example' },
      {
        role: 'DELEGATE',
        partnerId: partnerIds['norrkoping'],
        name: 'Trainee',
        email: 'trainee@norrkoping.example',
      },
    ])
      await of.lead.ask(INVITE, { input: { ...input, ...who } });
  });
  afterAll(() => tavola.stop());

  const members = async () => (await of.lead.ask(MEMBERS)).project.leadPartner.members;
  const trainee = { role: 'DELEGATE', endsOn: '2017-11-25', person: { name: 'Trainee' } };

  it('counts and is seen until that day is over in Greenwich, and not after', async () => {
    const client = await of.as('auditor@eacea.example');
    const own = async () =>
      (await client.ask('{ viewer { memberships { role } } project(slug: "evolaq") { slug } }')) as object;
    clock.set('2017-11-25T23:59:59Z');
    expect(await members()).toEqual(expect.arrayContaining([trainee]));
    expect(await own()).toEqual({
      viewer: { memberships: [{ role: 'AUDITOR' }] },
      project: { slug: 'evolaq' },
    });
    clock.set('2017-11-26T00:00:00Z');
    expect(await members()).not.toEqual(expect.arrayContaining([trainee]));
    expect(await own()).toEqual({ viewer: { memberships: [] }, project: null });
  });

  it('ends a live stream with it, within a second', async () => {
    clock.set('2017-11-25T23:00:00Z');
    const client = await of.as('auditor@eacea.example');
    clock.set('2017-11-25T23:59:59.200Z');
    const url = `${tavola.url}/live/projects/${of.projectId}`;
    const [ending, staying] = [
      await LiveReader.open(url, client.cookie),
      await LiveReader.open(url, of.lead.cookie),
    ];
    expect(ending.ended).toBe(false);
    clock.set('2017-11-26T00:00:00Z');
    await until(() => ending.ended, 1_800);
    expect(staying.ended).toBe(false);
    ending.close();
    staying.close();
  });
});
