import type { Partnership } from '../factories/partnership.js';
import { Actor } from '../setup/actor.js';
import type { Tavola } from '../setup/tavola.js';

/** What somebody sends along to show who he is. */
export type Headers = Readonly<Record<string, string>>;

/** Who asks, in a browser, by the address under which he is known. Norrköping leads, Cervia hosts. */
export const ADDRESSES = {
  lead: 'lead@norrkoping.example',
  host: 'coordinator@cervia.example',
  hostDelegate: 'delegate@cervia.example',
  formerHost: 'former@cervia.example',
  desk: 'desk@cervia.example',
  coordinator: 'coordinator@skovde.example',
  delegate: 'delegate@skovde.example',
  formerDelegate: 'former@skovde.example',
  otherCoordinator: 'coordinator@daugavpils.example',
  otherDelegate: 'delegate@daugavpils.example',
  auditor: 'auditor@europa.example',
  stranger: 'lead@turku.example',
  twoHats: 'hats@turku.example',
  disabledSession: 'disabled@norrkoping.example',
} as const;

export type Person = keyof typeof ADDRESSES;

/** Who asks by an API token. Four are the lead partner's, who sees most; one is of the delegate. */
const TOKENS = {
  tokenRead: ['lead', 'READ'],
  tokenPersonal: ['lead', 'READ', 'READ_PERSONAL'],
  tokenWrite: ['lead', 'READ', 'WRITE'],
  delegateToken: ['delegate', 'READ', 'READ_PERSONAL', 'WRITE'],
  revokedToken: ['lead', 'READ', 'READ_PERSONAL', 'WRITE'],
  expiredToken: ['lead', 'READ', 'READ_PERSONAL', 'WRITE'],
  deletedToken: ['lead', 'READ', 'READ_PERSONAL', 'WRITE'],
  disabledToken: ['disabledSession', 'READ', 'READ_PERSONAL', 'WRITE'],
} as const;

export type Token = keyof typeof TOKENS;
export type Principal = 'anonymous' | 'endedSession' | Person | Token;

export const PRINCIPALS: readonly Principal[] = [
  'anonymous',
  'endedSession',
  ...(Object.keys(ADDRESSES) as Person[]),
  ...(Object.keys(TOKENS) as Token[]),
];

/** Whose person a principal is; undefined: nobody's. */
export const personOf = (principal: Principal): Person | undefined =>
  principal in TOKENS
    ? TOKENS[principal as Token][0]
    : principal in ADDRESSES
      ? (principal as Person)
      : undefined;

export type Actors = Readonly<Record<Person, Actor>>;

/** Signs everybody in who is known by now. */
export async function signIn(of: Partnership, who: readonly Person[]): Promise<Partial<Actors>> {
  const actors: Partial<Record<Person, Actor>> = {};
  for (const person of who) actors[person] = new Actor(await of.as(ADDRESSES[person]));
  return actors;
}

export interface Keys {
  readonly headers: Readonly<Record<Principal, Headers>>;
  /** Ids of the tokens. */
  readonly tokens: Readonly<Record<Token, string>>;
}

/** Makes the tokens and a session that has ended; what makes some of them dead is done when the world is finished. */
export async function keys(tavola: Tavola, of: Partnership, actors: Actors): Promise<Keys> {
  const headers: Partial<Record<Principal, Headers>> = { anonymous: {} };
  for (const person of Object.keys(ADDRESSES) as Person[])
    headers[person] = { cookie: actors[person].browser.cookie };
  const tokens: Partial<Record<Token, string>> = {};
  for (const [name, [person, ...scopes]] of Object.entries(TOKENS)) {
    const input = { name, scopes, days: name === 'expiredToken' ? 1 : 90 };
    const { token, apiToken } = await actors[person].does('createApiToken', input, 'token apiToken { id }');
    headers[name as Token] = { authorization: `Bearer ${token}` };
    tokens[name as Token] = apiToken.id;
  }
  const second = await of.as(ADDRESSES.lead);
  headers.endedSession = { cookie: second.cookie };
  await second.ask('mutation { signOut { sessionId } }');
  return { headers, tokens } as Keys;
}

/** Ends what is to be dead. A person is disabled, and rows are deleted, by no mutation yet. */
export async function endKeys(tavola: Tavola, actors: Actors, { tokens }: Keys): Promise<void> {
  await actors.lead.takes('revokeApiToken', tokens.revokedToken);
  await tavola.sql('delete from api_token where id = $1', [tokens.deletedToken], tavola.database.ownerUrl);
  await tavola.sql('update person set disabled_at = now() where email = $1', [ADDRESSES.disabledSession]);
}
