import type { Tavola } from '../setup/tavola.js';

/** The page of the mail that asks one of those who decide, as a browser without cookies sees it. */
export async function approvalPage(tavola: Tavola, email: string, registrationId: string) {
  const { text, subject } = await tavola.mailTo(email, (mail) =>
    mail.includes(`/approvals/${registrationId}`),
  );
  const { pathname, search } = new URL(/http:\S+approvals\S+/.exec(text)?.[0] as string);
  const address = tavola.url + pathname + search;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    subject,
    address,
    get: () => fetch(address),
    /** @param origin of the page with the form; left out: an old browser that does not say */
    post: (body: string, origin?: string) =>
      fetch(address, { method: 'POST', headers: { ...headers, ...(origin && { origin }) }, body }),
  };
}
