import {
  type GraphQLField,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { PARTS } from './parts.js';
import { remembered } from './remembered.js';

/** A field of a row that ends in a row of its own: one, several, or a page of them. */
export interface Edge {
  /** Its response key; the field's name, but where it is asked with other arguments. */
  readonly key: string;
  readonly field: string;
  readonly args: string;
  readonly kind: 'one' | 'many' | 'page';
  /** The type it comes from, and the one it leads to. */
  readonly from: string;
  readonly to: string;
}

/** What is asked of a row: its values and, of some edges, the rows at their end. */
export interface Shape {
  readonly type: string;
  readonly values: boolean;
  readonly edges: ReadonlyMap<Edge, Shape>;
}

export interface Deeper {
  readonly [key: string]: Deeper;
}

interface Value {
  readonly key: string;
  readonly field: string;
  /** As it is asked. */
  readonly text: string;
}

/** Fields that answer another thing by their arguments are asked with each of these. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Meeting.agenda': { agenda: '', draftAgenda: '(draft: true)', firstAgenda: '(release: 1)' },
  'Meeting.agendaChanges': { agendaChanges: '(since: 1)', draftChanges: '(since: 1, draft: true)' },
  'Project.meeting': { openMeeting: '(slug: "open")', draftMeeting: '(slug: "draft")' },
};
const FIGURES: Readonly<Record<string, string>> = {
  byPartner: '(groupBy: [PARTNER])',
  byMeeting: '(groupBy: [MEETING])',
  byGender: '(groupBy: [GENDER])',
};
/** Computed anew at each place, so not asked in lists. */
const COMPUTED = ['AttendanceFigures', 'CateringTotal', 'FormTotal'];
/** Larger than any list of the world, so that a page is the whole list. */
const PAGE = '(first: 20)';

/** By what a row is known where it has no id. */
const KEYS: Readonly<Record<string, string>> = {
  Country: 'code',
  StatedCount: 'text',
  Agenda: 'release',
  CarriedOutAgenda: 'release',
  AgendaChange: 'itemId',
  AgendaConflict: 'message',
  PickUp: 'startsAt',
  HotelNight: 'night',
};
export const keyField = (type: string): string => KEYS[type] ?? 'id';

/** The schema as the walk sees it: rows with values, and edges between them. */
export class Shapes {
  /** By type: each is asked for at every row of it. */
  private readonly edges = new Map<string, Edge[]>();
  private readonly values = new Map<string, Value[]>();

  constructor(readonly schema: GraphQLSchema) {}

  fieldsOf(type: string): GraphQLField<unknown, unknown>[] {
    return Object.values((this.schema.getType(type) as GraphQLObjectType).getFields());
  }

  edgesOf(type: string): Edge[] {
    return remembered(this.edges, type, () => this.edgesFrom(type));
  }

  private edgesFrom(type: string): Edge[] {
    return this.fieldsOf(type).flatMap((field) => {
      const to = getNamedType(field.type);
      const isPage = to.name.endsWith('Connection');
      if (isLeafType(to) || (to.name in PARTS && !isPage)) return [];
      const kind = isPage ? 'page' : isList(field.type) ? 'many' : 'one';
      const variants = VARIANTS[`${type}.${field.name}`] ?? { [field.name]: isPage ? PAGE : '' };
      const target = isPage ? to.name.replace('Connection', '') : to.name;
      return Object.entries(variants).map(([key, args]) => ({
        key,
        field: field.name,
        args,
        kind,
        from: type,
        to: target,
      }));
    });
  }

  /** @param figures whether what is `COMPUTED` is among them */
  valuesOf(type: string, figures: boolean): Value[] {
    return remembered(this.values, `${type} ${figures}`, () => this.valuesIn(type, figures));
  }

  private valuesIn(type: string, figures: boolean): Value[] {
    return this.fieldsOf(type).flatMap(({ name, type: of }) => {
      const to = getNamedType(of);
      if (isLeafType(to)) return [{ key: name, field: name, text: name }];
      if (COMPUTED.includes(to.name) && !figures) return [];
      if (to.name === 'AttendanceFigures') return this.figures(name, to.name);
      return to.name in PARTS && !to.name.endsWith('Connection')
        ? [{ key: name, field: name, text: `${name} ${this.whole(to.name)}` }]
        : [];
    });
  }

  /**
   * All values of a row, and of the rows at its edges what they are known by.
   * @param deeper edges, by their keys, at whose end all of that is asked again
   */
  shallow(type: string, deeper: Deeper = {}): Shape {
    const edges = this.edgesOf(type).map((edge) => {
      const below = deeper[edge.key];
      return [edge, below ? this.shallow(edge.to, below) : keyOnly(edge.to)] as const;
    });
    return { type, values: true, edges: new Map(edges) };
  }

  /**
   * All that can be reached from a type: every edge once, where the fewest lists lead to it.
   * @param lists most lists in one another, since the server refuses what could be too large
   */
  reach(type: string, lists: number): Shape {
    const root: Growing = { type, values: true, edges: new Map(), lists: 0, agenda: '' };
    const grown = new Set<string>();
    const queue = [root];
    while (queue.length > 0) {
      queue.sort((a, b) => a.lists - b.lists);
      const shape = queue.shift() as Growing;
      const what = `${shape.type} ${shape.agenda}`;
      if (grown.has(what)) continue;
      grown.add(what);
      for (const edge of this.edgesOf(shape.type)) {
        const deeper = shape.lists + (edge.kind === 'one' ? 0 : 1);
        if (deeper > lists) continue;
        const agenda = agendaAt(edge, shape.agenda);
        const child = { type: edge.to, values: true, edges: new Map(), lists: deeper, agenda };
        shape.edges.set(edge, child);
        queue.push(child);
      }
    }
    return root;
  }

  /** A shape in parts that are small enough for a document each; together they ask for all of it. */
  parts(whole: Shape): Shape[] {
    const parts: Shape[] = [];
    for (const chain of chainsOf(whole)) {
      const last = parts.at(-1);
      if (last && this.tokens(withChain(last, chain)) <= MOST_TOKENS)
        parts[parts.length - 1] = withChain(last, chain);
      else parts.push(withChain(keyOnly(whole.type), chain));
    }
    return parts;
  }

  /** The selection of a shape. */
  print(shape: Shape, figures = true): string {
    const values = shape.values
      ? this.valuesOf(shape.type, figures).map(({ text }) => text)
      : [keyField(shape.type)];
    const edges = [...shape.edges].map(([edge, child]) => {
      const name = edge.key === edge.field ? edge.key : `${edge.key}: ${edge.field}`;
      const below = this.print(child, figures && edge.kind === 'one');
      const selection =
        edge.kind === 'page'
          ? `{ totalCount nodes ${below} edges { cursor node { id } } pageInfo ${this.whole('PageInfo')} }`
          : below;
      return `${name}${edge.args} ${selection}`;
    });
    return `{ ${[...values, ...edges].join(' ')} }`;
  }

  private tokens(shape: Shape): number {
    return this.print(shape).match(/\w+|[^\s\w]/g)?.length ?? 0;
  }

  private figures(name: string, type: string): Value[] {
    return Object.entries(FIGURES).map(([key, args]) => ({
      key,
      field: name,
      text: `${key}: ${name}${args} ${this.whole(type)}`,
    }));
  }

  private whole(type: string): string {
    const fields = this.fieldsOf(type).map((field) => {
      const to = getNamedType(field.type);
      return isLeafType(to) ? field.name : `${field.name} ${this.whole(to.name)}`;
    });
    return `{ ${fields.join(' ')} }`;
  }
}

interface Growing extends Shape {
  readonly edges: Map<Edge, Growing>;
  readonly lists: number;
  /** Which agenda it is or is part of, if any: what leads to the draft leads to other lines than the release. */
  readonly agenda: string;
}

/** Of an edge to an agenda, to its lines or to what has changed in it: which agenda that is; empty for the newest. */
function agendaAt({ key, from, to }: Edge, agenda: string): string {
  if (to === 'Agenda') return key === 'agenda' ? '' : key;
  if (to === 'AgendaChange') return key === 'draftChanges' ? 'draftAgenda' : '';
  if (from === 'AgendaChange' && key === 'before') return 'firstAgenda';
  const isWithin = to === 'AgendaConflict' || (to === 'AgendaItem' && from.startsWith('Agenda'));
  return isWithin ? agenda : '';
}

/** The server takes 1,000. */
const MOST_TOKENS = 900;

/** The ways from the root to each of its rows, in the order of a walk. */
function chainsOf(shape: Shape, before: readonly Edge[] = []): (readonly Edge[])[] {
  return [before, ...[...shape.edges].flatMap(([edge, child]) => chainsOf(child, [...before, edge]))];
}

/** The shape that also asks for the values at the end of this way. */
function withChain({ type, values, edges }: Shape, [edge, ...rest]: readonly Edge[]): Shape {
  if (!edge) return { type, values: true, edges };
  const child = withChain(edges.get(edge) ?? keyOnly(edge.to), rest);
  return { type, values, edges: new Map(edges).set(edge, child) };
}

const keyOnly = (type: string): Shape => ({ type, values: false, edges: new Map() });

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
