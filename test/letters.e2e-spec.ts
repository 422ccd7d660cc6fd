import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { askPaper, paperOf } from './setup/papers.js';
import { describeReadingPdfs, factsOf, standingOf, wordsOf } from './setup/poppler.js';
import { Tavola } from './setup/tavola.js';

const ISSUE = `mutation ($id: ID!) { issueInvitationLetter(id: $id) {
  registration { invitationLetter { number language issuedAt } } userErrors { code field } } }`;
const DECLINE = `mutation ($id: ID!) { declineParticipation(id: $id) { userErrors { code } } }`;

describe('letters of invitation', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let coordinator: GraphqlClient;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    await tavola.sql(`update project set programme = 'Europe for Citizens', grant_reference = '565-$x_1#'`);
    meetingId = await openMeeting(of);
    for (const [index, name] of ['Girts', 'Second', 'Third', 'Fourth', 'Fifth'].entries())
      ids[name] = await nameDelegate(of, meetingId, {
        partner: 'daugavpils',
        name,
        seats: index + 1,
        language: 'lv',
      });
    await tavola.sql(
      `update person set name = 'Ķēniņš Ģirts' where id = (select person_id from registration where id = $1)`,
      [ids['Girts']],
    );
    coordinator = await of.as('coordinator@daugavpils.example');
  });
  afterAll(() => tavola.stop());

  const issue = async (name: string, client: GraphqlClient = coordinator) =>
    (await client.ask(ISSUE, { id: ids[name] })).issueInvitationLetter;
  const numberOf = async (name: string): Promise<number> =>
    (await issue(name)).registration.invitationLetter.number;
  const path = (name: string, query = '') => `/files/registrations/${ids[name]}/letter.pdf${query}`;
  const events = () => tavola.sql(`select details from event where kind = 'letter.issued' order by id`);

  it('are not there before they were issued', async () => {
    expect((await askPaper(tavola, coordinator, path('Girts'))).status).toBe(404);
    expect(await events()).toEqual([]);
  });

  it('have a number that stays', async () => {
    const letter = { number: 1, language: 'lv', issuedAt: '2017-11-20T08:00:00+00:00' };
    for (const client of [coordinator, of.lead, await of.as('coordinator@cervia.example')])
      expect(await issue('Girts', client)).toEqual({
        registration: { invitationLetter: letter },
        userErrors: [],
      });
    expect(await events()).toEqual([{ details: { number: 1 } }]);
  });

  it('have numbers without a gap, also when several are issued at once and one more is refused', async () => {
    await of.lead.ask(DECLINE, { id: ids['Fifth'] });
    const refused = { registration: null, userErrors: [{ code: 'NOT_COMING', field: ['id'] }] };
    const [fifth, ...numbers] = await Promise.all([
      issue('Fifth'),
      ...['Second', 'Second', 'Third', 'Fourth'].map(numberOf),
    ]);
    expect(fifth).toEqual(refused);
    expect([...new Set(numbers)].toSorted()).toEqual([2, 3, 4]);
    expect(numbers[0]).toBe(numbers[1]);
    expect((await events()).map(({ details }) => (details as { number: number }).number).toSorted()).toEqual([
      1, 2, 3, 4,
    ]);
    await expect(tavola.sql('update invitation_letter set number = 9 where number = 1')).rejects.toThrow(
      'permission denied',
    );
  });

  describeReadingPdfs('as others read them', () => {
    it('say who is invited to what, in his language', async () => {
      const pdf = await paperOf(tavola, coordinator, path('Girts'));
      expect(wordsOf(pdf)).toBe(
        [
          'Norrköpings kommun Norrköping, Zviedrija Vēstule Nr. EVOLAQ-1 2017. gada 20. novembris',
          'Ķēniņš Ģirts Daugavpils pilsētas dome Daugavpils, Latvija Ielūgums: Final meeting',
          'Ar šo uz turpmāk norādīto sanāksmi ielūdzam personu: Ķēniņš Ģirts, kuru sūta Daugavpils pilsētas dome.',
          'Sanāksme ir daļa no projekta, ko kopīgi īsteno vairāki Eiropas partneri.',
          'Projekts Enhancing Volunteering Actions and Quality in Europe (EVOLAQ)',
          'Programma Europe for Citizens Dotācijas numurs 565-$x_1# Sanāksme Final meeting',
          'Datums 2017. gada 11.–13. decembris Vieta Cervia, Itālija',
          'Uzņemošais partneris Comune di Cervia, Cervia, Itālija',
          'Vadošais partneris Norrköpings kommun, Norrköping, Zviedrija',
          'Šī vēstule apliecina ielūgumu uzaicinātās personas darba devējam un iestādēm, piemēram, braucienam vai vīzas saņemšanai.',
          'Partnerības vārdā, Norrköpings kommun Vārds, uzvārds un paraksts Ielūguma vēstule EVOLAQ-1 1 / 1',
        ].join(' '),
      );
      expect(factsOf(pdf)).toMatchObject({ Title: 'Ielūguma vēstule EVOLAQ-1', Tagged: 'yes', Pages: '1' });
      expect(standingOf(pdf)).toEqual({ language: 'lv', universalAccess: true });
      const german = await paperOf(tavola, of.lead, path('Girts', '?lang=de'));
      expect(wordsOf(german)).toContain('Einladung: Final meeting');
    });
  });

  it('are for himself, his coordinator, the host and the lead', async () => {
    const who: Record<string, GraphqlClient> = {
      himself: await of.as('girts@daugavpils.example'),
      coordinator,
      host: await of.as('coordinator@cervia.example'),
      lead: of.lead,
      colleague: await of.as('delegate@daugavpils.example'),
      otherCoordinator: await of.as('coordinator@skovde.example'),
      nobody: tavola.anonymous(),
    };
    const answers: Record<string, number> = {};
    for (const [name, client] of Object.entries(who))
      answers[name] = (await askPaper(tavola, client, path('Girts'))).status;
    expect(answers).toEqual({
      himself: 200,
      coordinator: 200,
      host: 200,
      lead: 200,
      colleague: 404,
      otherCoordinator: 404,
      nobody: 404,
    });
  });

  it('invite nobody any more who has said no', async () => {
    await of.lead.ask(DECLINE, { id: ids['Girts'] });
    expect((await askPaper(tavola, coordinator, path('Girts'))).status).toBe(404);
  });
});
