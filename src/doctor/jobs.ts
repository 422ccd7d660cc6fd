import { LAST_ROUND, SILENCE } from '../platform/jobs/silence.js';
import { type Check, type Finding, counted, note, ok, wrong } from './check.js';

/** Several rounds. */
const SILENT_S = 5 * 60;

const ROUNDS = `
select (${SILENCE})::int as "silentFor",
  extract(epoch from now() - (${LAST_ROUND}))::int as "lastRound"`;

interface Rounds {
  /** Both in seconds. */
  readonly silentFor: number;
  readonly lastRound: number | null;
}

const FAILED = `
select name, count(*)::int as count from pgboss.job
where state = 'failed' and completed_on > now() - interval '1 day' group by name order by name`;

/** Whether somebody does the work that mutations leave behind. */
export const jobs: Check = {
  name: 'jobs',
  examine: async ({ app }) => {
    const [rounds] = await app.query<[Rounds]>(ROUNDS);
    const findings: Finding[] = [worker(rounds)];
    for (const { name, count } of await app.query<{ name: string; count: number }[]>(FAILED))
      findings.push(
        wrong(
          `${counted(count, 'job')} of the queue ${name} failed in the last day.`,
          'Look for msg "job" in the log; its trace is the id of the job.',
        ),
      );
    return findings;
  },
};

function worker({ silentFor, lastRound }: Rounds): Finding {
  if (lastRound !== null && lastRound <= SILENT_S)
    return ok(`A worker runs; its last round was ${counted(lastRound, 'second')} ago.`);
  if (silentFor <= SILENT_S)
    return note(
      `No worker has ended a round yet: Tavola was started ${counted(silentFor, 'second')} ago, and the first one takes up to two minutes.`,
    );
  const since = lastRound === null ? 'in the last hour' : `for ${Math.round(lastRound / 60)} minutes`;
  return wrong(
    `No worker has ended a round ${since}: no mails leave, nothing is sealed.`,
    'Start `npm run worker`, or the server with WORKER=on; look into its log when it runs.',
  );
}
