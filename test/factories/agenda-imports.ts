import type { GraphqlClient } from '../setup/graphql-client.js';
import { send } from './material.js';

export const REQUEST_IMPORT = `mutation ($input: RequestAgendaImportInput!) { requestAgendaImport(input: $input) {
  agendaImport { id state } uploadUrl userErrors { code field message } } }`;

const SHOW = `query ($id: ID!) { agendaImport(id: $id) { state acceptedAt
  problems { row column code severity message }
  items { row parentRow kind sourceKind title description startsAtLocal endsAtLocal endIsInferred place room capacity speakers partners
    unmatchedSpeakers unmatchedPartners }
  stated { text exact atLeast of country } } }`;
const ACCEPT = `mutation ($input: AcceptAgendaImportInput!) { acceptAgendaImport(input: $input) {
  agendaImport { state problems { code } } userErrors { code field message } } }`;
const DRAFT = `query ($id: ID!) { meeting(id: $id) { version
  stated { text exact atLeast source town country { code } partner { slug } }
  agenda(draft: true) { draftVersion items { kind sourceKind title description startsAtLocal endsAtLocal endIsInferred
    place room { name } capacity parent { title } speakers { name } partners { slug } unmatchedSpeakers unmatchedPartners } } } }`;

export interface ImportedFile {
  readonly name: string;
  readonly content: string | Buffer;
  readonly lastItemMinutes?: number;
}

/** An import that waits for its bytes; its address is on the server under test, whatever BASE_URL says. */
export async function openImport(
  client: GraphqlClient,
  url: string,
  input: { meetingId: string; fileName: string; size: number; lastItemMinutes?: number | undefined },
): Promise<{ id: string; uploadUrl: string }> {
  const { requestAgendaImport } = await client.ask(REQUEST_IMPORT, { input });
  const [error] = requestAgendaImport.userErrors;
  if (error) throw new Error(`${error.code}: ${error.message}`);
  const path = new URL(requestAgendaImport.uploadUrl).pathname;
  return { id: requestAgendaImport.agendaImport.id, uploadUrl: `${url}${path}` };
}

/** Sends a file for the draft of a meeting. Returns its id, and what the upload ended with. */
export async function importFile(
  client: GraphqlClient,
  url: string,
  meetingId: string,
  { name, content, lastItemMinutes }: ImportedFile,
): Promise<{ id: string; answer: string }> {
  const bytes = Buffer.from(content);
  const input = { meetingId, fileName: name, size: bytes.length, lastItemMinutes };
  const { id, uploadUrl } = await openImport(client, url, input);
  return { id, answer: await send(client, uploadUrl, bytes) };
}

// What these answer is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Payload = any;

/** The steps of an import, as somebody takes them. */
export const showImport = async (by: GraphqlClient, id: string): Promise<Payload> =>
  (await by.ask(SHOW, { id })).agendaImport;

export const acceptImport = async (by: GraphqlClient, input: object): Promise<Payload> =>
  (await by.ask(ACCEPT, { input })).acceptAgendaImport;

/** A meeting with its draft and what is stated of it. */
export const draftOf = async (by: GraphqlClient, id: string): Promise<Payload> =>
  (await by.ask(DRAFT, { id })).meeting;
