import type { World } from './world.js';
import type { Asking } from './asking.js';
import type { Principal } from './people.js';
import { type Deeper, type Edge, type Shape, type Shapes, keyField } from './shapes.js';

// Answers have the form of what is asked, which is made from the schema.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = any;

export interface Fact {
  readonly values: Readonly<Record<string, unknown>>;
  /** Keys of the rows at its edges, in their order. */
  readonly edges: Record<string, readonly string[]>;
}

/**
 * Lines of an agenda are of the newest release, of the draft or of the first; what leads to one says which. What has
 * changed is compared with the first.
 */
const CONTEXTS: Readonly<Record<string, string>> = {
  agenda: 'current',
  draftAgenda: 'draft',
  firstAgenda: 'first',
  agendaChanges: 'current',
  draftChanges: 'draft',
  before: 'first',
};

/** The key of the row that an edge leads to: its type and id, and of agendas in which of them it is. */
export function keyAt(edge: Edge, from: string, row: Answer): string {
  if (edge.to === 'Agenda') return `Agenda:${idIn(from)}@${CONTEXTS[edge.key]}`;
  if (edge.to === 'CarriedOutAgenda') return `CarriedOutAgenda:${idIn(from)}`;
  if (edge.to === 'AgendaChange') return `AgendaChange:${row.itemId}@${CONTEXTS[edge.key]}`;
  if (edge.to === 'AgendaConflict')
    return `AgendaConflict:${row.message.replaceAll('@', ' at ')}@${from.split('@')[1]}`;
  if (edge.to !== 'AgendaItem') return `${edge.to}:${row[keyField(edge.to)]}`;
  const isWithin = edge.from.startsWith('Agenda');
  return `AgendaItem:${row.id}@${CONTEXTS[edge.key] ?? (isWithin ? from.split('@')[1] : 'current')}`;
}

const idIn = (key: string): string => key.slice(key.indexOf(':') + 1).split('@')[0] as string;

/** The rows at an edge, whether it leads to one, to several or to a page. */
export const rowsAt = (edge: Edge, answer: Answer): Answer[] => {
  if (edge.kind === 'page') return answer.nodes;
  if (edge.kind === 'many') return answer;
  return answer === null ? [] : [answer];
};

/** All that there is, as those see it who see all of it: the lead partners of the two projects. */
export class Facts {
  readonly byKey = new Map<string, Fact>();
  /** Figures by gender for whoever is not told of small groups, by the key of meeting or project. */
  readonly merged = new Map<string, unknown>();
  private readonly names = new Map<string, string>();

  private constructor(
    private readonly shapes: Shapes,
    { objects, people }: World,
  ) {
    for (const [type, named] of Object.entries(objects))
      for (const [name, id] of Object.entries(named)) this.names.set(`${type}:${id}`, name);
    for (const person of people) this.byKey.set(`Person:${person.id}`, { values: { ...person }, edges: {} });
  }

  static async gather(shapes: Shapes, world: World, asking: Asking): Promise<Facts> {
    const facts = new Facts(shapes, world);
    const { objects } = world;
    for (const [type, root, ...deeper] of WHOLE)
      for (const [name, id] of Object.entries(objects[type] ?? {})) {
        const who = isOther(name) ? 'stranger' : 'lead';
        const args = type === 'Project' ? `slug: "${name}"` : `id: "${id}"`;
        for (const below of deeper)
          await facts.ask(asking, who, `${root}(${args})`, shapes.shallow(type, below));
      }
    for (const slug of ['open', 'cancelled', 'other']) {
      const call = `publicAgenda(project: "${isOther(slug) ? slug : 'evolaq'}", meeting: "${slug}")`;
      await facts.ask(asking, 'lead', call, shapes.shallow('PublicAgenda', { items: {} }));
    }
    const memberships = shapes.shallow('Membership');
    const { data } = await asking.as('auditor', `{ viewer { memberships ${shapes.print(memberships)} } }`);
    for (const row of data.viewer.memberships) facts.keep(memberships, `Membership:${row.id}`, row);
    const { data: countries } = await asking.as('anonymous', '{ countries { code name } }');
    for (const row of countries.countries) facts.byKey.set(`Country:${row.code}`, { values: row, edges: {} });
    for (const [type, root] of [
      ['Project', 'project'],
      ['Meeting', 'meeting'],
    ] as const)
      for (const [name, id] of Object.entries(objects[type] ?? {})) {
        const args = type === 'Project' ? `slug: "${name}"` : `id: "${id}"`;
        const value = shapes.valuesOf(type, true).find(({ key }) => key === 'byGender')?.text;
        const { data: seen } = await asking.as('otherDelegate', `{ it: ${root}(${args}) { ${value} } }`);
        if (seen.it) facts.merged.set(`${type}:${id}`, seen.it.byGender);
      }
    return facts;
  }

