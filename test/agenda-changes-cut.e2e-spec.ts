import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOST_ITEMS } from '../src/agenda/bounds.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';

const CHANGES = `query ($id: ID!) { meeting(id: $id) { agendaChanges(since: 1) { kinds }
  one: agenda(release: 1) { items { id } } two: agenda(release: 2) { items { id } } } }`;
const OF_ALL = `{ project(slug: "evolaq") { meetings { agendaChanges(since: 1) { itemId } } } }`;
const DESCRIPTION = `{ it: __type(name: "Meeting") { fields { name description } } }`;
const FILL = `insert into agenda_item (id, meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local)
  select gen_random_uuid(), meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local
  from agenda_item, generate_series(2, $2::int) where meeting_id = $1 and removed_at is null`;

describe('the changes between two agendas of which every line is another', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    for (const _ of [1, 2]) {
      await tavola.sql('update agenda_item set removed_at = now() where meeting_id = $1', [meetingId]);
      await agendaItem(of, meetingId);
      await tavola.sql(FILL, [meetingId, MOST_ITEMS]);
      await publish(of, meetingId);
    }
  });
  afterAll(() => tavola.stop());

  it('are more than are listed, which the list says, and the lines of both can be had', async () => {
    const { agendaChanges, one, two } = (await of.lead.ask(CHANGES, { id: meetingId })).meeting;
    const lines = new Set([...one.items, ...two.items].map(({ id }: { id: string }) => id));
    expect(lines.size).toBe(2 * MOST_ITEMS);
    const { fields } = (await of.lead.ask(DESCRIPTION)).it as {
      fields: { name: string; description: string }[];
    };
    const said = fields.find(({ name }) => name === 'agendaChanges')?.description;
    expect(agendaChanges.length).toBeLessThan(lines.size);
    expect(said).toContain(`At most ${agendaChanges.length}; of more, the first.`);
    expect(said).toContain(`(${lines.size})`);
  });

  it('can be had of all meetings of a project at once, which is why they are no more', async () => {
    const { project } = await of.lead.ask(OF_ALL);
    expect(project.meetings[0].agendaChanges).not.toEqual([]);
  });
});
