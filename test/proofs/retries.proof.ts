import { sha256Hex } from '../../src/platform/events/merkle.js';
import { type Face, crowd } from '../factories/crowd.js';
import { type Partnership, partnership } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { inputOf } from '../setup/input-of.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import { type KeyedCreation, TAKING_KEYS, keyedCreations } from './keyed-creations.js';
import type { Findings, Proof } from './proof.js';

const AT_ONCE = 100;
/** So many processes start at the same moment; each is killed once. */
const TOGETHER = 2;
/**
 * Several who do the same, since one person may ask only so often in a minute, and have only so many tokens and uploads.
 * No multiple of the number of creations, or each kind would always be made by the same few.
 */
const LEADS = 11;

/** Whoever does not know whether a creation was done sends it again. */
export const retries: Proof = {
  name: 'retries',
  promise: 'a creation that is sent again with its key is done once, and answered as the first time',
  isAlone: true,
  async run(findings) {
    const stage = await Stage.open();
    try {
      await everyKeyIsTried(findings, stage);
      await atOnce(findings, stage);
      await kills(findings, stage);
      await stage.goOnWithout('the-keys');
      const creation = stage.creations[0] as KeyedCreation;
      const { rows } = await stage.left(creation, () => stage.repeat(stage.lead(0), creation, 'control'));
      findings.control(`without the keys ${AT_ONCE} at once make duplicates`, `${rows} rows`, rows > 1);
      await killsWithoutKeys(findings, stage);
      await tooLate(findings, stage);
    } finally {
      await stage.close();
    }
  },
};

async function everyKeyIsTried(findings: Findings, { of, creations }: Stage): Promise<void> {
  interface Field {
    readonly name: string;
    readonly args: readonly {
      readonly type: { readonly ofType: { readonly inputFields: { name: string }[] | null } | null };
    }[];
  }
  const { __schema } = await of.lead.ask(TAKING_KEYS);
  const taking = (__schema.mutationType.fields as Field[])
    .filter(({ args }) => args[0]?.type.ofType?.inputFields?.some(({ name }) => name === 'idempotencyKey'))
    .map(({ name }) => name)
    .toSorted();
  const tried = creations.map(({ mutation }) => mutation).toSorted();
  findings.promise(
    'each mutation that takes a key is tried',
    taking.join(', '),
    taking.join() === tried.join(),
  );
}

async function atOnce(findings: Findings, stage: Stage): Promise<void> {
  const told = { ids: 0, errors: 0, rows: 0, events: 0, mails: 0, reused: 0, others: 0 };
  for (const [index, creation] of stage.creations.entries()) {
    const lead = stage.lead(index);
    const key = `at once: ${creation.mutation}`;
    let answers: readonly Answer[] = [];
    const left = await stage.left(creation, async () => (answers = await stage.repeat(lead, creation, key)));
    told.ids += new Set(answers.map(({ id }) => id)).size;
    told.errors += answers.filter(({ error }) => error !== null).length;
    told.rows += left.rows;
    told.events += left.events;
    told.mails += left.mails;
    const changed = { ...creation, input: { ...creation.input, [creation.text]: 'another.pdf' } };
    if ((await stage.ask(lead, changed, key)).error === 'KEY_REUSED') told.reused += 1;
    const { id } = await stage.ask(stage.lead(index + 1), creation, key);
    if (id && id !== answers[0]?.id) told.others += 1;
  }
  const all = stage.creations.length;
  const mails = stage.creations.reduce((sum, creation) => sum + creation.mails, 0);
  findings.promise(
    `${all} creations, each ${AT_ONCE} times at once over two processes: one row, one event, its mails and one answer`,
    `${told.rows} rows, ${told.events} events, ${told.mails} mails, ${told.ids} ids, ${told.errors} errors`,
    told.rows === all && told.events === all && told.mails === mails && told.ids === all && told.errors === 0,
  );
  findings.promise(
    'another input with the same key is refused',
    `${told.reused} of ${all}`,
    told.reused === all,
  );
  findings.promise(
    'the same key of somebody else is another one',
    `${told.others} of ${all}`,
    told.others === all,
  );
}