  private async ask(asking: Asking, who: Principal, root: string, shape: Shape): Promise<void> {
    const { data, errors } = await asking.as(who, `{ it: ${root} ${this.shapes.print(shape)} }`);
    if (errors || !data.it) throw new Error(`${who} does not see ${root}: ${JSON.stringify(errors)}`);
    this.keep(shape, `${shape.type}:${data.it.id}`, data.it);
  }

  /** Two ways to the same row must tell the same of it. */
  private keep(shape: Shape, key: string, row: Answer): void {
    if (!shape.values || shape.type === 'Person' || shape.type === 'Country') return;
    const fact: Fact = this.byKey.get(key) ?? { values: {}, edges: {} };
    this.byKey.set(key, fact);
    for (const { key: value } of this.shapes.valuesOf(shape.type, true))
      if (value in row) same(`${key}.${value}`, fact.values, value, row[value]);
    for (const [edge, child] of shape.edges) {
      const rows = rowsAt(edge, row[edge.key]);
      same(
        `${key}.${edge.key}`,
        fact.edges,
        edge.key,
        rows.map((end) => keyAt(edge, key, end)),
      );
      for (const end of rows) this.keep(child, keyAt(edge, key, end), end);
    }
  }

  /** What the matrix calls a row. */
  nameOf(key: string): string {
    const [type = '', rest = ''] = key.split(/:(.*)/s);
    const [id = '', context] = rest.split('@');
    if (type === 'Country') return 'every';
    if (type === 'StatedCount') return id.replace('some of ', '');
    if (type === 'PublicAgenda') return this.nameOf(`Meeting:${id}`);
    if (type === 'PublicAgendaItem') return this.nameOf(`AgendaItem:${id}`);
    if (type === 'Agenda') {
      const kind = context === 'draft' ? 'draft' : 'release';
      return this.names.get(`Meeting:${id}`) === 'other' ? `other ${kind}` : kind;
    }
    if (type === 'CarriedOutAgenda') return this.names.get(`Meeting:${id}`) as string;
    if (type === 'AgendaChange' || type === 'AgendaConflict')
      return context === 'draft' ? 'of a draft' : 'of a release';
    const name = this.names.get(`${type}:${id}`);
    if (name === undefined) throw new Error(`${key} has no name in the world`);
    if (context !== 'draft') return name;
    return name === 'other' ? 'other in a draft' : 'in a draft';
  }
}

/** By which root, and how deep, all of a type is asked that has no root of its own. */
const WHOLE: readonly (readonly [string, string, ...Deeper[]])[] = [
  ['Project', 'project', { partnership: { members: {} } }, { mailsInTrouble: {} }, { mails: {} }],
  [
    'Meeting',
    'meeting',
    {
      invitations: {},
      seatMoves: {},
      closings: {},
      stated: {},
      rooms: {},
      unscheduledItems: {},
      carriedOutAgenda: { items: {} },
    },
    { pickUps: {}, hotelNights: {} },
    { agenda: { items: {}, conflicts: {} } },
    { draftAgenda: { items: {}, conflicts: {} } },
    { firstAgenda: { items: {}, conflicts: {} } },
    { agendaChanges: { before: {}, after: {} } },
    { draftChanges: { before: {}, after: {} } },
  ],
  ['AgendaImport', 'agendaImport', {}],
  ['DelegateImport', 'delegateImport', {}],
  [
    'Registration',
    'registration',
    { signUps: {}, attendance: {}, travelLegs: {}, hotelStays: {}, replaces: {} },
  ],
  ['TravelLeg', 'travelLeg', {}],
  ['MaterialRequest', 'materialRequest', {}],
  ['Presentation', 'presentation', {}],
  ['Outcome', 'outcome', {}],
  ['DatePoll', 'datePoll', { options: {}, partners: {}, invitees: {} }],
];

const isOther = (name: string): boolean => name === 'other' || name === 'otherOpen';

function same(what: string, held: Record<string, unknown>, key: string, value: unknown): void {
  if (key in held && JSON.stringify(held[key]) !== JSON.stringify(value))
    throw new Error(`${what} is ${JSON.stringify(held[key])}, and elsewhere ${JSON.stringify(value)}`);
  held[key] = value;
}
