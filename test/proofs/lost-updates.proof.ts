import { DateTime } from 'luxon';
import { type Partnership, agendaItem, openMeeting, partnership } from '../factories/partnership.js';
import { type Face, crowd } from '../factories/crowd.js';
import { AppProcess } from '../setup/app-process.js';
import { inputOf } from '../setup/input-of.js';
import { Tavola } from '../setup/tavola.js';
import { otherEdits, raced } from './other-edits.js';
import type { Findings, Proof } from './proof.js';

const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { title version } userErrors { code changes { version fields changedAt changedBy { id } } } } }`;
const ITEM = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { items { title version } } } }`;
const INPUTS = `{ __schema { types { kind name inputFields { name type { kind } } } } }`;
const EDITORS = 50;
const EDITORS_OF_OTHERS = 10;
/** What changes texts or times that somebody has read; all else is a verb, or adds something: seats to others, say. */
const EDIT = /^(Update|Move(?!Seats))\w+Input$/;

/** Whoever edits what somebody else has changed meanwhile learns of it. */
export const lostUpdates: Proof = {
  name: 'lost-updates',
  promise: 'of many who edit the same version one wins, and the others learn what changed',
  isAlone: true,
  async run(findings) {
    const rounds = findings.pick(3, 20);
    const many = findings.pick(EDITORS_OF_OTHERS, EDITORS);
    const seen = await contest(rounds, [], many);
    findings.promise(
      'each edit in the schema has to name the version that was read',
      `${seen.edits.length} edits, ${seen.unversioned.length} without`,
      seen.edits.length > 0 && seen.unversioned.length === 0,
    );
    findings.promise(
      `${EDITORS} editors of one version over two processes: one wins, ${EDITORS - 1} get CONFLICT`,
      `${seen.winners} winners, ${seen.conflicts} conflicts in ${rounds} rounds`,
      seen.winners === rounds && seen.conflicts === rounds * (EDITORS - 1),
    );
    findings.promise('the text is the winner’s', seen.kept, seen.kept === rounds);
    findings.promise(
      'each loser sees the winner’s text, who wrote it, when, and that it is the title that changed',
      `${seen.taught} of ${seen.conflicts}`,
      seen.taught === rounds * (EDITORS - 1),
    );
    const names = [...seen.others.oneWinner, 'updateAgendaItem'].map(inputOf).toSorted();
    findings.promise(
      `so it is with each other edit in the schema, ${many} editors each`,
      seen.others.oneWinner.join(', '),
      names.join() ===
        seen.edits
          .map(({ name }) => name)
          .toSorted()
          .join(),
    );
    await controls(findings);
  },
};

async function controls(findings: Findings): Promise<void> {
  const unversioned = await contest(1, ['the-version-check']);
  findings.control('without the version in the WHERE all win', unversioned.winners, unversioned.winners > 1);
  const { tried, oneWinner, winners } = unversioned.others;
  findings.control(
    'so it is with each other edit',
    `${winners} winners of ${tried} edits`,
    oneWinner.length === 0 && winners > tried,
  );
  const { conflicts, taught } = await contest(1, ['the-event-in-the-transaction']);
  findings.control(
    'with the event written afterwards the losers learn nothing of it',
    `${taught} of ${conflicts}`,
    conflicts === EDITORS - 1 && taught < conflicts,
  );
}

interface InputType {
  readonly kind: string;
  readonly name: string;
  readonly inputFields: readonly { readonly name: string; readonly type: { readonly kind: string } }[];
}

/** The inputs of all edits, and those of them that may leave out the version. */
async function editsOf({ lead }: Partnership) {
  const { __schema } = await lead.ask(INPUTS);
  const edits = (__schema.types as InputType[]).filter(
    ({ kind, name }) => kind === 'INPUT_OBJECT' && EDIT.test(name),
  );
  const isVersioned = ({ inputFields }: InputType): boolean =>
    inputFields.some(({ name, type }) => name === 'expectedVersion' && type.kind === 'NON_NULL');
  return { edits, unversioned: edits.filter((edit) => !isVersioned(edit)) };
}

/** The answer to an edit. */
interface Answer {
  readonly agendaItem: { readonly title: string; readonly version: number } | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly changes: readonly {
      readonly version: number;
      readonly fields: readonly string[];
      readonly changedAt: string;
      readonly changedBy: { readonly id: string };
    }[];
  }[];
}

/** Whether a loser learns from his answer what somebody else did, and that alone. */
function learns({ agendaItem, userErrors: [error] }: Answer, winner: Answer, personId: string): boolean {
  const [change, ...others] = error?.changes ?? [];
  return (
    agendaItem?.title === winner.agendaItem?.title &&
    agendaItem?.version === winner.agendaItem?.version &&
    others.length === 0 &&
    change?.version === winner.agendaItem?.version &&
    change?.fields.join() === 'title' &&
    Math.abs(DateTime.fromISO(change.changedAt).diffNow('seconds').seconds) < 60 &&
    change.changedBy.id === personId
  );
}

/** @returns over all rounds: how many won, how many lost and learnt of what, and how often the text is a winner's */
async function contest(rounds: number, without: readonly string[], many = EDITORS_OF_OTHERS) {
  const tavola = await Tavola.start();
  const of = await partnership(tavola);
  const meetingId = await openMeeting(of);
  const { id, version } = await agendaItem(of, meetingId);
  const apps = await Promise.all([0, 1].map(() => AppProcess.start({ database: tavola.database, without })));
  const people = await crowd(tavola, of, { size: EDITORS, partner: 'norrkoping', role: 'COORDINATOR' });
  const editors = people.map(({ browser }, index) => browser.at((apps[index % 2] as AppProcess).url));
  const others = { tried: 0, oneWinner: [] as string[], winners: 0 };
  const seen = { winners: 0, conflicts: 0, taught: 0, kept: 0, others, ...(await editsOf(of)) };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const answers: Answer[] = await Promise.all(
        editors.map(async (editor, index) => {
          const input = { id, expectedVersion: version + round, title: `Round ${round}, editor ${index}` };
          return (await editor.ask(UPDATE, { input })).updateAgendaItem;
        }),
      );
      const won = answers.filter(({ userErrors }) => userErrors.length === 0);
      const lost = answers.filter(({ userErrors }) => userErrors[0]?.code === 'CONFLICT');
      seen.winners += won.length;
      seen.conflicts += lost.length;
      const [winner] = won;
      if (winner) {
        const { personId } = people[answers.indexOf(winner)] as Face;
        seen.taught += lost.filter((answer) => learns(answer, winner, personId)).length;
      }
      const { meeting } = await of.lead.ask(ITEM, { id: meetingId });
      const { title } = meeting.agenda.items[0];
      if (winner?.agendaItem?.title === title) seen.kept += 1;
    }
    const edits = await otherEdits({ tavola, of, meetingId, people });
    Object.assign(others, { tried: edits.length, ...(await raced(edits, editors.slice(0, many))) });
    return seen;
  } finally {
    await Promise.all(apps.map((app) => app.end('SIGKILL')));
    await tavola.stop();
  }
}
