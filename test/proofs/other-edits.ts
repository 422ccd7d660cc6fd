import { type Face, registered } from '../factories/crowd.js';
import { recorded } from '../factories/outcomes.js';
import { type Partnership, agendaItem } from '../factories/partnership.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { inputOf } from '../setup/input-of.js';
import type { Tavola } from '../setup/tavola.js';

/** An edit that is tried by many at once, each with a change of his own. */
interface Edit {
  readonly mutation: string;
  readonly id: string;
  readonly change: (editor: number) => object;
}

interface Place {
  readonly tavola: Tavola;
  readonly of: Partnership;
  readonly meetingId: string;
  readonly people: readonly Face[];
}

/** All edits but `updateAgendaItem`, each of something at version 1. */
export async function otherEdits({ tavola, of, meetingId, people }: Place): Promise<Edit[]> {
  await registered(tavola, of, { meetingId, partner: 'norrkoping', crowd: people.slice(0, 1) });
  const [registration] = await tavola.sql('select id from registration where meeting_id = $1', [meetingId]);
  const { id: itemId } = await agendaItem(of, meetingId);
  const minute = (editor: number): string => String(editor).padStart(2, '0');
  return [
    { mutation: 'updateMeeting', id: meetingId, change: (n) => ({ place: `Hall ${n}` }) },
    {
      mutation: 'updateOutcome',
      id: await recorded(of, of.lead, { meetingId }),
      change: (n) => ({ title: `Guide ${n}` }),
    },
    {
      mutation: 'updatePartner',
      id: of.partnerIds['cervia'] as string,
      change: (n) => ({ town: `Town ${n}` }),
    },
    { mutation: 'updateProject', id: of.projectId, change: (n) => ({ programme: `Programme ${n}` }) },
    {
      mutation: 'updateRegistration',
      id: registration?.['id'] as string,
      change: (n) => ({ residenceTown: `Town ${n}` }),
    },
    {
      mutation: 'moveAgendaItem',
      id: itemId,
      change: (n) => ({ startsAtLocal: `2017-12-12T11:${minute(n)}` }),
    },
  ];
}

/** @returns the edits that one alone won, all others being told of a conflict, and how many won in all */
export async function raced(edits: readonly Edit[], editors: readonly GraphqlClient[]) {
  const seen = { oneWinner: [] as string[], winners: 0 };
  for (const { mutation, id, change } of edits) {
    const text = `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) { userErrors { code } } }`;
    const codes: (string | undefined)[] = await Promise.all(
      editors.map(async (editor, index) => {
        const input = { id, expectedVersion: 1, ...change(index) };
        return (await editor.ask(text, { input }))[mutation].userErrors[0]?.code;
      }),
    );
    const winners = codes.filter((code) => code === undefined).length;
    const losers = codes.filter((code) => code === 'CONFLICT').length;
    seen.winners += winners;
    if (winners === 1 && losers === editors.length - 1) seen.oneWinner.push(mutation);
  }
  return seen;
}
