import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import { type Partnership, partnership, step } from './factories/partnership.js';
import { type KeyedCreation, keyedCreations } from './proofs/keyed-creations.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

describe('a creation that is sent again, when its meeting was cancelled meanwhile,', () => {
  let tavola: Tavola;
  let of: Partnership;
  let creations: readonly KeyedCreation[];
  const first = new Map<string, string>();

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const keyed = await keyedCreations(of);
    creations = keyed.creations;
    for (const { mutation, made } of creations) first.set(mutation, (await send(mutation, 'once'))[made].id);
    await of.lead.ask(step('cancelMeeting'), { id: keyed.meetingId });
  });
  afterAll(() => tavola.stop());

  const named = (mutation: string) =>
    creations.find((creation) => creation.mutation === mutation) as KeyedCreation;
  const send = async (mutation: string, idempotencyKey: string, changes: object = {}) => {
    const { made, input } = named(mutation);
    const document = `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) {
      ${made} { id } userErrors { code } } }`;
    const key = `${mutation}, ${idempotencyKey}`;
    return (await of.lead.ask(document, { input: { ...input, ...changes, idempotencyKey: key } }))[mutation];
  };
  const refused = (made: string, code: string) => ({ [made]: null, userErrors: [{ code }] });

  it.each(['addAgendaItem', 'registerWalkIn', 'recordOutcome', 'requestUpload'])(
    'by %s, finds its first result',
    async (mutation) => {
      const { made, text } = named(mutation);
      expect(await send(mutation, 'once')).toEqual({ [made]: { id: first.get(mutation) }, userErrors: [] });
      expect(await send(mutation, 'once', { [text]: 'another.pdf' })).toEqual(refused(made, 'KEY_REUSED'));
      // The control: without what is kept for the key it is too late.
      expect(await send(mutation, 'another')).toEqual(refused(made, 'CLOSED'));
    },
  );
});
