import { startBadLine } from '../../src/platform/storage/uploads.fixture.js';
import { openUpload, send } from '../factories/material.js';
import type { GraphqlClient } from './graphql-client.js';
import { inputOf } from './input-of.js';
import type { Tavola } from './tavola.js';

interface UserError {
  readonly code: string;
  readonly message: string;
}

// What a mutation answers is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Payload = any;

/** Somebody in a story: does things by name, and stops the story when one is refused. */
export class Actor {
  constructor(private readonly client: GraphqlClient) {}

  /** A mutation with one input, of the type that is named after it. */
  async does(mutation: string, input: object, selection: string, type = inputOf(mutation)): Promise<Payload> {
    const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) {
      ${selection} userErrors { code message } } }`;
    return done(mutation, (await this.client.ask(document, { input }))[mutation]);
  }

  /** A mutation of one thing. */
  async takes(mutation: string, id: string, selection = ''): Promise<Payload> {
    const document = `mutation ($id: ID!) { ${mutation}(id: $id) { ${selection} userErrors { code message } } }`;
    return done(mutation, (await this.client.ask(document, { id }))[mutation]);
  }

  asks(query: string, variables: object = {}): Promise<Payload> {
    return this.client.ask(query, variables);
  }

  get browser(): GraphqlClient {
    return this.client;
  }
}

function done(mutation: string, payload: { userErrors: UserError[] }): Payload {
  const [error] = payload.userErrors;
  if (error) throw new Error(`${mutation}: ${error.code}: ${error.message}`);
  return payload;
}

/** Answers the question whether somebody comes on the page that his mail leads to. Returns the HTTP status. */
export async function answerOnPage(tavola: Tavola, email: string, body: string): Promise<number> {
  const { text } = await tavola.mailTo(email, (mail) => mail.includes('/participation/'));
  const { pathname, search } = new URL(/http:\S+participation\S+/.exec(text)?.[0] as string);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return (await fetch(tavola.url + pathname + search, { method: 'POST', headers, body })).status;
}

/** Asks as a script does, with an API token. */
export async function askByToken(url: string, token: string, query: string): Promise<Payload> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: Payload }).data;
}

interface BadUpload {
  readonly requestId: string;
  readonly content: Buffer;
  /** After how many bytes the line breaks, each time. */
  readonly cuts: number[];
}

/** Uploads a PDF over a line that breaks. Returns how often it broke. */
export async function uploadOver(
  actor: Actor,
  url: string,
  { requestId, content, cuts }: BadUpload,
): Promise<number> {
  const input = { materialRequestId: requestId, fileName: 'impact.pdf', size: content.length };
  const { uploadUrl } = await openUpload(actor.browser, url, input);
  const line = await startBadLine(uploadUrl, cuts);
  const end = await send(actor.browser, line.url, content);
  line.stop();
  if (end !== 'done') throw new Error(end);
  return line.seen.cuts;
}
