// What a test selects is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

interface Reply {
  /** Of HTTP. */
  readonly status: number;
  readonly data: Answer;
  readonly errors?: { message: string; path?: string[]; extensions: { code: string; trace: string } }[];
}

let browsers = 0;

/** A browser's worth of GraphQL over HTTP: it keeps cookies and says which language it wants. */
export class GraphqlClient {
  private readonly cookies = new Map<string, string>();

  /** Where its requests come from, as the proxy that stands before a Tavola in tests says. */
  private readonly ip = `10.${++browsers >> 16}.${(browsers >> 8) & 255}.${browsers & 255}`;

  /** @param cookies those that the browser has already, as it sends them */
  constructor(
    private readonly url: string,
    private readonly language: string,
    cookies = '',
  ) {
    for (const pair of cookies.split('; ').filter(Boolean)) this.keep(pair);
  }

  /** The same browser at another process of the installation. */
  at(url: string): GraphqlClient {
    return new GraphqlClient(url, this.language, this.cookie);
  }

  /** What the browser sends along with every request. */
  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** What it sends with every request, also with one for a file. */
  get headers(): Record<string, string> {
    return { 'accept-language': this.language, cookie: this.cookie, 'x-forwarded-for': this.ip };
  }

  /** The data; fails on any top-level error. */
  async ask(query: string, variables: object = {}): Promise<Answer> {
    const { data, errors } = await this.send(query, variables);
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return data;
  }

  /** The whole reply. */
  async send(query: string, variables: object = {}): Promise<Reply> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.headers },
      body: JSON.stringify({ query, variables }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      this.keep(cookie.split(';')[0] ?? '');
    }
    return { status: response.status, ...((await response.json()) as Omit<Reply, 'status'>) };
  }

  private keep(pair: string): void {
    const separator = pair.indexOf('=');
    this.cookies.set(pair.slice(0, separator), pair.slice(separator + 1));
  }
}
