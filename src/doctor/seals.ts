import { Sealing } from '../platform/events/sealing.js';
import { type Check, type Finding, type Ward, counted, note, orOk, wrong } from './check.js';

const HISTORY = 'Compare with a backup from before; ask who has the password of a superuser or of the owner.';

interface Chain {
  readonly projectId: string | null;
  readonly slug: string | null;
}

const CHAINS = `
select distinct e.project_id as "projectId", p.slug from event e left join project p on p.id = e.project_id
order by 2 nulls last`;

/** Events that are in no seal and do not wait for one: added, or taken out of the queue, past the application. */
const OUTSIDE = `
select count(*)::int as count from event e
where not exists (select from unsealed_event u where u.event_id = e.id)
  and e.id not in (select unnest(event_ids) from seal)`;

/** Whether what was recorded is still what is there. */
export const seals: Check = {
  name: 'seals',
  examine: async (ward) => {
    const sealing = new Sealing(ward.app, ward.clock);
    const findings: Finding[] = [];
    let [sealed, covered] = [0, 0];
    for (const { projectId, slug } of await ward.app.query<Chain[]>(CHAINS)) {
      const whose = projectId === null ? 'outside every project' : `of project ${slug ?? projectId}`;
      const verdict = await sealing.verify(projectId);
      sealed += verdict.seals;
      covered += verdict.events;
      if (verdict.broken !== null)
        findings.push(
          wrong(
            `Seal ${verdict.broken} ${whose} does not fit: events under it were altered or removed.`,
            HISTORY,
          ),
        );
      else if (verdict.hash)
        findings.push(note(`The newest seal ${whose} is number ${verdict.seals}: ${verdict.hash}`));
    }
    const [outside] = await ward.app.query<{ count: number }[]>(OUTSIDE);
    if (outside && outside.count > 0)
      findings.push(
        wrong(
          `${counted(outside.count, 'event is', 'events are')} in no seal and will not come into one.`,
          HISTORY,
        ),
      );
    if (ward.printedSeal !== undefined) findings.push(await compared(ward, ward.printedSeal));
    return orOk(findings, `${counted(sealed, 'seal')} over ${counted(covered, 'event')} fit.`);
  },
};

/** A chain that was made anew fits in itself; only what was printed before tells. */
async function compared({ app }: Ward, typed: string): Promise<Finding> {
  const hash = typed.replaceAll(/[\s-]/g, '').toLowerCase();
  const [seal] = await app.query<{ number: number; sealedAt: string; slug: string | null }[]>(
    `select s.number, s.sealed_at as "sealedAt", p.slug from seal s left join project p on p.id = s.project_id
     where s.hash = $1`,
    [hash],
  );
  if (!seal)
    return wrong(
      `There is no seal ${hash}: the history before it was written anew, or it is mistyped, or of another installation.`,
      HISTORY,
    );
  return note(
    `The printed seal is number ${seal.number} of ${seal.slug ?? 'what is outside every project'}: nothing before it was altered, if all seals fit.`,
  );
}
