import { UpdateQueryBuilder } from 'typeorm';
import { Secrets } from '../../../src/platform/access/secrets.js';
import { codeIn } from '../../setup/code-in.js';
import type { GraphqlClient } from '../../setup/graphql-client.js';
import { patched } from '../../setup/patched.js';
import { Tavola } from '../../setup/tavola.js';
import type { Findings } from '../proof.js';

const REQUEST = `mutation ($email: String!) { requestSignIn(input: { email: $email }) { signInId } }`;
const COMPLETE = `mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { sessionId } }`;
const AT_ONCE = 100;
const GUESSES = 1_000;
const TRIES = 5;

/** Runs updates with a part of their condition left out. */
const withoutCondition = <Result>(method: 'where' | 'andWhere', part: string, work: () => Promise<Result>) =>
  patched(
    UpdateQueryBuilder.prototype,
    method,
    (original) =>
      function (this: object, ...[condition, values]: [string, object]) {
        const asked = typeof condition === 'string' ? condition.replace(part, 'true') : condition;
        return original.apply(this, [asked, values] as never[]);
      },
    work,
  );

async function asked(
  tavola: Tavola,
  email: string,
): Promise<{ signInId: string; code: string; cookie: string }> {
  await tavola.person(email);
  const client = tavola.anonymous();
  const { signInId } = (await client.ask(REQUEST, { email })).requestSignIn;
  const { text } = await tavola.mailTo(email, (mail) => mail.includes(signInId));
  return { signInId, code: codeIn(text) as string, cookie: client.cookie };
}

export async function redemptions(findings: Findings): Promise<void> {
  const tavola = await Tavola.start();
  try {
    const sessions = async (email: string): Promise<number> => {
      const rows = await tavola.sql(
        'select count(*)::int from session s join person p on p.id = s.person_id where p.email = $1',
        [email],
      );
      return rows[0]?.['count'] as number;
    };
    const byLink = async (email: string): Promise<number> => {
      const { signInId, cookie } = await asked(tavola, email);
      const { text } = await tavola.mailTo(email);
      const signature = /signature=(\S+)/.exec(text)?.[1];
      const post = () =>
        fetch(`${tavola.url}/sign-in/${signInId}`, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
          body: `signature=${signature}`,
        });
      await Promise.all(Array.from({ length: AT_ONCE }, post));
      return sessions(email);
    };
    const byCode = async (email: string): Promise<number> => {
      const input = await asked(tavola, email);
      const { signInId, code } = input;
      const type = () => tavola.anonymous().send(COMPLETE, { input: { signInId, code } });
      await Promise.all(Array.from({ length: AT_ONCE }, type));
      return sessions(email);
    };
    const link = await byLink('link@tavola.example');
    findings.promise(`${AT_ONCE} redemptions of one link at once make one session`, link, link === 1);
    const code = await byCode('code@tavola.example');
    findings.promise(`${AT_ONCE} redemptions of one code at once make one session`, code, code === 1);
    const without = await withoutCondition('where', 'used_at is null', () =>
      byLink('control@tavola.example'),
    );
    findings.control('an UPDATE that does not ask whether it was used makes more', without, without > 1);
    const typed = await withoutCondition('where', 'used_at is null', () => byCode('typed@tavola.example'));
    findings.control('and of one code, too', typed, typed > 1);
  } finally {
    await tavola.stop();
  }
}

/** Guesses come from many addresses, so that nothing but the tries of the mail limits them. */
export async function guesses(findings: Findings): Promise<void> {
  const tavola = await Tavola.start();
  try {
    const compared = async (email: string): Promise<{ compared: number; isLost: boolean }> => {
      const { signInId, code } = await asked(tavola, email);
      const clients = Array.from({ length: 50 }, () => tavola.anonymous());
      let times = 0;
      const guess = (index: number) =>
        (clients[index % clients.length] as GraphqlClient).send(COMPLETE, {
          input: { signInId, code: `AAAA${1000 + index}` },
        });
      await patched(
        Secrets.prototype,
        'isCodeOf',
        (original) =>
          function (this: Secrets, ...values: never[]) {
            times += 1;
            return original.apply(this, values);
          },
        () => Promise.all(Array.from({ length: GUESSES }, (_, index) => guess(index))),
      );
      const right = await tavola.anonymous().send(COMPLETE, { input: { signInId, code } });
      return { compared: times, isLost: !right.data?.completeSignIn?.sessionId };
    };
    const limited = await compared('guessed@tavola.example');
    findings.promise(
      `${GUESSES} guesses at once compare at most ${TRIES}`,
      limited.compared,
      limited.compared <= TRIES,
    );
    findings.promise(
      'afterwards not even the right code signs in',
      limited.isLost ? 'refused' : 'signed in',
      limited.isLost,
    );
    const part = 'tries < :tries';
    const checked = await withoutCondition('andWhere', part, () => compared('checked@tavola.example'));
    findings.control(
      'without the limit in the UPDATE the constraint refuses',
      `${checked.compared} compared`,
      checked.compared <= TRIES,
    );
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table sign_in drop constraint sign_in_tries_are_limited', [], owner);
    const open = await withoutCondition('andWhere', part, () => compared('open@tavola.example'));
    findings.control('without both it compares more', open.compared, open.compared > TRIES);
  } finally {
    await tavola.stop();
  }
}
