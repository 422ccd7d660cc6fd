import { type Check, type Finding, counted, orOk, wrong } from './check.js';

/** The sweep runs each minute, up to half a minute late. */
const SILENT_MINUTES = 5;

const LAST_SWEEP = `
select extract(epoch from now() - max(completed_on))::int as "secondsAgo" from pgboss.job
where name = 'sweep' and state = 'completed'`;

const FAILED = `
select name, count(*)::int as count from pgboss.job
where state = 'failed' and completed_on > now() - interval '1 day' group by name order by name`;

/** Whether somebody does the work that mutations leave behind. */
export const jobs: Check = {
  name: 'jobs',
  examine: async ({ app }) => {
    const findings: Finding[] = [];
    const [{ secondsAgo }] = await app.query<[{ secondsAgo: number | null }]>(LAST_SWEEP);
    if (secondsAgo === null || secondsAgo > SILENT_MINUTES * 60) {
      const since = secondsAgo === null ? 'in the last hour' : `for ${Math.round(secondsAgo / 60)} minutes`;
      findings.push(
        wrong(
          `No worker has run ${since}: no mails leave, nothing is sealed.`,
          'Start `npm run worker`, or the server with WORKER=on; look into its log when it runs.',
        ),
      );
    }
    for (const { name, count } of await app.query<{ name: string; count: number }[]>(FAILED))
      findings.push(
        wrong(
          `${counted(count, 'job')} of the queue ${name} failed in the last day.`,
          'Look for msg "job" in the log; its trace is the id of the job.',
        ),
      );
    return orOk(findings, `A worker runs; its last round was ${counted(secondsAgo ?? 0, 'second')} ago.`);
  },
};
