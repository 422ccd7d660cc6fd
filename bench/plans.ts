import { Client } from 'pg';
import type { Statement } from './capture.js';

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Node[];
}

/** How PostgreSQL goes about a statement whatever its values: a line for each table, with what it is found by. */
export async function planOf(url: string, { text }: Statement): Promise<string[]> {
  const client = new Client({ connectionString: url, options: '-c role=tavola_app -c timezone=UTC' });
  await client.connect();
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (generic_plan, format json) ${text}`,
    );
    return lines(rows[0]?.['QUERY PLAN'][0]?.Plan as Node).toSorted();
  } finally {
    await client.end();
  }
}

/** By what it is found, not by which of several indexes that begin alike. */
const lines = (node: Node): string[] => {
  const table = node['Relation Name'] ?? node['Index Name'];
  const by = node['Index Cond'] ? ` by ${node['Index Cond']}` : '';
  return [...(table ? [`${node['Node Type']} ${table}${by}`] : []), ...(node.Plans ?? []).flatMap(lines)];
};
