import { Asking, type Reply } from './asking.js';
import { Expectations, principals, readsPersonal } from './expectations.js';
import { type Answer, type Fact, type Facts, keyAt, rowsAt } from './facts.js';
import { QUERIES, TYPES } from './matrix.js';
import { PRINCIPALS, type Principal, personOf } from './people.js';
import { type Root, rootsOf } from './roots.js';
import { type Edge, type Shape, type Shapes, keyField } from './shapes.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** An edge from a row, with all rows at its end, whoever sees them. */
interface Way {
  readonly edge: Edge;
  readonly child: Shape;
  readonly key: string;
  readonly all: readonly string[];
}

/** Asks for everything that can be reached, from every root, as everybody; compares it with facts and matrix. */
export class Reads {
  private readonly expected = new Expectations();
  private readonly met = new Set<string>();
  /** How many lists in one another the server takes from a type on. */
  private readonly depths = new Map<string, number>();
  private readonly roots: readonly Root[];

  constructor(
    private readonly shapes: Shapes,
    private readonly facts: Facts,
    private readonly world: World,
    private readonly asking: Asking,
    private readonly tally: Tally,
  ) {
    this.roots = rootsOf(world);
  }

  /** Rows, fields and edges that were met, as `Type.field`; and rows as `Type row` with seen or hidden. */
  get reached(): ReadonlySet<string> {
    return this.met;
  }

  async walk(): Promise<void> {
    const waiting = [...this.roots];
    // While what one is answered is compared, the other one is asked.
    const lane = async (): Promise<void> => {
      for (let root = waiting.shift(); root && !this.tally.isEnough; root = waiting.shift())
        await this.walkFrom(root);
    };
    await Promise.all([lane(), lane()]);
  }

  private async walkFrom(root: Root): Promise<void> {
    for (const shape of await this.shapesOf(root)) {
      if (this.tally.isEnough) return;
      const document = documentOf(this.shapes, root, shape);
      const ask = async (who: Principal) =>
        this.compareRoot(root, shape, who, await this.asking.as(who, document));
      await Promise.all(PRINCIPALS.map(ask));
    }
  }

  /** As deep as the server allows: what could be too large is asked with fewer lists in one another. */
  private async shapesOf(root: Root): Promise<readonly Shape[]> {
    if (!root.isDeep) return this.shapes.parts(this.shapes.shallow(root.type));
    const known = this.depths.get(root.type);
    for (let lists = known ?? 2; ; lists -= 1) {
      const parts = this.shapes.parts(this.shapes.reach(root.type, lists));
      if (known !== undefined) return parts;
      const replies = await Promise.all(
        parts.map((shape) => this.asking.as('lead', documentOf(this.shapes, root, shape))),
      );
      const codes = replies.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
      if (codes.length === 0) {
        this.depths.set(root.type, lists);
        return parts;
      }
      if (lists === 0 || codes.some((code) => code !== 'QUERY_TOO_LARGE'))
        throw new Error(`${root.call}: ${JSON.stringify(replies.map(({ errors }) => errors))}`);
    }
  }

  private compareRoot({ field, call, keys, isList }: Root, shape: Shape, who: Principal, reply: Reply): void {
    const at = `${who}: ${call}`;
    if (!principals(QUERIES[field] as string).has(who)) {
      const codes = reply.errors?.map(({ extensions }) => extensions.code);
      this.tally.check(
        at,
        [codes, reply.data],
        [['UNAUTHENTICATED'], isList ? null : reply.data && { it: null }],
      );
      return;
    }
    if (reply.errors) return this.tally.check(at, reply.errors, undefined);
    this.met.add(`Query.${field}`);
    const rows: Answer[] = isList ? reply.data.it : reply.data.it ? [reply.data.it] : [];
    this.compareRows(
      who,
      at,
      shape,
      field === 'viewer' ? this.himself(who) : keys,
      rows,
      (row) => `${shape.type}:${row[keyField(shape.type)]}`,
    );
    const hidden = readsPersonal(who) ? undefined : this.hiddenIn(shape, !isList, new Set());
    if (hidden) this.tally.check(`${at} hidden`, reply.extensions?.hidden, [...hidden].toSorted());
    else this.tally.check(`${at} extensions`, reply.extensions, undefined);
  }

  private himself(who: Principal): string[] {
    const id = this.idOf(who);
    return id && principals('signedIn').has(who) ? [`Viewer:${id}`] : [];
  }

  private idOf(who: Principal): string | undefined {
    const person = personOf(who);
    return person && this.world.objects['Person']?.[person];
  }

  /** A list has the rows that he sees, in their order, and no sign of others. */
  private compareRows(
    who: Principal,
    at: string,
    shape: Shape,
    all: readonly string[],
    rows: readonly Answer[],
    keyOf: (row: Answer) => string,
  ): void {
    const seen = all.filter((key) => this.sees(who, shape.type, key));
    this.tally.check(at, rows.map(keyOf), seen);
    for (const row of rows)
      if (seen.includes(keyOf(row))) this.compareRow(who, `${at} ${keyOf(row)}`, shape, keyOf(row), row);
  }

