import type { GraphqlClient } from './graphql-client.js';
import type { Tavola } from './tavola.js';

/** What somebody gets at the address of a paper. */
export const askPaper = (
  { url }: Tavola,
  client: GraphqlClient,
  path: string,
  init: { method?: string; headers?: Record<string, string> } = {},
): Promise<Response> =>
  fetch(url + path, { ...init, headers: { ...(client.headers as object), ...init.headers } });

/** The PDF itself; fails where he gets none. */
export async function paperOf(tavola: Tavola, client: GraphqlClient, path: string): Promise<Buffer> {
  const response = await askPaper(tavola, client, path);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}
