import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, datePoll, inPoll } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { LiveReader } from './setup/live-reader.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

describe('live changes of a date poll', () => {
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-09-01T08:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  it('are heard by coordinators on the stream of the project, and by nobody else', async () => {
    const path = `${tavola.url}/live/projects/${of.projectId}`;
    const skovde = await of.as('coordinator@skovde.example');
    const delegate = await of.as('delegate@skovde.example');
    const [leads, coordinators, delegates] = await Promise.all(
      [of.lead, skovde, delegate].map((client) => LiveReader.open(path, client.cookie)),
    );
    const poll = await datePoll(of);
    await answer(delegate, poll, 'YES YES NO');
    await inPoll(of.lead, 'addDateOptions', { datePollId: poll.id, days: [{ startsOn: '2018-01-08' }] });
    const { id } = poll;
    const heard = [
      { type: 'datePoll.created', id },
      { type: 'datePoll.answered', id },
      { type: 'datePoll.optionsAdded', id, version: 2 },
    ];
    for (const reader of [leads, coordinators]) {
      await until(() => (reader?.frames.length ?? 0) >= heard.length);
      expect(reader?.frames).toEqual(heard);
    }
    // What everybody hears comes after all of it, so that would have come by now.
    const title = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { userErrors { code } } }`;
    await of.lead.ask(title, { input: { id: of.projectId, expectedVersion: 1, title: 'Enhancing' } });
    await until(() => (delegates?.frames.length ?? 0) > 0);
    expect(delegates?.frames).toEqual([{ type: 'project.updated', id: of.projectId, version: 2 }]);
    for (const reader of [leads, coordinators, delegates]) reader?.close();
  });
});