  private sees(who: Principal, type: string, key: string): boolean {
    if (type === 'Viewer') return true;
    const name = isOwn(type) ? 'his own' : this.facts.nameOf(key);
    const sees = this.expected.seesRow(who, type, name);
    this.met.add(`${type} ${name} ${sees ? 'seen' : 'hidden'}`);
    return sees;
  }

  private compareRow(who: Principal, at: string, shape: Shape, key: string, row: Answer): void {
    if (!shape.values && shape.edges.size === 0) return;
    const fact = isOwn(shape.type) ? this.ownFact(shape.type, key) : this.facts.byKey.get(key);
    if (!fact) return this.tally.check(at, 'a row', 'no such row');
    for (const { key: value, field } of shape.values ? this.shapes.valuesOf(shape.type, true) : []) {
      if (!(value in row)) continue;
      const expected = this.valueOf(who, shape.type, key, { value, field }, fact);
      this.tally.check(`${at}.${value}`, row[value], expected);
      if (expected !== null && expected !== undefined) this.met.add(`${shape.type}.${field}`);
    }
    for (const [edge, child] of shape.edges) {
      const all = edge.field === 'myRegistration' ? this.ownRegistration(who, key) : fact.edges[edge.key];
      if (all) this.compareEdge(who, `${at}.${edge.key}`, { edge, child, key, all }, row[edge.key]);
      else this.tally.check(`${at}.${edge.key}`, 'an edge', 'no fact about it');
    }
  }

  private valueOf(
    who: Principal,
    type: string,
    key: string,
    { value, field }: { value: string; field: string },
    fact: Fact,
  ): unknown {
    const name = isOwn(type) ? 'himself' : this.facts.nameOf(key);
    if (value === 'byGender' && !this.expected.seesSmallGroups(who, type, name))
      return this.facts.merged.get(key) ?? fact.values[value];
    return this.expected.seesField(who, type, name, field) ? fact.values[value] : null;
  }

  private compareEdge(who: Principal, at: string, { edge, child, key, all }: Way, answer: Answer): void {
    const rows = rowsAt(edge, answer);
    if (rows.length > 0) this.met.add(`${edge.from}.${edge.field}`).add(`${edge.from}.${edge.key}`);
    this.compareRows(who, at, child, all, rows, (row) => keyAt(edge, key, row));
    if (edge.kind === 'page') this.comparePage(at, answer);
  }

  /** How many there are, where a page ends and what its cursors are tell no more than its rows. */
  private comparePage(at: string, { totalCount, nodes, edges, pageInfo }: Answer): void {
    const ids = edges.map(({ node }: Answer) => node.id);
    this.tally.check(
      `${at} totalCount`,
      [totalCount, ids],
      [nodes.length, nodes.map(({ id }: Answer) => id ?? null)],
    );
    const cursors = edges.map(({ cursor }: Answer) => cursor);
    const page = {
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    };
    this.tally.check(`${at} pageInfo`, pageInfo, page);
  }

  private ownRegistration(who: Principal, meeting: string): string[] {
    const own = this.world.own[this.idOf(who) ?? '']?.['registrations'] ?? [];
    return own
      .map((id) => `Registration:${id}`)
      .filter((key) => this.facts.byKey.get(key)?.edges['meeting']?.[0] === meeting);
  }

  /** Of himself: what the tables hold. */
  private ownFact(type: string, key: string): Fact {
    const values = this.world.ownValues[key] ?? {};
    if (type !== 'Viewer') return { values, edges: {} };
    const own = this.world.own[key.split(':')[1] as string] ?? {};
    const of = (field: string, to: string) => (own[field] ?? []).map((each) => `${to}:${each}`);
    return {
      values,
      edges: {
        memberships: of('memberships', 'Membership'),
        registrations: of('registrations', 'Registration'),
        sessions: of('sessions', 'Session'),
        apiTokens: of('apiTokens', 'ApiToken'),
      },
    };
  }

  /** What a token without READ_PERSONAL is told to be hidden from it: the personal fields that were asked. */
  private hiddenIn(shape: Shape, figures: boolean, found: Set<string>): ReadonlySet<string> | undefined {
    const values = shape.values ? this.shapes.valuesOf(shape.type, figures) : [];
    const personal = TYPES[shape.type]?.personal?.split(' ') ?? [];
    for (const { field } of values) if (personal.includes(field)) found.add(`${shape.type}.${field}`);
    for (const [edge, child] of shape.edges) this.hiddenIn(child, figures && edge.kind === 'one', found);
    return found.size > 0 ? found : undefined;
  }
}

const documentOf = (shapes: Shapes, { call, isList }: Root, shape: Shape): string =>
  `{ it: ${call} ${shapes.print(shape, !isList)} }`;

/** Types of which everybody sees only his own, so that there is no fact about them that others see as well. */
const isOwn = (type: string): boolean => type === 'Viewer' || type === 'Session' || type === 'ApiToken';
