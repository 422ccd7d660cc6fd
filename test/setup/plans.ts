import { Client } from 'pg';

/** A step of a plan, as PostgreSQL's JSON has it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Emptied again soon after they are filled, or as large on every installation. */
const SMALL = ['country', 'mail_hold', 'unnotified_event', 'unsealed_event', 'queue'];

/** How PostgreSQL goes about a statement, whatever its values. */
async function genericPlan(client: Client, text: string): Promise<PlanNode> {
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `explain (generic_plan, format json) ${text}`,
  );
  return rows[0]?.['QUERY PLAN'][0]?.Plan as PlanNode;
}

/**
 * How PostgreSQL gets at each table of a statement, whatever the values: `partner by project_id, slug`, or
 * `partner whole`. Where tables are as small as in a test PostgreSQL is asked to avoid reading them whole, so that one is
 * read whole only where no index helps.
 */
export async function accessesOf(
  superuserUrl: string,
  text: string,
  { isSmall = true }: { isSmall?: boolean } = {},
): Promise<string[]> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    if (isSmall) await client.query('set enable_seqscan = off');
    const plan = await genericPlan(client, text);
    const partial = await client.query<{ name: string }>(
      'select indexrelid::regclass::text as name from pg_index where indpred is not null',
    );
    const partialIndexes = new Set(partial.rows.map(({ name }) => name));
    return [...new Set(accesses(plan, partialIndexes))].toSorted();
  } finally {
    await client.end();
  }
}

/** Those that take longer the more there is. */
export const growing = (found: readonly string[]): string[] =>
  found.filter((access) => access.endsWith(' whole') && !SMALL.includes(access.split(' ')[0] ?? ''));

function accesses(node: PlanNode, partialIndexes: ReadonlySet<string>): string[] {
  const below = (node.Plans ?? []).flatMap((child) => accesses(child, partialIndexes));
  const { 'Relation Name': table, 'Index Name': index, 'Index Cond': condition } = node;
  if (!table || node['Node Type'] === 'ModifyTable') return below;
  const bitmaps = bitmapsBelow(node);
  const by = columnsOf([condition, ...bitmaps.map((bitmap) => bitmap['Index Cond'])].join(' '));
  // By its id it is one row; which of several indexes that begin with the id it is, depends on how many rows there are.
  if (by.length > 0) return [`${table} by ${by[0] === 'id' ? 'id' : by.join(', ')}`, ...below];
  const name = index ?? bitmaps[0]?.['Index Name'] ?? '';
  return [partialIndexes.has(name) ? `${table} through ${name}` : `${table} whole`, ...below];
}

/** The indexes of a bitmap are in nodes of their own, below that of the table. */
const bitmapsBelow = ({ Plans = [] }: PlanNode): PlanNode[] =>
  Plans.flatMap((node) => {
    if (node['Node Type'] === 'Bitmap Index Scan') return [node];
    return node['Node Type'].startsWith('Bitmap') ? bitmapsBelow(node) : [];
  });

/** `((meeting_id = t0.id) AND (day > $2))`: meeting_id, day */
const columnsOf = (condition: string): string[] => [
  ...new Set([...condition.matchAll(/\((\w+) (?:=|<|>|<=|>=|IS) /g)].map(([, column]) => column as string)),
];
