import type { Tavola } from '../setup/tavola.js';
import { type Partnership, invite } from './partnership.js';

const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { id } userErrors { code } } }`;

/** A page as a browser without cookies sees it: with what the link from the mail opens. */
export interface Link {
  readonly address: string;
  get(): Promise<Response>;
  /** @param origin of the page with the form; left out: an old browser that does not say */
  post(body: string, origin?: string): Promise<Response>;
  /** Opens the page and sends its form, filled in like this. */
  answer(body: string): Promise<Response>;
}

/** Invites a partner with so many seats and names somebody for it. Returns the id of his registration. */
export async function nameDelegate(
  of: Partnership,
  meetingId: string,
  {
    partner,
    name,
    seats,
    language = 'sv',
  }: { partner: string; name: string; seats: number; language?: string },
): Promise<string> {
  await invite(of, meetingId, partner, seats);
  const mailbox = name.replaceAll(/[^\w.-]/g, '');
  const delegates = [{ name, email: `${mailbox}@${partner}.example`.toLowerCase(), language }];
  const { nameDelegates } = await of.lead.ask(NAME, {
    input: { meetingId, partnerId: of.partnerIds[partner], delegates },
  });
  return nameDelegates.registrations[0].id;
}

/** The page that the mail about this registration leads to. */
export async function participationLink(
  tavola: Tavola,
  email: string,
  registrationId: string,
): Promise<Link> {
  const { text } = await tavola.mailTo(email, (mail) => mail.includes(`/participation/${registrationId}`));
  const { pathname, search } = new URL(/http:\S+participation\S+/.exec(text)?.[0] as string);
  const address = tavola.url + pathname + search;
  const post = (body: string, origin?: string) =>
    fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(origin && { origin }) },
      body,
    });
  return {
    address,
    get: () => fetch(address),
    post,
    answer: async (body) => post(`${body}&version=${shownVersion(await (await fetch(address)).text())}`),
  };
}

/** Of the registration that a page shows, hidden in its form. */
export const shownVersion = (page: string): string =>
  /name="version" value="(\d*)"/.exec(page)?.[1] ?? 'none';
