import { Client } from 'pg';
import type { GraphQLSchema } from 'graphql';
import { type Asking, type Reply, refusal } from './asking.js';
import type { Attempt } from './attempt.js';
import { attemptsIn } from './attempts.js';
import { Expectations, mayWrite, principals } from './expectations.js';
import type { Facts } from './facts.js';
import { MUTATIONS, type MayRule, OPEN_TO_ALL } from './may.js';
import { PRINCIPALS, type Principal } from './people.js';
import type { Served } from './served.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** What somebody is told: `ok`, a code of `userErrors`, or a code at top level with `!` before it. */
type Told = string;

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

export interface WriteParts {
  readonly schema: GraphQLSchema;
  readonly world: World;
  readonly facts: Facts;
  readonly asking: Asking;
  readonly served: Served;
  readonly databaseUrl: string;
  readonly tally: Tally;
}

/** Tries every mutation as everybody, on things in every state; who is refused leaves nothing behind. */
export class Writes {
  private readonly expected = new Expectations();
  /** Mutations that were tried, by name. */
  readonly tried = new Set<string>();

  constructor(private readonly parts: WriteParts) {}

  async walk(): Promise<void> {
    const { world, facts, tally, databaseUrl } = this.parts;
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    try {
      for (const [mutation, attempts] of Object.entries(attemptsIn(world, facts)))
        for (const [name, attempt] of Object.entries(attempts)) {
          if (tally.isEnough) return;
          const rule = MUTATIONS[mutation]?.[name];
          if (rule === undefined) throw new Error(`No row for ${mutation}, ${name}`);
          this.tried.add(mutation);
          await this.refused(mutation, name, attempt, rule, database);
          await this.allowed(mutation, name, attempt, rule);
        }
    } finally {
      await database.end();
    }
  }

  /** Whoever is refused, one and all, and the same on what does not exist: nothing is different afterwards. */
  private async refused(
    mutation: string,
    name: string,
    attempt: Attempt,
    rule: MayRule,
    database: Client,
  ): Promise<void> {
    const { tally } = this.parts;
    const before = await fingerprint(database);
    const missing = new Map<Principal, string>();
    if (attempt.path)
      await Promise.all(
        PRINCIPALS.map(async (who) => {
          const reply = await ask(this.parts, mutation, withMissing(attempt), who);
          missing.set(who, refusal(reply));
          tally.check(`${who}: ${mutation}, nothing`, told(reply), this.toldOfNothing(mutation, rule, who));
        }),
      );
    await Promise.all(
      PRINCIPALS.map(async (who) => {
        const expected = this.toldTo(mutation, attempt, rule, who);
        if (expected === 'ok') return;
        const reply = await ask(this.parts, mutation, attempt.given, who);
        tally.check(`${who}: ${mutation}, ${name}`, told(reply), expected);
        if (expected === '!NOT_FOUND')
          tally.check(`${who}: ${mutation}, ${name}, hidden and missing`, refusal(reply), missing.get(who));
      }),
    );
    const after = await fingerprint(database);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    tally.check(`${mutation}, ${name}: tables that the refused changed`, changed, []);
  }

  /** Whoever may, to the point where it would be kept. */
  private async allowed(mutation: string, name: string, attempt: Attempt, rule: MayRule): Promise<void> {
    const may = PRINCIPALS.filter((who) => this.toldTo(mutation, attempt, rule, who) === 'ok');
    if (may.length === 0) return;
    await this.parts.served.rollBack(true);
    for (const who of may)
      this.parts.tally.check(
        `${who}: ${mutation}, ${name}`,
        told(await ask(this.parts, mutation, attempt.given, who)),
        'ok',
      );
    await this.parts.served.rollBack(false);
  }

  private toldTo(mutation: string, { on }: Attempt, rule: MayRule, who: Principal): Told {
    const isOpen = OPEN_TO_ALL.includes(mutation);
    if (!isOpen && !principals('signedIn').has(who)) return '!UNAUTHENTICATED';
    if (!mayWrite(who)) return '!FORBIDDEN';
    const { may = '', ...others } = typeof rule === 'string' ? { may: rule } : rule;
    if (!others['TOKEN'] || !principals(others['TOKEN']).has(who)) {
      if (principals(may).has(who)) return 'ok';
    } else return '!FORBIDDEN';
    if (on && !this.expected.seesRow(who, ...on)) return '!NOT_FOUND';
    for (const [code, words] of Object.entries(others))
      if (code !== 'NOT_FOUND' && principals(words).has(who)) return code;
    return others['NOT_FOUND'] !== undefined && principals(others['NOT_FOUND']).has(who)
      ? '!NOT_FOUND'
      : 'FORBIDDEN';
  }

  private toldOfNothing(mutation: string, rule: MayRule, who: Principal): Told {
    if (!principals('signedIn').has(who)) return '!UNAUTHENTICATED';
    const tokens = typeof rule === 'string' ? undefined : rule['TOKEN'];
    return mayWrite(who) && !(tokens && principals(tokens).has(who)) ? '!NOT_FOUND' : '!FORBIDDEN';
  }
}

/** Sends a mutation with these arguments. */
export function ask(
  { schema, asking }: WriteParts,
  mutation: string,
  given: object,
  who: Principal,
): Promise<Reply> {
  const args = (schema.getMutationType()?.getFields()[mutation]?.args ?? []).filter(
    ({ name }) => name in given,
  );
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = passed && `(${passed})`;
  const document = `mutation ${declared && `(${declared})`} { it: ${mutation}${call} { userErrors { code field } } }`;
  return asking.as(who, document, given);
}

function told({ data, errors }: Reply): Told {
  if (errors?.[0]) return `!${errors[0].extensions.code}`;
  return data.it.userErrors[0]?.code ?? 'ok';
}

/** The same attempt on what does not exist. */
function withMissing({ given, path = [] }: Attempt): object {
  const copy = structuredClone(given) as Record<string, Record<string, unknown>>;
  const [first = '', second] = path;
  if (second) return { ...copy, [first]: { ...copy[first], [second]: NOBODYS_ID } };
  return { ...copy, [first]: NOBODYS_ID };
}

/** A hash over all rows of all tables, and the number of waiting jobs. */
async function fingerprint(database: Client): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('country', 'migrations') order by 1`,
  );
  const hashes = tables.map(
    ({ name }) =>
      `select '${name}' as t, (select md5(string_agg(x::text, '' order by x::text)) from ${name} x) as h`,
  );
  const jobs = `select 'jobs', (select count(*)::text from pgboss.job where name in ('notify', 'deliver'))`;
  const { rows } = await database.query<{ t: string; h: string }>([...hashes, jobs].join(' union all '));
  return Object.fromEntries(rows.map(({ t, h }) => [t, h]));
}
