import { setTimeout as sleep } from 'node:timers/promises';
import { type Face, crowd } from '../factories/crowd.js';
import { requestMaterial, upload } from '../factories/material.js';
import { type Partnership, agendaItem, openMeeting, partnership } from '../factories/partnership.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import type { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';

const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version } userErrors { code } } }`;
const EDITORS = 6;
/** Below what one session may ask in a minute. */
const PAUSE_MS = 80;
const TRY_AGAIN_MS = 1_000;

/** A meeting whose agenda is edited and for which files come in, all the time. */
export class BusyMeeting {
  private isOver = false;
  private work: Promise<unknown> = Promise.resolve();
  readonly seen = { edits: 0, uploads: 0 };

  private constructor(
    private readonly tavola: Tavola,
    private readonly editors: readonly Face[],
    private readonly items: readonly { id: string; version: number }[],
    private readonly uploader: GraphqlClient,
    private readonly requestId: string | undefined,
  ) {}

  static async prepare(tavola: Tavola): Promise<BusyMeeting> {
    const of: Partnership = await partnership(tavola);
    const meetingId = await openMeeting(of);
    const { cervia } = await requestMaterial(of, meetingId);
    const items: { id: string; version: number }[] = [];
    for (let item = 0; item < EDITORS; item += 1) items.push(await agendaItem(of, meetingId));
    const who = { size: EDITORS, partner: 'norrkoping', role: 'COORDINATOR' };
    const editors = await crowd(tavola, of, who);
    return new BusyMeeting(tavola, editors, items, await of.as('coordinator@cervia.example'), cervia);
  }

  start(): void {
    this.isOver = false;
    this.work = Promise.all([
      ...this.items.map((item, index) => this.edit(item, this.editors[index] as Face)),
      this.upload(),
    ]);
  }

  /** Until each item was edited once more, and a file came in. */
  async goesOn(): Promise<void> {
    const before = { items: this.items.map(({ version }) => version), uploads: this.seen.uploads };
    await until(
      () =>
        this.items.every(({ version }, index) => version > Number(before.items[index])) &&
        this.seen.uploads > before.uploads + 1,
    );
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.work;
  }

  private async edit(item: { id: string; version: number }, { browser }: Face): Promise<void> {
    while (!this.isOver) {
      const input = { id: item.id, expectedVersion: item.version, title: `Edit ${(this.seen.edits += 1)}` };
      const { data, errors } = await browser.send(UPDATE, { input });
      // Sent away, since the machine has other things to do: nothing was done, so it is tried again.
      if (errors?.every(({ extensions }) => extensions.code === 'OVERLOADED')) await sleep(TRY_AGAIN_MS);
      else item.version = data.updateAgendaItem.agendaItem.version;
      await sleep(PAUSE_MS);
    }
  }

  private async upload(): Promise<void> {
    while (!this.isOver) {
      const content = Buffer.from(`%PDF-1.7\n${`file ${(this.seen.uploads += 1)} `.repeat(10_000)}\n%%EOF\n`);
      await upload(this.uploader, this.tavola.url, this.requestId, content);
      await sleep(PAUSE_MS * 3);
    }
  }
}
