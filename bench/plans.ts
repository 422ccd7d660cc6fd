import { Client } from 'pg';
import { type PlanNode, genericPlan } from '../test/setup/plans.js';
import type { Statement } from './capture.js';

/** How PostgreSQL goes about a statement whatever its values: a line for each table, with what it is found by. */
export async function planOf(url: string, { text }: Statement): Promise<string[]> {
  const client = new Client({ connectionString: url, options: '-c role=tavola_app -c timezone=UTC' });
  await client.connect();
  try {
    return lines(await genericPlan(client, text)).toSorted();
  } finally {
    await client.end();
  }
}

/** By what it is found, not by which of several indexes that begin alike. */
const lines = (node: PlanNode): string[] => {
  const table = node['Relation Name'] ?? node['Index Name'];
  const by = node['Index Cond'] ? ` by ${node['Index Cond']}` : '';
  return [...(table ? [`${node['Node Type']} ${table}${by}`] : []), ...(node.Plans ?? []).flatMap(lines)];
};
