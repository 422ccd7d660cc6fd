import { setTimeout as sleep } from 'node:timers/promises';
import { crowd } from '../factories/crowd.js';
import { type Partnership, agendaItem, openMeeting, partnership } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { SeededRandom } from '../setup/seeded-random.js';
import { Tavola } from '../setup/tavola.js';
import type { Findings, Proof } from './proof.js';

const EDITORS = 20;
const ITEMS = 40;
const ROOMS = 6;
/** Between two moves of an editor: one person may ask six hundred times in a minute. */
const PACE_MS = 150;

const DRAFT = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion items {
  id version startsAtLocal room { id } } } } }`;
const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) {
  agendaItem { version startsAtLocal room { id } } userErrors { code } } }`;
const ADD_ROOM = 'mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } } }';
const OVERLAPS = `
select count(*)::int as count from agenda_item a join agenda_item b on b.room_id = a.room_id and b.id > a.id
where a.starts_at < b.ends_at and b.starts_at < a.ends_at and a.removed_at is null and b.removed_at is null`;

/** Twenty people move the items of one draft at the same time. */
export const editors: Proof = {
  name: 'editors',
  promise: 'of many who move items at once nobody’s move is lost, and no exclusive room is given twice',
  isAlone: true,
  async run(findings) {
    const seconds = findings.pick(3, 60);
    const desk = await Desk.open();
    try {
      const seen = await desk.edit(seconds * 1000);
      promises(findings, seconds, seen);
      await controls(findings, desk);
    } finally {
      await desk.close();
    }
  },
};

interface Line {
  readonly id: string;
  readonly version: number;
  readonly startsAtLocal: string;
  readonly room: { readonly id: string };
}

/** A move that was acknowledged: of which item, what it is then, and which version the editor saw before. */
interface Move extends Line {
  readonly seen: number;
}

interface Seen {
  readonly moves: readonly Move[];
  /** Codes of what was refused, with how often. */
  readonly refused: Readonly<Record<string, number>>;
  readonly lines: readonly Line[];
  readonly before: readonly Line[];
  readonly draftVersions: number;
  readonly events: number;
  readonly overlaps: number;
}

function promises(findings: Findings, seconds: number, seen: Seen): void {
  const { moves, refused, draftVersions, events, overlaps } = seen;
  const told = Object.entries(refused)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
  findings.promise(
    `${EDITORS} editors over two processes move ${ITEMS} items for ${seconds} s, and each is told whether it was done`,
    `${moves.length} moved, ${told}`,
    moves.length > EDITORS &&
      Object.keys(refused).every((code) => code === 'CONFLICT' || code === 'ROOM_TAKEN'),
  );
  const lost = lostOf(seen);
  findings.promise(
    'each acknowledged move follows the version that its editor saw, and the last one is where the item is',
    `${lost} lost of ${moves.length}`,
    lost === 0,
  );
  findings.promise(
    'each is one version of the draft, and one event',
    `${draftVersions} versions, ${events} events`,
    draftVersions === moves.length && events === moves.length,
  );
  findings.promise('no two items have one room at the same time', `${overlaps} pairs`, overlaps === 0);
}

async function controls(findings: Findings, desk: Desk): Promise<void> {
  await desk.goOnWithout('the-version-check');
  const unversioned = await desk.edit(1500, { items: 2, rooms: ROOMS });
  findings.control(
    'without the version in the WHERE moves are lost',
    `${lostOf(unversioned)} lost of ${unversioned.moves.length}`,
    lostOf(unversioned) > 0,
  );
  // One of the same name, which moves defer, and which keeps nothing apart.
  await desk.drop(`alter table agenda_item drop constraint agenda_item_room_is_free,
    add constraint agenda_item_room_is_free exclude using gist (held_room_id with =) where (false) deferrable`);
  const { overlaps } = await desk.edit(1000, { items: ITEMS, rooms: 1 });
  findings.control('without the constraint rooms are given twice', `${overlaps} pairs`, overlaps > 0);
}

/** Acknowledged moves that undid one which their editor had not seen, and items that are not where the last one put them. */
function lostOf({ moves, lines, before }: Seen): number {
  return lines.reduce((lost, line) => {
    const own = moves.filter(({ id }) => id === line.id).toSorted((a, b) => a.version - b.version);
    const first = before.find(({ id }) => id === line.id) as Line;
    const last = own.at(-1) ?? first;
    const isThere =
      last.version === line.version &&
      last.startsAtLocal === line.startsAtLocal &&
      last.room.id === line.room.id;
    return lost + own.filter(({ version, seen }) => version !== seen + 1).length + (isThere ? 0 : 1);
  }, 0);
}

