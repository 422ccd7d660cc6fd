import { expect, it } from '@jest/globals';
import { Messages } from '../../src/platform/i18n/messages.js';
import { PARTNERS } from '../factories/cervia.js';
import { uploadOver } from '../setup/actor.js';
import { until } from '../setup/until.js';
import type { Story } from './story.js';

const PDF = (text: string) => Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`);

/** What each partner is asked to bring. */
export function presentations(story: Story): void {
  it('each partner is asked for its presentation; they upload it, once more, and one late', async () => {
    const asked = await story.lead.does(
      'requestMaterial',
      {
        meetingId: story.meetingId,
        kind: 'PRESENTATION',
        title: 'Impact of the project',
        dueAtLocal: '2017-12-01T18:00',
        partnerIds: PARTNERS.map(({ slug }) => story.partnerIds[slug]),
      },
      'materialRequests { id partner { slug } }',
    );
    story.requests = Object.fromEntries(
      asked.materialRequests.map(({ id, partner }: { id: string; partner: { slug: string } }) => [
        partner.slug,
        id,
      ]),
    );
    const upload = async (slug: string, content: Buffer, cuts: number[] = []) =>
      uploadOver(await story.delegate(slug), story.tavola.url, {
        requestId: story.requests[slug] as string,
        content,
        cuts,
      });
    expect(await upload('skovde', PDF('x'.repeat(2_000_000)), [800_000])).toBe(1);
    await upload('skovde', PDF('second version'));
    await upload('enzkreis', PDF('Enzkreis'));
    story.clock.set('2017-12-02T08:00:00Z');
    await upload('vsg', PDF('late'));
    await story.lead.takes('acceptMaterial', story.requests['enzkreis'] as string);
    const { materialRequests } = await story.meeting(
      story.lead,
      'materialRequests { state partner { slug } presentations { number } }',
    );
    const states = Object.fromEntries(
      materialRequests.map((r: { state: string; partner: { slug: string }; presentations: unknown[] }) => [
        r.partner.slug,
        [r.state, r.presentations.length],
      ]),
    );
    expect(states).toMatchObject({
      skovde: ['SUBMITTED', 2],
      enzkreis: ['ACCEPTED', 1],
      vsg: ['LATE', 1],
      liiveri: ['MISSING', 0],
    });
  });

  it('a reminder goes only to partners that still owe it', async () => {
    const { materialRequests } = (
      await story.lead.asks(
        `mutation ($id: ID!) { remindMaterial(meetingId: $id) { materialRequests { partner { slug } } userErrors { code } } }`,
        { id: story.meetingId },
      )
    ).remindMaterial;
    const reminded = materialRequests.map(({ partner }: { partner: { slug: string } }) => partner.slug);
    expect(reminded.toSorted()).toEqual(['cervia', 'collecchio', 'daugavpils', 'dubrovnik', 'liiveri']);
    const say = (language: 'lv' | 'sv') =>
      new Messages().say(language, 'mail.materialReminded.subject', {
        project: 'EVOLAQ',
        title: 'Impact of the project',
      });
    await until(() => story.subjects('coordinator@daugavpils.example').includes(say('lv')));
    expect(story.subjects('coordinator@skovde.example').includes(say('sv'))).toBe(false);
  });
}
