import { type FieldNode, type GraphQLObjectType, Kind, type SelectionNode, getNamedType } from 'graphql';
import { type Sql, join, raw, sql } from '../database/sql.js';
import type { Compilation, Selection } from './compilation.js';
import { ROW, typeName } from './read-model.js';

/** The fields of a type: what each is in SQL, or how it is made for what is selected below it. */
export type Fields<Below> = Readonly<Record<string, Sql | ((below: Below) => Sql)>>;

/** How the objects of a type without a read model are wanted: with which fields, under which names. */
export interface Shape {
  /** Whether a field of this name is wanted, here or anywhere below; else it need not be computed. */
  wants(field: string): boolean;
  /** One object. */
  object(fields: Fields<Shape>): Sql;
  /** An object for each row. @param from what stands behind FROM, in the order of the list */
  list(fields: Fields<Shape>, from: Sql): Sql;
}

/** Fields that are columns of the same name. @param row alias of theirs */
export const columnsOf = (row: string, names: readonly string[]): Readonly<Record<string, Sql>> =>
  Object.fromEntries(names.map((name) => [name, raw(`${row}."${name}"`)]));

/** These columns of the row at hand, as one object. */
export const object = (columns: Sql): Sql =>
  sql`(select row_to_json(${ROW}) from (select ${columns}) ${ROW})`;

const list = (columns: Sql, from: Sql): Sql =>
  sql`(select coalesce(json_agg(row_to_json(${ROW})), '[]'::json) from (select ${columns} from ${from}) ${ROW})`;

/** What a query selects of a type. */
export class Selected implements Shape {
  private names: ReadonlySet<string> | undefined;

  constructor(
    private readonly compiler: Compilation,
    readonly type: GraphQLObjectType,
    private readonly nodes: readonly FieldNode[],
  ) {}

  get selection(): Selection {
    return this.compiler.subselection(this.type, this.nodes);
  }

  wants(field: string): boolean {
    this.names ??= this.namesOf(this.nodes);
    return this.names.has(field);
  }

  object(fields: Fields<Selected>): Sql {
    return object(this.columns(fields));
  }

  list(fields: Fields<Selected>, from: Sql): Sql {
    return list(this.columns(fields), from);
  }

  /** The selected fields, each under the name that it is asked for by. */
  columns(fields: Fields<Selected>): Sql {
    const columns = [...this.selection].map(
      ([key, nodes]) => sql`${this.column(fields, nodes)} as ${this.compiler.key(key)}`,
    );
    return join(columns, ', ');
  }

  private column(fields: Fields<Selected>, nodes: readonly FieldNode[]): Sql {
    const { name } = nodes[0] as FieldNode;
    if (name.value === '__typename') return typeName(this.type.name);
    const field = fields[name.value];
    if (!field) throw new Error(`${this.type.name}.${name.value} has no read field`);
    if (typeof field !== 'function') return field;
    const below = getNamedType(this.type.getFields()[name.value]?.type) as GraphQLObjectType;
    return field(new Selected(this.compiler, below, nodes));
  }

  private namesOf(nodes: readonly SelectionNode[], found = new Set<string>()): Set<string> {
    for (const node of nodes) {
      if (node.kind === Kind.FIELD) found.add(node.name.value);
      const within = node.kind === Kind.FRAGMENT_SPREAD ? this.compiler.fragment(node.name.value) : node;
      this.namesOf(within?.selectionSet?.selections ?? [], found);
    }
    return found;
  }
}

const named = (fields: Fields<Shape>): Sql =>
  join(
    Object.entries(fields).map(
      ([name, field]) => sql`${typeof field === 'function' ? field(WHOLE) : field} as ${raw(`"${name}"`)}`,
    ),
    ', ',
  );

/** All fields under their own names: for what is kept instead of answered. */
export const WHOLE: Shape = {
  wants: () => true,
  object: (fields) => object(named(fields)),
  list: (fields, from) => list(named(fields), from),
};
