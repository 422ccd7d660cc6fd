import type { GraphqlClient } from '../setup/graphql-client.js';
import { send } from './material.js';

export const REQUEST_LIST = `mutation ($input: RequestDelegateImportInput!) { requestDelegateImport(input: $input) {
  delegateImport { id state } uploadUrl userErrors { code field message } } }`;

const SHOW = `query ($id: ID!) { delegateImport(id: $id) { state acceptedAt partner { slug }
  problems { row column code severity message }
  delegates { row name email language partner arrivesAtLocal leavesAtLocal isRegistered } } }`;
const ACCEPT = `mutation ($input: AcceptDelegateImportInput!) { acceptDelegateImport(input: $input) {
  delegateImport { state problems { code } delegates { row } } userErrors { code field message } } }`;

interface List {
  readonly meetingId: string;
  readonly partnerId?: string | undefined;
  readonly name?: string;
  readonly content: string | Buffer;
}

/** Sends a list of people. Returns its id, and what the upload ended with. */
export async function importList(
  client: GraphqlClient,
  url: string,
  { name = 'people.csv', content, ...to }: List,
): Promise<{ id: string; answer: string }> {
  const bytes = Buffer.from(content);
  const input = { ...to, fileName: name, size: bytes.length };
  const { requestDelegateImport } = await client.ask(REQUEST_LIST, { input });
  const [error] = requestDelegateImport.userErrors;
  if (error) throw new Error(`${error.code}: ${error.message}`);
  const { id } = requestDelegateImport.delegateImport;
  const path = new URL(requestDelegateImport.uploadUrl).pathname;
  return { id, answer: await send(client, `${url}${path}`, bytes) };
}

// What these answer is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Payload = any;

export const showList = async (by: GraphqlClient, id: string): Promise<Payload> =>
  (await by.ask(SHOW, { id })).delegateImport;

export const acceptList = async (by: GraphqlClient, id: string, acceptWarnings = false): Promise<Payload> =>
  (await by.ask(ACCEPT, { input: { id, acceptWarnings } })).acceptDelegateImport;
