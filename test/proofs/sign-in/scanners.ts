import { SignIns } from '../../../src/accounts/sign-ins.service.js';
import { patched } from '../../setup/patched.js';
import { Tavola } from '../../setup/tavola.js';
import type { Findings } from '../proof.js';
import { ScriptedBrowser } from './scripted-browser.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const TIMES = 3;
const SCRIPTED = 'GET with scripts and our cookie (Chromium)';

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
  'GET with our cookie': ({ address, cookie }) => fetch(address, { headers: { cookie } }),
  'POST without our cookie': (mailed) => post(mailed, ''),
  'POST with another cookie': (mailed) => post(mailed, 'tavola_browser=another'),
};

/** Programs that open the links of mails before people do. */
export async function scanners(findings: Findings): Promise<void> {
  const browser = await ScriptedBrowser.find();
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
    const scans = {
      ...SCANS,
      ...(browser && { [SCRIPTED]: (mailed: Mailed) => openForm(browser, mailed) }),
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
    if (browser) await formThatSendsItself(findings, tavola, scan, browser);
    else findings.notProven('GET with scripts leaves the link usable', 'no Chromium on this machine');
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

/** As a page would that saves people the button. */
async function formThatSendsItself(
  findings: Findings,
  tavola: Tavola,
  scan: (one: Scan) => Promise<{ sessions: number; status: number }>,
  browser: ScriptedBrowser,
): Promise<void> {
  const before = await count(tavola);
  const script = 'document.forms[0].submit()';
  const { sessions, status } = await scan((mailed) => browser.open({ ...mailed, script }));
  findings.control(
    'a page that sends its form by a script signs in whoever only opens it',
    `${sessions - before} sessions, then status ${status}`,
    sessions > before && status !== 303,
  );
}

/** Fails unless the browser has shown the form with its button: one that shows nothing sends nothing either. */
async function openForm(browser: ScriptedBrowser, mailed: Mailed): Promise<void> {
  const page = await browser.open(mailed);
  const form = new RegExp(`action="/sign-in/${mailed.signInId}".*name="signature".*<button`, 's');
  if (!form.test(page)) throw new Error(`no button to sign in: ${page}`);
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
