import { setTimeout as sleep } from 'node:timers/promises';
import { SignIns } from '../../../src/accounts/sign-ins.service.js';
import { patched } from '../../setup/patched.js';
import { Tavola } from '../../setup/tavola.js';
import type { Findings } from '../proof.js';
import { mannWhitney, median } from './mann-whitney.js';

const REQUEST = `mutation ($email: String!) { requestSignIn(input: { email: $email }) { signInId userErrors { code } } }`;
/** How the control tells known addresses by their time: as an SMTP server asked within the request would. */
const DELAY_MS = 3;

/** What an answer says, without what is new in each. */
interface Said {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
  readonly ms: number;
}

/** Nobody learns from an answer whether somebody has an address. */
export async function alike(findings: Findings): Promise<void> {
  const samples = findings.pick(200, 2_000);
  // The mails are written and sent by a worker, which an installation has apart.
  const tavola = await Tavola.start({ worker: false });
  try {
    await tavola.sql(
      `insert into person (id, name, email, language)
       select gen_random_uuid(), 'Known', 'known' || n || '@tavola.example', 'en' from generate_series(1, $1::int) n`,
      [3 * samples + 100],
    );
    let next = 0;
    const pair = async (form: Form) => {
      next += 1;
      const order = next % 2 === 0 ? ['known', 'unknown'] : ['unknown', 'known'];
      const said = new Map<string, Said>();
      for (const who of order) said.set(who, await form(tavola, `${who}${next}@tavola.example`, next));
      return { known: said.get('known') as Said, unknown: said.get('unknown') as Said };
    };
    for (const form of [byApi, byPage]) await pair(form);
    const pairs = async (form: Form, count: number) => {
      const all = [];
      for (let index = 0; index < count; index += 1) all.push(await pair(form));
      return all;
    };
    for (const [name, form] of [
      ['API', byApi],
      ['page', byPage],
    ] as const) {
      const seen = await pairs(form, 20);
      const equal = seen.filter(({ known, unknown }) => textOf(known) === textOf(unknown)).length;
      findings.promise(
        `by ${name}, known and unknown addresses get one status, headers and body`,
        `${equal} of 20`,
        equal === 20,
      );
    }
    const times = compare(await pairs(byApi, samples));
    findings.promise(
      `2 x ${samples} requests take alike: p > 0.01 or medians within 1 ms`,
      times.figure,
      times.areAlike,
    );
    const control = await patched(
      SignIns.prototype,
      'request',
      (original) =>
        async function (this: SignIns, ...values: never[]) {
          const id = await original.apply(this, values);
          if (String(values[1]).startsWith('known')) await sleep(DELAY_MS);
          return id;
        },
      () => pairs(byApi, 60),
    );
    const told = compare(control);
    findings.control(`${DELAY_MS} ms more for a known address are seen`, told.figure, !told.areAlike);
  } finally {
    await tavola.stop();
  }
}

type Form = (tavola: Tavola, email: string, number: number) => Promise<Said>;

/** From an address of its own, so that no limit is met. */
const from = (number: number) => ({ 'x-forwarded-for': `10.200.${(number >> 8) & 255}.${number & 255}` });

const byApi: Form = (tavola, email, number) =>
  say(
    `${tavola.url}/graphql`,
    number,
    'application/json',
    JSON.stringify({ query: REQUEST, variables: { email } }),
  );

const byPage: Form = (tavola, email, number) =>
  say(
    `${tavola.url}/sign-in`,
    number,
    'application/x-www-form-urlencoded',
    `email=${encodeURIComponent(email)}`,
  );

async function say(url: string, number: number, type: string, body: string): Promise<Said> {
  const since = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type, ...from(number) },
    body,
  });
  const text = await response.text();
  const ms = performance.now() - since;
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return { status: response.status, headers: neutral(headers), body: neutral(text), ms };
}

/** Without ids, the value of the browser's cookie and the time of day. */
const neutral = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/tavola_browser=[\w-]+/g, 'tavola_browser=<value>')
    .replaceAll(/^date: .*$/gm, 'date: <now>');

const textOf = ({ status, headers, body }: Said): string => `${status}\n${headers}\n\n${body}`;

function compare(pairs: readonly { known: Said; unknown: Said }[]) {
  const [known, unknown] = [pairs.map((pair) => pair.known.ms), pairs.map((pair) => pair.unknown.ms)];
  const p = mannWhitney(known, unknown);
  const apart = Math.abs(median(known) - median(unknown));
  const figure = `medians ${median(known).toFixed(2)} and ${median(unknown).toFixed(2)} ms, p = ${p.toFixed(3)}`;
  return { figure, areAlike: p > 0.01 || apart < 1 };
}
