import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { SignIns } from '../../../src/accounts/sign-ins.service.js';
import { patched } from '../../setup/patched.js';
import { Tavola } from '../../setup/tavola.js';
import type { Findings } from '../proof.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const TIMES = 3;

/** A mailed link, and the browser that asked for it. */
interface Mailed {
  readonly signInId: string;
  readonly address: string;
  readonly cookie: string;
}

type Scan = (mailed: Mailed) => Promise<unknown>;

const post = ({ address }: Mailed, cookie: string) => {
  const { origin, pathname, search } = new URL(address);
  const body = search.slice(1);
  return fetch(origin + pathname, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...FORM, ...(cookie && { cookie }) },
    body,
  });
};

const SCANS: Record<string, Scan> = {
  HEAD: ({ address }) => fetch(address, { method: 'HEAD' }),
  GET: ({ address }) => fetch(address),
  'POST without our cookie': (mailed) => post(mailed, ''),
  'POST with another cookie': (mailed) => post(mailed, 'tavola_browser=another'),
};

/** Programs that open the links of mails before people do. */
export async function scanners(findings: Findings): Promise<void> {
  const browser = await found(BROWSERS);
  const tavola = await Tavola.start();
  try {
    let person = 0;
    const scan = async (one: Scan) => {
      const mailed = await mail(tavola, `scanned${(person += 1)}@tavola.example`);
      for (let times = 0; times < TIMES; times += 1) await one(mailed);
      const sessions = await count(tavola);
      const { status } = await post(mailed, mailed.cookie);
      return { sessions, status };
    };
    const opened = (address: string) => runInBrowser(browser as string, address);
    const scans = {
      ...SCANS,
      ...(browser && { 'GET with scripts (Chromium)': ({ address }: Mailed) => opened(address) }),
    };
    for (const [name, one] of Object.entries(scans)) {
      const before = await count(tavola);
      const { sessions, status } = await scan(one);
      const figure = `${sessions - before} sessions, then ${status === 303 ? 'works' : `status ${status}`}`;
      findings.promise(
        `${name}, ${TIMES} times: nobody signed in, and the link still works`,
        figure,
        sessions === before && status === 303,
      );
    }
    if (!browser)
      findings.notProven('GET with scripts leaves the link usable', 'no Chromium on this machine');
    const before = await count(tavola);
    const without = await patched(
      SignIns.prototype,
      'completeByLink',
      () =>
        function (this: object, id: string) {
          return (Reflect.get(this, 'use') as (id: string) => unknown).call(this, id);
        },
      () => scan(SCANS['POST without our cookie'] as Scan),
    );
    findings.control(
      'a link that is bound to no browser is used up by a POST',
      `${without.sessions - before} sessions, then status ${without.status}`,
      without.sessions > before && without.status !== 303,
    );
  } finally {
    await tavola.stop();
  }
}

async function mail(tavola: Tavola, email: string): Promise<Mailed> {
  await tavola.person(email);
  const asked = await fetch(`${tavola.url}/sign-in`, {
    method: 'POST',
    headers: FORM,
    body: `email=${encodeURIComponent(email)}`,
  });
  const cookie = asked.headers.getSetCookie()[0]?.split(';')[0] as string;
  const { text } = await tavola.mailTo(email);
  const { pathname, search } = new URL(/http:\S+sign-in\S+/.exec(text)?.[0] as string);
  return { signInId: pathname.split('/').at(-1) as string, address: tavola.url + pathname + search, cookie };
}

const count = async (tavola: Tavola): Promise<number> =>
  (await tavola.sql('select count(*)::int from session'))[0]?.['count'] as number;

async function found(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths)
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  return undefined;
}

/** Loads the page as a browser does, scripts and all, waits two seconds of its time, and ends. */
const runInBrowser = (browser: string, address: string): Promise<void> =>
  new Promise((resolve) => {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=2000', '--dump-dom'];
    execFile(browser, [...flags, address], { timeout: 20_000 }, () => resolve());
  });
