import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, get } from 'node:http';
import { until } from './until.js';

/** Reads a stream of server-sent events as a browser does, and keeps all of it. */
export class LiveReader {
  /** As it came. */
  text = '';
  ended = false;

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (this.text += chunk));
    response.once('error', () => undefined);
    response.once('close', () => (this.ended = true));
  }

  static open(url: string, cookie: string): Promise<LiveReader> {
    return LiveReader.openWith(url, { cookie });
  }

  static async openWith(url: string, headers: Record<string, string>): Promise<LiveReader> {
    // No agent: it would hold a spare connection open when a stream is broken off.
    const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
    const reader = new LiveReader(response);
    await until(() => reader.text !== '');
    return reader;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  get frames(): unknown[] {
    const data = [...this.text.matchAll(/^data: (.*)$/gm)];
    return data.map(([, json = '']) => JSON.parse(json) as unknown);
  }

  close(): void {
    this.response.destroy();
  }
}
