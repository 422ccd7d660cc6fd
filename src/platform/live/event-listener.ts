import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { z } from 'zod';
import { UUID } from '../database/uuid.js';
import type { Log } from '../log/log.js';

const CHANNEL = 'tavola_event';
const RETRY_MS = 500;
const PING_MS = 15_000;
const PING = { text: 'select 1', query_timeout: 5_000 };

/** What the database says of an event that was written. Checked, since it goes into a format where lines matter. */
const Change = z.object({
  projectId: z.string().regex(UUID).nullable(),
  meetingId: z.string().regex(UUID).nullable(),
  /** `noun.verb`. */
  kind: z.string().regex(/^[A-Za-z]{1,40}\.[A-Za-z]{1,40}$/),
  subjectId: z.string().regex(UUID),
  /** The version that the subject has after it, where the event says so; another thing of that name is left out. */
  version: z.int().positive().nullable().catch(null),
});
export type Change = z.infer<typeof Change>;

export interface Hearer {
  changed(change: Change): void;
  /** Changes may have been missed: the connection was lost for a while. */
  missed(): void;
}

/** Hears of each event as its transaction commits, on one connection for this process, made anew when it breaks. */
export class EventListener {
  private client: Client | undefined;
  private ping: NodeJS.Timeout | undefined;
  private stopped = false;

  /** @param open makes a connection that is not yet connected; a real session, no PgBouncer in transaction mode */
  constructor(
    private readonly open: () => Client,
    private readonly hearer: Hearer,
    private readonly log: Log,
  ) {}

  /** @throws when the database cannot be reached; later on it tries until it can */
  async start(): Promise<void> {
    await this.connect();
    this.ping = setInterval(() => void this.check(), PING_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.ping);
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    const client = this.open();
    // Without a listener it would end the process; that the connection is lost is told by `end`.
    client.on('error', (error) => this.log.disturbed('lost the connection for live changes', error));
    client.on('notification', ({ payload }) => this.hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    client.once('end', () => void this.reconnect());
  }

  private async reconnect(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.connect();
        if (this.stopped) await this.client?.end();
        else this.hearer.missed();
        return;
      } catch {
        await sleep(RETRY_MS);
      }
    }
  }

  /** A connection whose other end vanished without a word looks like one on which nothing happens. */
  private async check(): Promise<void> {
    const { client } = this;
    try {
      await client?.query(PING);
    } catch {
      // With its query unanswered, the driver drops the connection instead of saying goodbye.
      await client?.end().catch(() => undefined);
    }
  }

  private hear(payload: string): void {
    const change = Change.safeParse(parsed(payload));
    if (change.success) this.hearer.changed(change.data);
    else
      this.log.warn('a change that was told to nobody', {
        fields: change.error.issues.map(({ path }) => path.join('.')),
      });
  }
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}
