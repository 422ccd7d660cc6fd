import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Attack, Attacked, type Outcome, PRINCIPALS, type Principal } from './attacked.js';
import { ATTACKS, CIRCLE, type Code, INJECTED, SCALARS, asks, signIns } from './refused.js';

const WITHIN_MS = 50;
const WITHIN_MB = 20;
const INVALID = 'GRAPHQL_VALIDATION_FAILED';
/** Mails to sign in with that one client may ask for in a quarter of an hour. */
const SIGN_INS = 20;

/** What is wrong with an answer that should be a refusal by this code, or where that is null no refusal; null: nothing. */
function wrongWith({ code, text, ms, megabytes }: Outcome, expected: Code): string | null {
  if (expected === null) return code ?? null;
  if (code !== expected) return `${code} instead of ${expected}`;
  const told = /stacktrace|node_modules|\bselect |from "|syntax error at|Did you mean/.exec(text);
  if (told) return `tells "${told[0]}"`;
  if (ms > WITHIN_MS) return `${ms} ms`;
  return megabytes > WITHIN_MB ? `${megabytes} MB` : null;
}

describe('attacks by GraphQL', () => {
  let attacked: Attacked;
  beforeAll(async () => {
    attacked = await Attacked.start();
    // A server that has done nothing yet still takes memory for its own.
    for (let warm = 0; warm < 20; warm += 1) await attacked.once('delegate', asks('{ viewer { name } }'));
  });
  // A stranger may ask 300 times a minute.
  beforeEach(() => attacked.sql('delete from request_quota'));
  afterAll(() => attacked.stop());

  async function refused(principal: Principal, attack: Attack, code: Code): Promise<void> {
    const wrong = wrongWith(await attacked.by(principal, attack, WITHIN_MS), code);
    const said = attack('').body?.slice(0, 200);
    expect([principal, said, wrong]).toEqual([principal, said, null]);
  }

  it.each(ATTACKS)('%s is refused quickly, with a code, whoever tries', async (_, attack, code) => {
    for (const principal of PRINCIPALS) {
      const expected =
        typeof code === 'string' ? code : code[principal === 'anonymous' ? 'stranger' : 'member'];
      await refused(principal, attack, expected);
    }
  });

  it('what does take time and memory is seen to, however often one tries (the control)', async () => {
    const unprotected = await Attacked.start('./test/attacks/without-the-introspection-limit.ts');
    const outcomes = [];
    for (const principal of ['delegate', 'token'] as const)
      outcomes.push(await unprotected.by(principal, CIRCLE, WITHIN_MS));
    await unprotected.stop();
    expect(outcomes.map(({ code }) => code)).toEqual([undefined, undefined]);
    for (const { ms } of outcomes) expect(ms).toBeGreaterThan(WITHIN_MS);
    // The second one finds the heap grown.
    const megabytes = outcomes[0]?.megabytes ?? 0;
    expect(process.platform !== 'linux' || megabytes > WITHIN_MB).toBe(true);
  }, 60_000);

  it('G14 documents that are all comments are not kept one and all', async () => {
    const before = await attacked.once('delegate', asks('{ __typename }'));
    let megabytes = 0;
    // Each would keep 0.8 MB of tokens, and the server has 192 MB.
    for (let n = 0; n < 400; n += 1) {
      const outcome = await attacked.once('delegate', asks(`${'#\n'.repeat(9_900)}#${n}\n{ __typename }`));
      expect(outcome.code).toBeUndefined();
      megabytes += outcome.megabytes;
    }
    const after = await attacked.once('delegate', asks('{ __typename }'));
    expect([before.status, after.status]).toEqual([200, 200]);
    expect(process.platform !== 'linux' || megabytes < 120 ? 'ok' : megabytes).toBe('ok');
  });

  it('G6 misspelt names are not put right', async () => {
    const all = await attacked.once('delegate', asks('{ schema: __schema { types { fields { name } } } }'));
    const { data } = JSON.parse(all.text) as {
      data: { schema: { types: { fields?: { name: string }[] }[] } };
    };
    const names = data.schema.types.flatMap(({ fields }) => fields?.map(({ name }) => `${name}x`) ?? []);
    const misspelt = (from: number) => names.slice(from, from + 10).join(' ');
    expect(names.length).toBeGreaterThan(300);
    const asked: [attack: Attack, code: string][] = [
      [asks(`{ ${misspelt(0)} }`), INVALID],
      [asks('{ countries(limt: 1) { code } }'), INVALID],
      [asks('query ($a: Strin) { __typename }'), INVALID],
      [
        asks('mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }', {
          input: { nam: 'x', scopes: ['REED'] },
        }),
        'BAD_USER_INPUT',
      ],
    ];
    for (let from = 0; from < 300; from += 10)
      asked.push([asks(`{ viewer { ${misspelt(from)} } }`), INVALID]);
    for (const principal of PRINCIPALS)
      for (const [attack, code] of asked) await refused(principal, attack, code);
  });

  it.each(PRINCIPALS)(
    'G16 100 sign-ins over several requests are as many as one may ask for (%s)',
    async (principal) => {
      const counted = async () => {
        const outcomes = await Promise.all(
          [0, 1, 2, 3].map((request) =>
            attacked.once(
              principal,
              signIns(25, (n) => `person${request * 25 + n}@b.example`),
            ),
          ),
        );
        const [{ count }] = (await attacked.sql('select count(*)::int from sign_in')) as [{ count: number }];
        return [count, outcomes.flatMap(({ text }) => text.match(/TOO_MANY_REQUESTS/g) ?? []).length];
      };
      await attacked.sql('delete from sign_in');
      expect(await counted()).toEqual([SIGN_INS, 100 - SIGN_INS]);
      // The control: nothing but what was asked before refuses.
      await attacked.sql(`update sign_in set requested_at = now() - interval '1 day'`);
      expect(await counted()).toEqual([2 * SIGN_INS, 100 - SIGN_INS]);
    },
  );

  it.each(PRINCIPALS)(
    'G17 what would be SQL, HTML or a line of the log elsewhere is a text (%s)',
    async (principal) => {
      const isStranger = principal === 'anonymous';
      for (const a of INJECTED)
        for (const [query, code] of SCALARS)
          await refused(principal, asks(query, { a }), isStranger ? code.stranger : code.member);
      expect(await attacked.sql('select count(*)::int from person')).toEqual([{ count: 1 }]);
      expect(attacked.log).not.toContain('{"level":"fatal"}');
    },
  );

  it('G20 a statement that takes too long is cut, and PostgreSQL works on it no more', async () => {
    await attacked.sql(`
      alter table country rename to slow_country;
      create view country as select c.* from slow_country c, lateral (select pg_sleep(20 + length(c.code))) s;
      grant select on country to tavola_app`);
    const outcomes = Promise.all(
      PRINCIPALS.map((principal) => attacked.once(principal, asks('{ countries { code } }'))),
    );
    // The control: without the limit of the application's connections it goes on.
    const control = attacked.sql(`set statement_timeout = '7s'; select * from country`);
    await expect(control).rejects.toThrow('statement timeout');
    for (const { code, ms, megabytes } of await outcomes) {
      expect(code).toBe('QUERY_TOO_LARGE');
      expect(ms).toBeGreaterThan(4_900);
      expect(ms).toBeLessThan(7_000);
      expect(megabytes).toBeLessThan(WITHIN_MB);
    }
    const working = await attacked.sql(
      `select pid from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`,
    );
    expect(working).toEqual([]);
  }, 30_000);
});