/** A draft with exclusive rooms, and those who move its items. */
class Desk {
  private apps: readonly AppProcess[] = [];

  private constructor(
    private readonly tavola: Tavola,
    private readonly of: Partnership,
    private readonly meetingId: string,
    private readonly roomIds: readonly string[],
    private readonly browsers: readonly GraphqlClient[],
  ) {}

  static async open(): Promise<Desk> {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    const meetingId = await openMeeting(of);
    const roomIds: string[] = [];
    for (let room = 0; room < ROOMS; room += 1) {
      const input = { meetingId, name: `Room ${room}`, isExclusive: true };
      roomIds.push((await of.lead.ask(ADD_ROOM, { input })).addRoom.room.id);
    }
    for (let item = 0; item < ITEMS; item += 1) {
      const hour = String(8 + Math.floor(item / ROOMS)).padStart(2, '0');
      const times = { startsAtLocal: `2017-12-11T${hour}:00`, endsAtLocal: `2017-12-11T${hour}:45` };
      await agendaItem(of, meetingId, { title: `Item ${item}`, roomId: roomIds[item % ROOMS], ...times });
    }
    const people = await crowd(tavola, of, { size: EDITORS, partner: 'norrkoping', role: 'COORDINATOR' });
    const desk = new Desk(
      tavola,
      of,
      meetingId,
      roomIds,
      people.map(({ browser }) => browser),
    );
    await desk.goOnWithout();
    return desk;
  }

  /** From now on two processes work without this protection. */
  async goOnWithout(...without: string[]): Promise<void> {
    await this.end();
    const { database } = this.tavola;
    this.apps = await Promise.all([0, 1].map(() => AppProcess.start({ database, without })));
  }

  drop(statement: string): Promise<unknown> {
    return this.tavola.sql(statement, [], this.tavola.database.ownerUrl);
  }

  /**
   * All of them move one item after the other, wherever they like.
   * @param among how many of the items, and into how many of the rooms
   */
  async edit(forMs: number, among = { items: ITEMS, rooms: ROOMS }): Promise<Seen> {
    const before = await this.draft();
    const events = await this.count(
      "select count(*)::int as count from event where kind = 'agendaItem.moved'",
    );
    const moves: Move[] = [];
    const refused: Record<string, number> = {};
    const until = performance.now() + forMs;
    await Promise.all(
      this.browsers.map(async (browser, index) => {
        const editor = browser.at((this.apps[index % 2] as AppProcess).url);
        const random = new SeededRandom(index + 1);
        while (performance.now() < until) {
          const { id, seen, answer } = await this.move(editor, random, among);
          const code = answer.userErrors[0]?.code as string | undefined;
          if (code) refused[code] = (refused[code] ?? 0) + 1;
          else moves.push({ id, seen, ...answer.agendaItem });
          await sleep(PACE_MS);
        }
      }),
    );
    const after = await this.draft();
    return {
      moves,
      refused,
      lines: after.items,
      before: before.items,
      draftVersions: after.draftVersion - before.draftVersion,
      events:
        (await this.count("select count(*)::int as count from event where kind = 'agendaItem.moved'")) -
        events,
      overlaps: await this.count(OVERLAPS),
    };
  }

  async close(): Promise<void> {
    await this.end();
    await this.tavola.stop();
  }

  /** Looks at the draft, and puts one of its items elsewhere. */
  private async move(editor: GraphqlClient, random: SeededRandom, among: { items: number; rooms: number }) {
    const { items } = await this.draft(editor);
    const known = items.toSorted((a, b) => a.id.localeCompare(b.id));
    const { id, version } = known[random.below(among.items)] as Line;
    const input = {
      id,
      expectedVersion: version,
      startsAtLocal: `2017-12-1${1 + random.below(3)}T${String(8 + random.below(10)).padStart(2, '0')}:${15 * random.below(4) || '00'}`,
      roomId: this.roomIds[random.below(among.rooms)],
    };
    return { id, seen: version, answer: (await editor.ask(MOVE, { input })).moveAgendaItem };
  }

  private async draft(by = this.of.lead): Promise<{ draftVersion: number; items: Line[] }> {
    return (await by.ask(DRAFT, { id: this.meetingId })).meeting.agenda;
  }

  private async count(statement: string): Promise<number> {
    return (await this.tavola.sql(statement))[0]?.['count'] as number;
  }

  private async end(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.end('SIGKILL')));
    this.apps = [];
  }
}
