import {
  type FieldNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type FragmentDefinitionNode,
  getNamedType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { Viewer } from '../access/viewer.js';
import { Sql, identifier, join, raw, sql } from '../database/sql.js';
import { connection } from './connection.js';
import { ROW, type ReadModel, type Relation, isHidden, typeName } from './read-model.js';
import { Selected } from './shape.js';

export type Selection = ReadonlyMap<string, readonly FieldNode[]>;

/** PostgreSQL cuts names at 63 bytes without an error; an alias longer than this is refused. */
const LONGEST_KEY = 60;
/** Objects within objects; what people ask has five or six. PostgreSQL plans a hundred for seconds. */
const DEEPEST = 15;
/** Most rows that one statement may promise by the product of the bounds along its deepest path, or read for figures. */
const MOST_ROWS = 100_000;

/**
 * Turns the selection of one root field into one SQL expression. A row is read only together with its type's
 * `visibleTo`, so no path reaches a row that the viewer may not see.
 */
export class Compilation {
  private aliases = 0;
  private depth = 0;
  /** Rows that the computed fields read, under all their aliases. */
  private read = 0;

  constructor(
    private readonly info: GraphQLResolveInfo,
    private readonly viewer: Viewer,
  ) {}

  /** `(select row_to_json ...)`: the row or null. */
  one(model: ReadModel, where: (t: Sql) => Sql): Sql {
    return this.row(model, this.rootSelection(), where, 1);
  }

  /** `(select json_agg ...)`: the rows in the model's order. */
  many(model: ReadModel, bound: number, where: (t: Sql) => Sql): Sql {
    return this.rows(model, this.rootSelection(), where, { bound, newest: false }, 1);
  }

  private rootSelection(): Selection {
    return this.subselection(getNamedType(this.info.returnType) as GraphQLObjectType, this.info.fieldNodes);
  }

  private row(model: ReadModel, selection: Selection, where: (t: Sql) => Sql, rows: number): Sql {
    const t = this.alias();
    return sql`(select row_to_json(${ROW}) from (${this.select(model, t, selection, rows)}
      where ${this.restrict(model, t, where)}) ${ROW})`;
  }

  private rows(
    model: ReadModel,
    selection: Selection,
    where: (t: Sql) => Sql,
    { bound, newest }: Pick<Relation, 'bound' | 'newest'>,
    rows: number,
  ): Sql {
    const t = this.alias();
    const promised = this.promise(rows, bound);
    const by = (column: string): Sql => {
      const [name = '', way] = column.split(' ');
      return sql`${t}.${identifier(name)}${raw((way === 'desc') === newest ? '' : ' desc')}`;
    };
    const order = join(model.order.map(by), ', ');
    const found = sql`(${this.select(model, t, selection, promised)}
      where ${this.restrict(model, t, where)} order by ${order} limit ${raw(String(bound))}) ${ROW}`;
    if (!newest) return sql`(select coalesce(json_agg(row_to_json(${ROW})), '[]'::json) from ${found})`;
    return sql`(select coalesce(json_agg(back.shown order by back.nth desc), '[]'::json)
      from (select row_to_json(${ROW}) as shown, row_number() over () as nth from ${found}) back)`;
  }

  /** The columns that a selection of a row of this model asks for. */
  columns(model: ReadModel, t: Sql, selection: Selection, rows: number): Sql {
    const columns: Sql[] = [];
    for (const [key, nodes] of selection) {
      const isTypeName = nodes[0]?.name.value === '__typename';
      const value = isTypeName ? typeName(model.type) : this.field(model, t, nodes, rows);
      columns.push(sql`${value} as ${this.key(key)}`);
    }
    return join(columns, ', ');
  }

  restrict(model: ReadModel, t: Sql, where: (t: Sql) => Sql): Sql {
    const visible = model.visibleTo?.(this.viewer, t);
    return visible ? sql`(${where(t)}) and (${visible})` : where(t);
  }

  subselection(type: GraphQLObjectType, nodes: readonly FieldNode[]): Selection {
    return collectSubfields(this.info.schema, this.info.fragments, this.info.variableValues, type, [
      ...nodes,
    ]);
  }

  fragment(name: string): FragmentDefinitionNode | undefined {
    return this.info.fragments[name];
  }

  /** How many rows a list of this bound can make in all. */
  promise(rows: number, bound: number): number {
    if (rows * bound > MOST_ROWS) {
      throw refused(`This query could return over ${MOST_ROWS} rows. Nest fewer lists in one another.`);
    }
    return rows * bound;
  }

  /** Side by side, lists only grow the answer; what is computed or long is so again for each alias. */
  private spend(rows: number, cost: number): void {
    if (cost === 1) return;
    this.read += rows * cost;
    if (this.read > MOST_ROWS)
      throw refused(
        `This query computes over too many rows (${MOST_ROWS}). Ask for fewer figures or long texts at once, and for none twice.`,
      );
  }

  alias(): Sql {
    return raw(`t${this.aliases++}`);
  }

  key(name: string): Sql {
    if (name.length > LONGEST_KEY)
      throw refused(`The alias ${name} is longer than ${LONGEST_KEY} characters.`);
    return identifier(name);
  }

  private select(model: ReadModel, t: Sql, selection: Selection, rows: number): Sql {
    return sql`select ${this.columns(model, t, selection, rows)} from ${model.from ?? identifier(model.table)} ${t}`;
  }

  private field(model: ReadModel, t: Sql, nodes: readonly FieldNode[], rows: number): Sql {
    const node = nodes[0] as FieldNode;
    const name = node.name.value;
    const type = this.info.schema.getType(model.type) as GraphQLObjectType;
    const definition = type.getFields()[name];
    const field = model.fields[name];
    if (!definition || !field) throw new Error(`${model.type}.${name} has no read field`);
    const context = {
      t,
      viewer: this.viewer,
      args: getArgumentValues(definition, node, this.info.variableValues),
      shape: new Selected(this, getNamedType(definition.type) as GraphQLObjectType, nodes),
    };
    if (field.kind === 'value') {
      if (isHidden(model, name, this.viewer)) return raw('null');
      this.spend(rows, field.cost);
      const value = field.sql(context);
      return field.visibleTo ? sql`case when ${field.visibleTo(this.viewer, t)} then ${value} end` : value;
    }
    return this.deeper(() => {
      const target = getNamedType(definition.type) as GraphQLObjectType;
      if (field.kind === 'page') return connection(this, { field, type: target, nodes, context, rows });
      const on = (child: Sql): Sql => field.on(t, child, context);
      return this.relation(field, this.subselection(target, nodes), on, rows);
    });
  }

  private deeper(compile: () => Sql): Sql {
    this.depth += 1;
    if (this.depth > DEEPEST)
      throw refused(`This query is nested deeper than ${DEEPEST} objects. Ask in two steps.`);
    const compiled = compile();
    this.depth -= 1;
    return compiled;
  }

  private relation(field: Relation, selection: Selection, on: (child: Sql) => Sql, rows: number): Sql {
    return field.kind === 'one'
      ? this.row(field.model(), selection, on, rows)
      : this.rows(field.model(), selection, on, field, rows);
  }
}

export const refused = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'QUERY_TOO_LARGE' } });
