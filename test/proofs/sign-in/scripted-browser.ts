import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Loads the page, scripts and all, waits two seconds of its own time, and ends. */
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=2000', '--dump-dom'];

export interface Visit {
  readonly address: string;
  /** Of the browser that asked for the link; the program takes none, so it comes through a proxy that adds it. */
  readonly cookie: string;
  /**
   * Put at the end of the page that is opened, in place of its policy; not into what the script then gets: a form that
   * sends itself would send itself again and again, until the address has sent too much.
   */
  readonly script?: string;
}

/** A real browser that opens pages and runs their scripts, as some programs do that open the links of mails. */
export class ScriptedBrowser {
  private constructor(private readonly program: string) {}

  static async find(): Promise<ScriptedBrowser | undefined> {
    for (const program of PROGRAMS) {
      const isThere = await access(program).then(
        () => true,
        () => false,
      );
      if (isThere) return new ScriptedBrowser(program);
    }
    return undefined;
  }

  /**
   * Fails when the browser does.
   * @returns the page as it stood in the end
   */
  async open(visit: Visit): Promise<string> {
    const { origin, pathname, search } = new URL(visit.address);
    const proxy = createServer((request, response) => {
      pass(request, response, origin, visit).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const seen = `http://127.0.0.1:${port}${pathname}${search}`;
    try {
      return (await promisify(execFile)(this.program, [...FLAGS, seen], { timeout: 20_000 })).stdout;
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  }
}

/** Without `Origin`, since the proxy has another than Tavola. */
async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  { cookie, script }: Visit,
) {
  const body = Buffer.concat(await request.toArray()).toString();
  const type = request.headers['content-type'];
  const answer = await fetch(origin + request.url, {
    method: request.method,
    redirect: 'manual',
    headers: { cookie, ...(type && { 'content-type': type }) },
    ...(body && { body }),
  });
  const page = await answer.text();
  const policy = answer.headers.get('content-security-policy');
  const added = request.method === 'GET' && script;
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'text/plain',
    ...(policy && !added && { 'content-security-policy': policy }),
  });
  response.end(added ? `${page}<script>${added}</script>` : page);
}
