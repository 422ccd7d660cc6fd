import { Sealing } from '../platform/events/sealing.js';
import { type Check, type Finding, counted, note, orOk, wrong } from './check.js';

const HISTORY = 'Compare with a backup from before; ask who has the password of a superuser or of the owner.';

interface Chain {
  readonly projectId: string | null;
  readonly slug: string | null;
}

/** Also those whose events are all gone, and those of no project: the application leaves neither behind. */
const CHAINS = `
select c.project_id as "projectId", p.slug
from (select project_id from event union select project_id from seal) c left join project p on p.id = c.project_id
order by 2 nulls last, 1`;

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
    const asked = ward.printedSeal?.replaceAll(/[\s-]/g, '').toLowerCase();
    const findings: Finding[] = [];
    let printed: Finding | undefined;
    let [sealed, covered] = [0, 0];
    for (const { projectId, slug } of await ward.app.query<Chain[]>(CHAINS)) {
      const whose = projectId === null ? 'outside every project' : `of project ${slug ?? projectId}`;
      const verdict = await sealing.verify(projectId, asked);
      sealed += verdict.seals;
      covered += verdict.events;
      if (verdict.printed !== null) printed = unaltered(verdict.printed, whose);
      if (projectId !== null && slug === null)
        findings.push(wrong(`There is a history ${whose}, which is no project.`, HISTORY));
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
    if (asked !== undefined) findings.push(printed ?? missing(asked));
    return orOk(findings, `${counted(sealed, 'seal')} over ${counted(covered, 'event')} fit.`);
  },
};

/** A chain that was made anew fits in itself; only what was printed before tells. */
const unaltered = (number: number, whose: string): Finding =>
  note(`The printed seal is number ${number} ${whose}: nothing before it was altered.`);

/** Also where its row is still there: a hash says nothing when the events under it do not make it. */
const missing = (hash: string): Finding =>
  wrong(
    `There is no seal ${hash} that fits: the history before it was altered or written anew, or it is mistyped, or of another installation.`,
    HISTORY,
  );
