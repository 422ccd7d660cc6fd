import { type Check, type Finding, counted, orOk, wrong } from './check.js';

/** Whether the database is as this version of the program wants it. */
export const schema: Check = {
  name: 'schema',
  examine: async ({ owner }) => {
    const done = new Set(
      (await owner.query<{ name: string }[]>('select name from migrations')).map(({ name }) => name),
    );
    const known = owner.migrations.map(({ name, constructor }) => name ?? constructor.name);
    const pending = known.filter((name) => !done.has(name));
    const unknown = [...done].filter((name) => !known.includes(name));
    const findings: Finding[] = [];
    if (pending.length > 0)
      findings.push(
        wrong(
          `${counted(pending.length, 'migration has', 'migrations have')} not run: ${pending.join(', ')}.`,
          'Run `npm run cli -- migrate` with DATABASE_OWNER_URL set to the owner of the tables.',
        ),
      );
    if (unknown.length > 0)
      findings.push(
        wrong(
          `The database is newer than this program: it has had ${unknown.join(', ')}.`,
          'Run the newer version, or restore the backup from before it.',
        ),
      );
    if (findings.length === 0) findings.push(...(await differences(owner)));
    return orOk(
      findings,
      `All ${counted(known.length, 'migration')} have run, and the tables are as they should be.`,
    );
  },
};

/** Somebody has changed tables by hand. */
async function differences(owner: Parameters<Check['examine']>[0]['owner']): Promise<Finding[]> {
  const { upQueries } = await owner.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return [];
  const statements = upQueries.map(({ query }) => query).join('; ');
  return [
    wrong(
      `The tables are not as the migrations left them. What would mend it: ${statements}`,
      'Find out who changed them and why; take the change back, or make a migration of it.',
    ),
  ];
}
