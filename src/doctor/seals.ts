import { type Change, Sealing, type Verdict } from '../platform/events/sealing.js';
import { type Check, type Finding, NAMED, counted, note, orOk, wrong } from './check.js';

const HISTORY =
  'Compare with a backup from before (docs/operations.md, "A history was rewritten"); ask who has the password of a superuser or of the owner.';

interface Chain {
  readonly projectId: string | null;
  readonly slug: string | null;
}

/** Also those whose events are all gone, and those of no project: the application leaves neither behind. */
const CHAINS = `
select c.project_id as "projectId", p.slug
from (select project_id from event union select project_id from seal) c left join project p on p.id = c.project_id
order by 2 nulls last, 1`;

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
      if (verdict.printed !== null) printed = unaltered(verdict, whose);
      if (projectId !== null && slug === null)
        findings.push(wrong(`There is a history ${whose}, which is no project.`, HISTORY));
      if (verdict.broken !== null)
        findings.push(
          wrong(`Seal ${verdict.broken} ${whose} does not fit: ${inWords(verdict.changes)}.`, HISTORY),
        );
      else if (verdict.hash)
        findings.push(note(`The newest seal ${whose} is number ${verdict.seals}: ${verdict.hash}`));
    }
    const outside = await sealing.outside();
    if (outside.length > 0)
      findings.push(
        wrong(
          `${counted(outside.length, 'row is', 'rows are')} in no seal and will not come into one: ${named(outside)}.`,
          HISTORY,
        ),
      );
    if (asked !== undefined) findings.push(printed ?? missing(asked));
    return orOk(findings, `${counted(sealed, 'seal')} over ${counted(covered, 'entry', 'entries')} fit.`);
  },
};

/** A seal that is itself not what it was, or from before seals covered single rows, cannot tell which one it is. */
const inWords = (changes: readonly Change[]): string =>
  changes.length === 0
    ? 'it, or events under it, were altered or removed'
    : named(changes.map(({ row, what }) => `${row} was ${what}`));

function named(rows: readonly string[]): string {
  const first = rows.slice(0, NAMED).join(', ');
  return rows.length > NAMED ? `${first}, and ${counted(rows.length - NAMED, 'other')}` : first;
}

/** A chain that was made anew fits in itself; only what was printed before tells. */
const unaltered = ({ printed, ofEventsAlone }: Verdict, whose: string): Finding =>
  note(
    `The printed seal is number ${printed} ${whose}: nothing under it or those before was altered.` +
      (Number(printed) > ofEventsAlone
        ? ''
        : ' It covers events alone: of attendance, releases and closings it tells nothing, but a newer one does.'),
  );

/** Also where its row is still there: a hash says nothing when the events under it do not make it. */
const missing = (hash: string): Finding =>
  wrong(
    `There is no seal ${hash} that fits: the history before it was altered or written anew, or it is mistyped, or of another installation.`,
    HISTORY,
  );
