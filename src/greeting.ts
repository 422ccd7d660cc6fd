import type { Config } from './platform/config/config.js';
import { DEMO_PEOPLE } from './seed/people.js';

/** What `npm start` tells whoever started it. */
export function greeting({ http, demo, mail }: Config): string {
  const lines = [
    `Tavola       ${http.baseUrl}`,
    `GraphQL      ${http.baseUrl}/graphql`,
    `GraphiQL     ${http.baseUrl}/graphiql`,
  ];
  if (mail.kind === 'sink') lines.push(`Inbox        ${http.baseUrl}/inbox`);
  if (!demo) return lines.join('\n');
  return [
    ...lines,
    '',
    `Sign in at ${http.baseUrl}/sign-in with one of these addresses; the mail with link and code comes to the inbox.`,
    'The project is evolaq; its meeting cervia is closed and complete, its meeting example is open to try things out.',
    ...DEMO_PEOPLE.map(({ what, email, toTry }) => `  ${what.padEnd(22)} ${email.padEnd(32)} ${toTry}`),
  ].join('\n');
}
