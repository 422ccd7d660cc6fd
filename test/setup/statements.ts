import { Client } from 'pg';

type Query = (this: Client, config: string | { text: string }, ...rest: unknown[]) => unknown;

/** Writes down what this process asks of the database on the application's connections; not what the queue does itself. */
export class Statements {
  // Called with the client it belongs to, below.
  // oxlint-disable-next-line typescript/unbound-method
  private readonly original = Client.prototype.query as unknown as Query;
  private texts: string[] = [];

  /** @param quotas whether also what is asked once for many requests is written down: how many of them there may be */
  constructor({ quotas = false } = {}) {
    const { original } = this;
    const write = (text: string): void => void this.texts.push(text);
    Client.prototype.query = function (this: Client, config: string | { text: string }, ...rest: unknown[]) {
      const { options } = (this as unknown as { connectionParameters: { options?: string } })
        .connectionParameters;
      // Only the data source's connections have a time limit.
      const text = typeof config === 'string' ? config : config.text;
      if (options?.includes('statement_timeout') && (quotas || !text.includes('request_quota'))) write(text);
      return original.call(this, config, ...rest);
    } as unknown as typeof Client.prototype.query;
  }

  /** What was asked while this ran. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    this.texts = [];
    await work();
    return this.texts;
  }

  stop(): void {
    Client.prototype.query = this.original as unknown as typeof Client.prototype.query;
  }
}