async function kills(findings: Findings, stage: Stage): Promise<void> {
  const kills = findings.pick(8, 200);
  const seen = await killAndRepeat(stage, kills, 'kill');
  findings.promise(
    `${kills} processes killed between COMMIT and reply: the repetition finds the first result, one row, one event and its mails`,
    `${seen.killed} killed, ${seen.committed} committed, ${seen.found} found, ${seen.duplicates} duplicates, ${seen.lost} lost`,
    [seen.killed, seen.committed, seen.found].every((count) => count === kills) &&
      seen.duplicates + seen.lost === 0,
  );
}

/** Only who repeats goes without the keys: who is killed needs one, to know when. */
async function killsWithoutKeys(findings: Findings, stage: Stage): Promise<void> {
  const kills = TOGETHER * Math.ceil(stage.creations.length / TOGETHER);
  const { killed, committed, duplicates } = await killAndRepeat(stage, kills, 'control of kill');
  findings.control(
    'without the keys each repetition after a kill makes a duplicate',
    `${killed} killed, ${committed} committed, ${duplicates} duplicates`,
    [killed, committed, duplicates].every((count) => count === kills),
  );
}

/** Counts what is left behind under whatever id: a duplicate would have another one. */
async function killAndRepeat(stage: Stage, kills: number, key: string) {
  const seen = { killed: 0, committed: 0, found: 0, duplicates: 0, lost: 0 };
  for (let kill = 0; kill < kills; kill += TOGETHER) {
    // Each of them makes something else, so that what it leaves can be told apart.
    const tries = Array.from({ length: TOGETHER }, async (_, index) => {
      const creation = stage.creations[(kill + index) % stage.creations.length] as KeyedCreation;
      const left = await stage.left(creation, async () => {
        const [lead, own] = [stage.lead(kill + index), `${key} ${kill + index}`];
        const { isKilled, committedId, answer } = await stage.dieAndRepeat(lead, creation, own);
        if (isKilled) seen.killed += 1;
        if (committedId) seen.committed += 1;
        if (committedId && answer.id === committedId && answer.error === null) seen.found += 1;
      });
      const { mails } = creation;
      if (left.rows > 1 || left.events > 1 || left.mails > mails) seen.duplicates += 1;
      if (left.rows < 1 || left.events < 1 || left.mails < mails) seen.lost += 1;
    });
    await Promise.all(tries);
  }
  return seen;
}

/** What was acknowledged stays so, also when nothing may be made there any more. */
async function tooLate(findings: Findings, stage: Stage): Promise<void> {
  const cancel = 'mutation ($id: ID!) { cancelMeeting(id: $id) { userErrors { code } } }';
  await stage.of.lead.ask(cancel, { id: stage.meetingId });
  const all = stage.ofMeeting.length;
  const without = await stage.repeatAll('at once');
  await stage.goOnWithout();
  const found = await stage.repeatAll('at once');
  const anew = await stage.repeatAll('too late');
  findings.promise(
    'when the meeting is cancelled meanwhile, the repetition finds the first result, and nothing new is made',
    `${found.results} of ${all} found, ${anew.closed} of ${all} closed`,
    found.results === all && anew.closed === all,
  );
  findings.control(
    'without the keys the repetition is told that it is too late',
    `${without.closed} of ${all}`,
    without.closed === all,
  );
}

interface Answer {
  readonly id: string | null;
  /** The code of the first error. */
  readonly error: string | null;
}

/** A meeting of which things are made, and two processes of the application. */
class Stage {
  private apps: readonly AppProcess[] = [];

  private constructor(
    private readonly tavola: Tavola,
    readonly of: Partnership,
    readonly creations: readonly KeyedCreation[],
    readonly meetingId: string,
    private readonly leads: readonly Face[],
  ) {}

