import type { FieldNode, GraphQLObjectType } from 'graphql';
import { type Sql, identifier, join, raw, sql } from '../database/sql.js';
import { badInput } from '../graphql/request-errors.js';
import type { Compilation, Selection } from './compilation.js';
import { type FieldContext, type Page, type ReadModel, typeName } from './read-model.js';
import { Selected, object } from './shape.js';

interface ConnectionField {
  readonly field: Page;
  /** The connection's type, such as RegistrationConnection. */
  readonly type: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly context: FieldContext;
  /** Rows that the lists around it promise. */
  readonly rows: number;
}

const MOST_PER_PAGE = 100;

/**
 * A Relay connection, shaped wholly in SQL: one page of rows in the model's order, each with its cursor. Whether more
 * follow is known by reading one row more than was asked for; all are counted only when `totalCount` is selected.
 * `having` makes it one row also where nothing selected is an aggregate.
 */
export function connection(
  compiler: Compilation,
  { field, type, nodes, context, rows }: ConnectionField,
): Sql {
  const model = field.model();
  const first = pageSize(context.args['first']);
  const hasPrevious = typeof context.args['after'] === 'string';
  const bound = compiler.promise(rows, first);
  const [t, x] = [compiler.alias(), compiler.alias()];
  const where = (row: Sql): Sql =>
    compiler.restrict(model, row, (child) => field.on(context.t, child, context));

  const cells: Sql[] = [];
  const cell = (value: Sql): Sql => {
    const name = raw(`c${cells.length}`);
    cells.push(sql`${value} as ${name}`);
    return sql`${x}.${name}`;
  };
  const list = (value: Sql): Sql =>
    sql`coalesce(json_agg(${cell(value)} order by ${x}.n) filter (where ${x}.n <= ${first}::int), '[]'::json)`;
  const node = ({ selection }: Selected): Sql => object(compiler.columns(model, t, selection, bound));

  const parts = new Selected(compiler, type, nodes).columns({
    nodes: (below) => list(node(below)),
    edges: (edge) => list(edge.object({ cursor: cursorOf(model, t), node })),
    pageInfo: ({ selection }) => pageInfo(selection, x, cell(cursorOf(model, t)), first, hasPrevious),
    totalCount: () => {
      const all = compiler.alias();
      return sql`(select count(*)::int from ${identifier(model.table)} ${all} where ${where(all)})`;
    },
  });
  if (model.order.some((column) => column.includes(' ')))
    throw new RangeError(`${model.type} has no order in which pages follow each other.`);
  const order = join(
    model.order.map((name) => sql`${t}.${identifier(name)}`),
    ', ',
  );
  // Also where no aggregate is selected, such as for `totalCount` alone, it is one row, however many there are.
  return object(sql`${parts} from (
    select ${join([sql`row_number() over (order by ${order}) as n`, ...cells], ', ')}
    from ${identifier(model.table)} ${t}
    where ${where(t)}${after(model, t, context.args['after'])}
    order by ${order} limit ${first + 1}::int) ${x}
    having true`);
}

/**
 * Relay Cursor Connections, section 4.4, allows `hasPreviousPage` to say no more than that a page came before. What is
 * counted belongs to the rows around it, so it is no row of its own.
 */
function pageInfo(selection: Selection, x: Sql, cursor: Sql, first: number, hasPrevious: boolean): Sql {
  const onPage = sql`filter (where ${x}.n <= ${first}::int)`;
  const fields: Record<string, Sql> = {
    __typename: typeName('PageInfo'),
    hasNextPage: sql`count(*) > ${first}::int`,
    hasPreviousPage: sql`${hasPrevious}::boolean`,
    startCursor: sql`(array_agg(${cursor} order by ${x}.n) ${onPage})[1]`,
    endCursor: sql`(array_agg(${cursor} order by ${x}.n desc) ${onPage})[1]`,
  };
  const pairs = [...selection].map(
    ([key, [node]]) => sql`${key}::text, ${fields[node?.name.value ?? ''] as Sql}`,
  );
  return sql`json_build_object(${join(pairs, ', ')})`;
}

/** The values that order a row, as JSON in base64: opaque to clients, and stable while rows come and go. */
const cursorOf = ({ order }: ReadModel, t: Sql): Sql => {
  const values = join(
    order.map((name) => sql`${t}.${identifier(name)}`),
    ', ',
  );
  return sql`translate(encode(convert_to(json_build_array(${values})::text, 'UTF8'), 'base64'), E'\n', '')`;
};

function after({ order }: ReadModel, t: Sql, cursor: unknown): Sql {
  if (typeof cursor !== 'string') return raw('');
  const values = valuesOf(cursor, order.length);
  const columns = join(
    order.map((name) => sql`${t}.${identifier(name)}`),
    ', ',
  );
  return sql` and (${columns}) > (${join(
    values.map((value) => sql`${value}`),
    ', ',
  )})`;
}

function valuesOf(cursor: string, count: number): unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    if (Array.isArray(values) && values.length === count) return values as unknown[];
  } catch {
    // Falls through: what is no JSON is no cursor either.
  }
  throw badInput('`after` is not a cursor of this list. Use pageInfo.endCursor of the page before.');
}

function pageSize(first: unknown): number {
  if (typeof first === 'number' && first >= 1 && first <= MOST_PER_PAGE) return first;
  throw badInput(`\`first\` is a number from 1 to ${MOST_PER_PAGE}.`);
}
