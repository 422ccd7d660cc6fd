import { type Partnership, agendaItem, openMeeting, partnership } from '../factories/partnership.js';
import { crowd } from '../factories/crowd.js';
import { AppProcess } from '../setup/app-process.js';
import { Tavola } from '../setup/tavola.js';
import type { Findings, Proof } from './proof.js';

const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { title version } userErrors { code field message } } }`;
const ITEM = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { items { title version } } } }`;
const INPUTS = `{ __schema { types { kind name inputFields { name type { kind } } } } }`;
const EDITORS = 50;
/** What changes texts or times that somebody has read; all else is a verb, or adds something. */
const EDIT = /^(Update|Move)\w+Input$/;

/** Whoever edits what somebody else has changed meanwhile learns of it. */
export const lostUpdates: Proof = {
  name: 'lost-updates',
  promise: 'of many who edit the same version one wins, and the others learn what changed',
  async run(findings) {
    const rounds = findings.pick(3, 20);
    const seen = await contest(rounds, []);
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
    await control(findings);
  },
};

async function control(findings: Findings): Promise<void> {
  const seen = await contest(1, ['the-version-check']);
  findings.control('without the version in the WHERE all win', seen.winners, seen.winners > 1);
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

/** @returns over all rounds: how many won, how many learnt of a conflict, and how often the text is a winner's */
async function contest(rounds: number, without: readonly string[]) {
  const tavola = await Tavola.start();
  const of = await partnership(tavola);
  const meetingId = await openMeeting(of);
  const { id, version } = await agendaItem(of, meetingId);
  const apps = await Promise.all([0, 1].map(() => AppProcess.start({ database: tavola.database, without })));
  const people = await crowd(tavola, of, { size: EDITORS, partner: 'norrkoping', role: 'COORDINATOR' });
  const editors = people.map(({ browser }, index) => browser.at((apps[index % 2] as AppProcess).url));
  const seen = { winners: 0, conflicts: 0, kept: 0, ...(await editsOf(of)) };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const answers = await Promise.all(
        editors.map((editor, index) => {
          const input = { id, expectedVersion: version + round, title: `Round ${round}, editor ${index}` };
          return editor.ask(UPDATE, { input });
        }),
      );
      const won = answers.filter(({ updateAgendaItem: { userErrors } }) => userErrors.length === 0);
      seen.winners += won.length;
      seen.conflicts += answers.filter(
        ({ updateAgendaItem: { userErrors } }) => userErrors[0]?.code === 'CONFLICT',
      ).length;
      const { meeting } = await of.lead.ask(ITEM, { id: meetingId });
      const { title } = meeting.agenda.items[0];
      if (won[0]?.updateAgendaItem.agendaItem.title === title) seen.kept += 1;
    }
    return seen;
  } finally {
    await Promise.all(apps.map((app) => app.end()));
    await tavola.stop();
  }
}
