import type { GraphqlClient } from '../setup/graphql-client.js';
import type { Tavola } from '../setup/tavola.js';

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { id leadPartner { id } } userErrors { code field } } }`;
const ADD = `mutation ($input: AddPartnerInput!) { addPartner(input: $input) { partner { id } userErrors { code field } } }`;
const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { person { id } } userErrors { code field } } }`;
const SCHEDULE = `mutation ($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) {
  meeting { id } userErrors { code field message } } }`;
const ADD_ITEM = `mutation ($input: AddAgendaItemInput!) { addAgendaItem(input: $input) {
  agendaItem { id version } userErrors { code field message } } }`;

export const step = (name: string): string =>
  `mutation ($id: ID!) { ${name}(id: $id) { meeting { state } userErrors { code field message } } }`;

/** A project led by Norrköping, with Cervia (IT), Skövde (SE) and Daugavpils (LV), each with coordinator and delegate. */
export interface Partnership {
  readonly projectId: string;
  readonly lead: GraphqlClient;
  readonly partnerIds: Readonly<Record<string, string>>;
  readonly personIds: Readonly<Record<string, string>>;
  /** Signed in as `coordinator@cervia.example`, say. */
  as(email: string, language?: string): Promise<GraphqlClient>;
}

const PARTNERS = [
  { slug: 'cervia', name: 'Comune di Cervia', town: 'Cervia', country: 'IT', language: 'it' },
  { slug: 'skovde', name: 'Skövde kommun', town: 'Skövde', country: 'SE', language: 'sv' },
  { slug: 'daugavpils', name: 'Daugavpils pilsētas dome', town: 'Daugavpils', country: 'LV', language: 'lv' },
];

export async function partnership(tavola: Tavola): Promise<Partnership> {
  await tavola.person('lead@norrkoping.example');
  const lead = await tavola.signedIn('lead@norrkoping.example');
  const { createProject } = await lead.ask(CREATE, {
    input: {
      slug: 'evolaq',
      acronym: 'EVOLAQ',
      title: 'Enhancing Volunteering Actions and Quality in Europe',
      languages: ['en', 'sv', 'it'],
      leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
    },
  });
  const projectId: string = createProject.project.id;
  const partnerIds: Record<string, string> = { norrkoping: createProject.project.leadPartner.id };
  const personIds: Record<string, string> = {};
  for (const { language, ...partner } of PARTNERS) {
    const { addPartner } = await lead.ask(ADD, { input: { projectId, ...partner } });
    const partnerId: string = addPartner.partner.id;
    partnerIds[partner.slug] = partnerId;
    for (const role of ['Coordinator', 'Delegate']) {
      const email = `${role.toLowerCase()}@${partner.slug}.example`;
      const input = {
        partnerId,
        role: role.toUpperCase(),
        name: `${role}, ${partner.town}`,
        email,
        language,
      };
      const { inviteMember } = await lead.ask(INVITE, { input });
      personIds[email] = inviteMember.membership.person.id;
    }
  }
  return {
    projectId,
    lead,
    partnerIds,
    personIds,
    as: (email, language) => tavola.signedIn(email, language),
  };
}

/** Three days in Cervia, hosted by Cervia; a draft. */
export async function meeting(
  { lead, projectId, partnerIds }: Partnership,
  changes: object = {},
): Promise<string> {
  const { scheduleMeeting } = await lead.ask(SCHEDULE, {
    input: {
      projectId,
      hostPartnerId: partnerIds['cervia'],
      number: 9,
      slug: 'cervia',
      title: 'Final meeting',
      place: 'Cervia',
      country: 'IT',
      timeZone: 'Europe/Rome',
      startsOn: '2017-12-11',
      endsOn: '2017-12-13',
      ...changes,
    },
  });
  return scheduleMeeting.meeting.id;
}

/** Takes it to OPEN. */
export async function openMeeting(of: Partnership, changes: object = {}): Promise<string> {
  const id = await meeting(of, changes);
  await of.lead.ask(step('announceMeeting'), { id });
  await of.lead.ask(step('openRegistration'), { id });
  return id;
}

/** A workshop from 10:00 to 12:00 on the second day. */
export async function agendaItem(
  { lead }: Partnership,
  meetingId: string,
  changes: object = {},
): Promise<{ id: string; version: number }> {
  const { addAgendaItem } = await lead.ask(ADD_ITEM, {
    input: {
      meetingId,
      kind: 'WORKSHOP',
      title: 'Recruiting volunteers',
      startsAtLocal: '2017-12-12T10:00',
      endsAtLocal: '2017-12-12T12:00',
      ...changes,
    },
  });
  return addAgendaItem.agendaItem;
}

/** Publishes the draft as it is. */
export async function publish({ lead }: Partnership, meetingId: string): Promise<void> {
  const { meeting } = await lead.ask(
    `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion } } }`,
    { id: meetingId },
  );
  await lead.ask(
    `mutation ($input: PublishAgendaInput!) { publishAgenda(input: $input) { userErrors { code } } }`,
    { input: { meetingId, draftVersion: meeting.agenda.draftVersion } },
  );
}

/** Seats for a partner. */
export async function invite(
  of: Partnership,
  meetingId: string,
  partner: string,
  seats: number,
): Promise<void> {
  await of.lead.ask(
    `mutation ($input: InvitePartnerInput!) { invitePartner(input: $input) { invitation { id } } }`,
    { input: { meetingId, partnerId: of.partnerIds[partner], seats } },
  );
}
