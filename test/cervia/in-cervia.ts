import { expect, it } from '@jest/globals';
import { OUTCOMES, PARTNERS } from '../factories/cervia.js';
import type { Actor } from '../setup/actor.js';
import type { Story } from './story.js';

/** Three days of December: who was there, and what came out of it. */
export function inCervia(story: Story): void {
  it('the desk checks people in per day and per workshop, walk-ins with a name and a town included', async () => {
    const host = await story.coordinator('cervia');
    await host.does(
      'inviteMember',
      {
        partnerId: story.partnerIds['cervia'],
        role: 'HOST_DESK',
        meetingId: story.meetingId,
        name: 'Desk 1, Cervia',
        email: 'desk@cervia.example',
        language: 'it',
      },
      'membership { meeting { slug } }',
    );
    const desk = await story.as('desk@cervia.example');
    story.clock.set('2017-12-11T08:00:00Z');
    const checkIn = (registrationId: string | undefined, more: object = {}) =>
      desk.does('checkIn', { registrationId, ...more }, 'record { day }', 'AttendanceInput');
    for (const slug of ['skovde', 'collecchio', 'enzkreis', 'daugavpils', 'vsg', 'liiveri', 'cervia'])
      await checkIn(story.registrationIds[slug]);
    for (const number of [1, 2, 3]) {
      const guest = { meetingId: story.meetingId, name: `Guest ${number}, Cervia`, town: 'Cervia' };
      const { registration } = await desk.does('registerWalkIn', guest, 'registration { id }');
      await checkIn(registration.id);
    }
    story.clock.set('2017-12-12T07:30:00Z');
    for (const slug of ['skovde', 'enzkreis', 'vsg']) await checkIn(story.registrationIds[slug]);
    for (const slug of ['enzkreis', 'vsg'])
      await checkIn(story.registrationIds[slug], { agendaItemId: story.items['Recruiting volunteers'] });
    const self = await story.delegate('daugavpils');
    const own = { registrationId: story.registrationIds['daugavpils'] };
    expect((await self.does('checkIn', own, 'record { method }', 'AttendanceInput')).record.method).toBe(
      'SELF',
    );
  });

  it('results, decisions, an action, best practices and an award are recorded', async () => {
    const outcome = { projectId: story.projectId, meetingId: story.meetingId };
    const record = (actor: Actor, input: object) =>
      actor.does('recordOutcome', { ...outcome, ...input }, 'outcome { id kind version }');
    for (const { partner, owner, ...recorded } of OUTCOMES) {
      const of = {
        partnerId: partner && story.partnerIds[partner],
        ownerPartnerId: owner && story.partnerIds[owner],
      };
      await record(story.lead, { ...recorded, ...of });
    }
    const decision = await record(story.lead, {
      kind: 'DECISION',
      title: 'The final report is published in English',
    });
    for (const { slug, town } of PARTNERS.slice(0, 3)) {
      const practice = {
        kind: 'BEST_PRACTICE',
        partnerId: story.partnerIds[slug],
        title: `A practice of ${town}`,
      };
      await record(await story.coordinator(slug), practice);
    }
    await story.lead.does(
      'updateOutcome',
      {
        id: decision.outcome.id,
        expectedVersion: 1,
        title: 'The final report is published in English and online',
      },
      'outcome { version }',
    );
    const { project } = await (
      await story.delegate('vsg')
    ).asks(
      '{ project(slug: "evolaq") { outcomes(kind: AWARD) { title partner { slug } meeting { slug } } } }',
    );
    expect(project.outcomes).toEqual([
      {
        title: 'Volunteer-friendly municipality',
        partner: { slug: 'daugavpils' },
        meeting: { slug: 'cervia' },
      },
    ]);
  });
}
