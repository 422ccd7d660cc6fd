import type { Answer } from './facts.js';
import type { Headers, Principal } from './people.js';

export interface Reply {
  readonly data: Answer;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions?: { readonly hidden?: readonly string[] };
}

/** Asks a server over HTTP as each of the principals. */
export class Asking {
  constructor(
    readonly url: string,
    private readonly headers: Readonly<Record<Principal, Headers>>,
  ) {}

  async as(who: Principal, query: string, variables: object = {}): Promise<Reply> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en', ...this.headers[who] },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Reply;
  }

  /** The status of a path, with what tells hidden from missing if anything does; a stream is left at once. */
  async path(who: Principal, method: string, path: string): Promise<{ status: number; says: string }> {
    const leave = new AbortController();
    const headers = { ...this.headers[who], ...(method === 'HEAD' && { 'Tus-Resumable': '1.0.0' }) };
    const response = await fetch(`${this.url}${path}`, { method, headers, signal: leave.signal });
    const { status } = response;
    if (status === 200) {
      leave.abort();
      return { status, says: '' };
    }
    const told = [...response.headers].filter(([name]) => !['date', 'x-trace-id'].includes(name));
    const text = (await response.text()).replace(/"trace":"[^"]*"/, '');
    return { status, says: JSON.stringify([told, text]) };
  }
}

/** What is the same of two refusals: not their trace ids. */
export const refusal = ({ data, errors }: Reply): string =>
  JSON.stringify([data, errors?.map(({ message, extensions }) => [message, extensions.code])]);
