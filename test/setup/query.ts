import { Client } from 'pg';

// What a query answers is known to whoever wrote it alone.
type Rows = Record<string, unknown>;

/** One statement on a connection of its own. */
export async function query<Row extends object = Rows>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
