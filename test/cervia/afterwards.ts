import { expect, it } from '@jest/globals';
import { askByToken } from '../setup/actor.js';
import type { Story } from './story.js';

/** The figures are fixed, put right and asked for. */
export function afterwards(story: Story): void {
  it('the meeting is closed with its figures, amended once with a reason, and closed again', async () => {
    story.clock.set('2017-12-20T10:00:00Z');
    await story.lead.takes('closeRegistration', story.meetingId);
    await story.lead.takes('closeMeeting', story.meetingId);
    await story.lead.asks(
      `mutation ($id: ID!) { amendMeeting(id: $id, reason: "One name on the sheet was overlooked") {
      userErrors { code } } }`,
      { id: story.meetingId },
    );
    const guest = { meetingId: story.meetingId, name: 'Guest 4, Ravenna', town: 'Ravenna' };
    const { registration } = await story.lead.does('registerWalkIn', guest, 'registration { id }');
    const sheet = { registrationId: registration.id, day: '2017-12-11', method: 'SHEET' };
    await story.lead.does('checkIn', sheet, 'record { id }', 'AttendanceInput');
    await story.lead.takes('closeMeeting', story.meetingId);
    const { state, closings } = await story.meeting(
      await story.coordinator('liiveri'),
      'state closings { sha256 version reason total { people personDays signed } differences { dimension measure before after } }',
    );
    expect(state).toBe('CLOSED');
    await story.tavola.mailTo('coordinator@enzkreis.example', (text) => text.includes(closings[1].sha256));
    expect(
      closings.map(
        ({
          differences: _differences,
          sha256: _hash,
          ...closing
        }: {
          differences: object[];
          sha256: string;
        }) => closing,
      ),
    ).toEqual([
      { version: 1, reason: null, total: { people: 10, personDays: 14, signed: 0 } },
      {
        version: 2,
        reason: 'One name on the sheet was overlooked',
        total: { people: 11, personDays: 15, signed: 1 },
      },
    ]);
    expect(closings[1].differences[0]).toEqual({
      dimension: null,
      measure: 'confirmed',
      before: 10,
      after: 11,
    });
  });

  it("a coordinator's API token queries attendance and outcomes", async () => {
    const { browser } = await story.coordinator('cervia');
    const { createApiToken } = await browser.ask(
      `mutation { createApiToken(input: { name: "BI", scopes: [READ] }) { token } }`,
    );
    const { project } = await askByToken(
      story.tavola.url,
      createApiToken.token,
      `{ project(slug: "evolaq") {
        attendance(groupBy: [COUNTRY]) { rows { key { value } people } total { people } } outcomes { kind } } }`,
    );
    expect(project.attendance.total.people).toBe(11);
    expect(project.attendance.rows.map(({ key, people }: Row) => [key[0]?.value, people])).toEqual([
      ['AT', 1],
      ['DE', 1],
      ['FI', 1],
      ['HR', 0],
      ['IT', 6],
      ['LV', 1],
      ['SE', 1],
    ]);
    expect(project.outcomes.length).toBe(7);
  });
}

interface Row {
  readonly key: readonly { readonly value: string }[];
  readonly people: number;
}
