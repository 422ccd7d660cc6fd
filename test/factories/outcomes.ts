import type { GraphqlClient } from '../setup/graphql-client.js';
import type { Tavola } from '../setup/tavola.js';
import type { Partnership } from './partnership.js';

export const RECORD = `mutation ($input: RecordOutcomeInput!) { recordOutcome(input: $input) {
  outcome { id version } userErrors { code field } } }`;

interface Recorded {
  readonly outcome: { readonly id: string; readonly version: number } | null;
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] }[];
}

export const outcomeInput = ({ projectId }: Partnership, changes: object = {}): object => ({
  projectId,
  kind: 'RESULT',
  title: 'A result',
  ...changes,
});

/** What the mutation answers. */
export async function record(of: Partnership, by: GraphqlClient, changes: object): Promise<Recorded> {
  return (await by.ask(RECORD, { input: outcomeInput(of, changes) })).recordOutcome;
}

/** The id of an outcome that nothing was said against. */
export async function recorded(of: Partnership, by: GraphqlClient, changes: object): Promise<string> {
  const { outcome, userErrors } = await record(of, by, changes);
  if (!outcome) throw new Error(JSON.stringify(userErrors));
  return outcome.id;
}

export const refusal = (code: string, field: string): Recorded => ({
  outcome: null,
  userErrors: [{ code, field: ['input', field] }],
});

/** The answer of an attempt that writes nothing; fails when it does. */
export async function inVain<Answer>(tavola: Tavola, attempt: () => Promise<Answer>): Promise<Answer> {
  const written = async () =>
    JSON.stringify(
      await tavola.sql(`select (select count(*) from event) as events, (select count(*) from idempotency_key) as keys,
        (select json_agg(o order by o.id) from outcome o) as outcomes`),
    );
  const before = await written();
  const answer = await attempt();
  if ((await written()) !== before) throw new Error('Something was written');
  return answer;
}
