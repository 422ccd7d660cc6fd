import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { parseAddress } from '../../../src/accounts/address.js';
import { SmtpSink } from '../../../src/platform/email/smtp-sink.js';
import { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';
import type { Findings } from '../proof.js';
import { HOSTILE } from './hostile-list.js';

const REQUEST = `mutation ($email: String!) { requestSignIn(input: { email: $email }) { signInId userErrors { code } } }`;

/** A mail goes to the address that is stored, or to nobody, whatever was typed. */
export async function hostileAddresses(findings: Findings): Promise<void> {
  const tavola = await Tavola.start();
  try {
    await tavola.person('victim@tavola.example');
    await tavola.person('evil@attacker.example');
    const stored = new Set<string>(['victim@tavola.example', 'evil@attacker.example']);
    let [refused, taken] = [0, 0];
    for (const email of HOSTILE) {
      const address = parseAddress(email);
      if (address && !stored.has(address)) {
        await tavola.person(address);
        stored.add(address);
      }
      // Three mails at most in a quarter of an hour, and these are more.
      await tavola.sql('delete from sign_in');
      const { data } = await tavola.anonymous().send(REQUEST, { email });
      if (!data?.requestSignIn?.signInId) refused += 1;
      else {
        taken += 1;
        // Its mail is written a moment later, and before that its sign-in must stay.
        await until(
          async () => (await tavola.sql(`select from email where state = 'SENT'`)).length === taken,
        );
      }
    }
    const envelopes = await tavola.sql('select recipient from email');
    const mailed = [...stored].flatMap((address) =>
      tavola.mailsTo(address).map(({ to }) => ({ address, to })),
    );
    const astray = mailed.filter(({ address, to }) => to.length !== 1 || to[0] !== address).length;
    const toEvil = tavola.mailsTo('evil@attacker.example').length;
    findings.promise(
      `${HOSTILE.length} hostile addresses are refused, or the envelope is the stored address`,
      `${refused} refused, ${taken} taken, ${mailed.length} mails, ${astray} astray, ${toEvil} to the attacker`,
      refused + taken === HOSTILE.length &&
        mailed.length === envelopes.length &&
        astray === 0 &&
        toEvil === 0,
    );
    await naive(findings);
  } finally {
    await tavola.stop();
  }
}

/** The control: what nodemailer makes of the list where nobody looks at an address first. */
async function naive(findings: Findings): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tavola-naive-'));
  const sink = await SmtpSink.start({ port: 0, host: '127.0.0.1', directory });
  try {
    const transport = createTransport(`smtp://127.0.0.1:${sink.port}`);
    for (const to of HOSTILE)
      await transport.sendMail({ from: 'tavola@tavola.example', to, text: 'x' }).catch(() => undefined);
    const toEvil = sink
      .all()
      .filter(({ to }) => to.some((one) => one.includes('evil@attacker.example'))).length;
    findings.control(
      'a mailer that takes what was typed writes to the attacker',
      `${toEvil} mails`,
      toEvil > 0,
    );
  } finally {
    await sink.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