  static async open(): Promise<Stage> {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    const leads = await crowd(tavola, of, { size: LEADS, partner: 'norrkoping', role: 'COORDINATOR' });
    const { creations, meetingId } = await keyedCreations(of);
    const stage = new Stage(tavola, of, creations, meetingId, leads);
    await stage.goOnWithout();
    return stage;
  }

  /** From now on the application works without this protection. */
  async goOnWithout(...without: string[]): Promise<void> {
    await this.end();
    this.apps = await Promise.all([this.start(without), this.start(without)]);
  }

  lead(index: number): GraphqlClient {
    return (this.leads[index % LEADS] as Face).browser;
  }

  /** Those for which it is too late when the meeting is cancelled. */
  get ofMeeting(): readonly KeyedCreation[] {
    return this.creations.filter(({ isOfMeeting }) => isOfMeeting);
  }

  async ask(client: GraphqlClient, creation: KeyedCreation, key: string): Promise<Answer> {
    const { mutation, made, input, again } = creation;
    const document = `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) { ${made} { id } userErrors { code } } }`;
    const { data, errors } = await client.send(document, { input: { ...input, idempotencyKey: key } });
    const answer = data?.[mutation];
    const code = errors?.[0]?.extensions.code ?? answer?.userErrors[0]?.code ?? null;
    return { id: answer?.[made]?.id ?? null, error: code === again ? null : code };
  }

  /** Many times at once, at the one process and the other. */
  repeat(client: GraphqlClient, creation: KeyedCreation, key: string): Promise<Answer[]> {
    const clients = this.apps.map(({ url }) => client.at(url));
    return Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        this.ask(clients[index % clients.length] as GraphqlClient, creation, key),
      ),
    );
  }

  /** Each of them once more, by whoever made it under such a key; how many got a result, and how many CLOSED. */
  async repeatAll(key: string): Promise<{ results: number; closed: number }> {
    const app = this.apps[0] as AppProcess;
    const answers = await Promise.all(
      this.ofMeeting.map((creation, index) =>
        this.ask(this.lead(index).at(app.url), creation, `${key}: ${creation.mutation}`),
      ),
    );
    return {
      results: answers.filter(({ id, error }) => id !== null && error === null).length,
      closed: answers.filter(({ error }) => error === 'CLOSED').length,
    };
  }

  /** What the work leaves behind: rows, events, and the mails of these when all are written. */
  async left({ table, event }: KeyedCreation, work: () => Promise<unknown>) {
    const before = await this.count(table, event);
    await work();
    await until(async () => (await this.tavola.sql('select from unnotified_event')).length === 0, 30_000);
    const after = await this.count(table, event);
    return {
      rows: after.rows - before.rows,
      events: after.events - before.events,
      mails: after.mails - before.mails,
    };
  }

  /** Asks a process that is killed when it has committed, then another one with the same key. */
  async dieAndRepeat(lead: GraphqlClient, creation: KeyedCreation, key: string) {
    const app = await this.start(['the-reply']);
    const answered = await this.ask(lead.at(app.url), creation, key).catch(() => null);
    await (answered ? app.end('SIGKILL') : until(() => app.hasEnded));
    const [row] = await this.tavola.sql('select result_id from idempotency_key where key = $1', [
      sha256Hex(key),
    ]);
    const committedId = (row?.['result_id'] ?? null) as string | null;
    const answer = await this.ask(lead.at((this.apps[0] as AppProcess).url), creation, key);
    return { isKilled: answered === null && app.hasEnded, committedId, answer };
  }

  async close(): Promise<void> {
    await this.end();
    await this.tavola.stop();
  }

  private start(without: readonly string[]): Promise<AppProcess> {
    return AppProcess.start({ database: this.tavola.database, without, env: { WORKER: 'off' } });
  }

  private async count(table: string, event: string) {
    const [counts] = await this.tavola.sql(
      `select (select count(*)::int from ${table}) as rows, (select count(*)::int from event where kind = $1) as events,
        (select count(*)::int from email m join event e on e.id = m.event_id where e.kind = $1) as mails`,
      [event],
    );
    return counts as { rows: number; events: number; mails: number };
  }

  private async end(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.end('SIGKILL')));
  }
}
