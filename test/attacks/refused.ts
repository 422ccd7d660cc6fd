import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import type { Attack } from './attacked.js';

const NOWHERE = '0198c0de-0000-7000-8000-000000000000';

export const times = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(' ');
/** Without an operation, or with one that has no name of its own. */
const UNNAMED = /^(query|mutation)?/;
export const asks =
  (document: string, variables: object = {}): Attack =>
  (name) => ({
    body: JSON.stringify({
      query: document.replace(UNNAMED, (_, kind = 'query') => `${kind} ${name} `),
      variables,
    }),
  });
/** A document that is short and good, in another form. */
const posts =
  (headers: Record<string, string>, body: (query: string) => string): Attack =>
  (name) => ({ headers, body: body(`query ${name} { __typename }`) });
const REGISTRATIONS = (first: string) =>
  asks(`{ meeting(id: "${NOWHERE}") { registrations(first: ${first}) { totalCount } } }`);
const LARGE_VARIABLES = asks('{ __typename }', { a: 'x'.repeat(10_000_000) });
const DEEP_VARIABLES = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
/** @param by which address each asks */
export const signIns = (count: number, email: (index: number) => string): Attack =>
  asks(
    `mutation { ${times(count, (n) => `a${n}: requestSignIn(input: { email: "${email(n)}" }) { signInId }`)} }`,
  );
const BOMB = `{ viewer { ...f0 } } ${times(12, (n) => `fragment f${n} on Viewer { ${times(5, () => (n < 11 ? `...f${n + 1}` : 'name'))} }`)}`;
/** In lists and where it is never null, too. */
const OF_ANY_KIND = (field: string): string =>
  `type { ${field} ofType { ${field} ofType { ${field} ofType { ${field} } } } }`;
/** From each type to those of its fields, and so on: about five times as much answer with each further round. */
export const CIRCLE = asks(
  `{ __schema { types { ...f2 } } }
  ${times(3, (n) => `fragment f${n} on __Type { fields { ${OF_ANY_KIND(n > 0 ? `...f${n - 1}` : 'name')} } }`)}`,
);
const byGet =
  (headers: Record<string, string> = {}): Attack =>
  (name) => ({
    method: 'GET',
    path: `/graphql?query=${encodeURIComponent(`query ${name} { viewer { name } }`)}`,
    headers,
  });

/** By which an attack is refused; null: it is answered, as whoever asks may ask this. */
export type Code = string | null;
interface Codes {
  readonly stranger: Code;
  readonly member: Code;
}
type Row = [name: string, attack: Attack, code: string | Codes];

/** As graphql-cop, DVGA and InQL try them, and some of our own. */
export const ATTACKS: Row[] = [
  ['G1 101 aliases of __typename', asks(`{ ${times(101, (n) => `a${n}: __typename`)} }`), 'QUERY_TOO_LARGE'],
  [
    'G1 101 aliases of a field',
    asks(`{ ${times(101, (n) => `a${n}: viewer { name }`)} }`),
    'QUERY_TOO_LARGE',
  ],
  [
    'G2 a batch of ten',
    posts({}, (query) => JSON.stringify(Array.from({ length: 10 }, () => ({ query })))),
    'BAD_REQUEST',
  ],
  ['G3 a circle through the schema', CIRCLE, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'G4 ten directives of a kind',
    asks(`{ __typename ${times(10, () => '@include(if: true)')} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['G5 500 times one field', asks(`{ ${times(500, () => '__typename')} }`), 'QUERY_TOO_LARGE'],
  ['G7 a query by GET', byGet(), 'METHOD_NOT_ALLOWED'],
  ['G7 a query by GET with the header', byGet({ 'apollo-require-preflight': '1' }), 'METHOD_NOT_ALLOWED'],
  [
    'G8 a form',
    posts(
      { 'content-type': 'application/x-www-form-urlencoded' },
      (query) => `query=${encodeURIComponent(query)}`,
    ),
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'G8 plain text',
    posts({ 'content-type': 'text/plain' }, (query) => JSON.stringify({ query })),
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'G8 parts',
    posts(
      { 'content-type': 'multipart/form-data; boundary=x' },
      (query) => `--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n${query}\r\n--x--`,
    ),
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['G9 a landing page', byGet({ accept: 'text/html' }), 'METHOD_NOT_ALLOWED'],
  [
    'G10 introspection',
    asks(getIntrospectionQuery().replace('query IntrospectionQuery', '').trim()),
    { stranger: 'UNAUTHENTICATED', member: null },
  ],
  [
    'G10 introspection in a fragment, by another name',
    asks('{ ...f } fragment f on Query { x: __type(name: "Person") { name } }'),
    { stranger: 'UNAUTHENTICATED', member: null },
  ],
  ['G11 a stack', asks('{'), 'GRAPHQL_PARSE_FAILED'],
  [
    'G12 depth',
    asks(`{ meeting(id: "${NOWHERE}") { workshops { ${'parent { '.repeat(20)} id ${'}'.repeat(20)} } } }`),
    { stranger: 'UNAUTHENTICATED', member: 'QUERY_TOO_LARGE' },
  ],
  [
    'G12 fragments in a circle',
    asks('{ viewer { ...a } } fragment a on Viewer { ...a }'),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['G12 a bomb of fragments', asks(BOMB), 'GRAPHQL_VALIDATION_FAILED'],
  ['G13 first: null', REGISTRATIONS('null'), 'GRAPHQL_VALIDATION_FAILED'],
  ...['99999999', '-1', '0'].map((first): Row => [
    `G13 first: ${first}`,
    REGISTRATIONS(first),
    { stranger: 'UNAUTHENTICATED', member: 'BAD_USER_INPUT' },
  ]),
  ['G14 a document of over 1 MB', asks(' '.repeat(1_100_000)), 'BODY_TOO_LARGE'],
  ['G14 100,000 tokens', asks(`{ ${'a '.repeat(100_000)} }`), 'QUERY_TOO_LARGE'],
  ['G14 1,001 tokens', asks(`{ ${'a '.repeat(1_001)} }`), 'GRAPHQL_PARSE_FAILED'],
  ['G14 comments, which are no tokens', asks(`${'#\n'.repeat(320_000)}{ __typename }`), 'QUERY_TOO_LARGE'],
  [
    'G14 utf-7',
    posts({ 'content-type': 'application/json; charset=utf-7' }, (query) => JSON.stringify({ query })),
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['G15 10 MB of variables', LARGE_VARIABLES, 'BODY_TOO_LARGE'],
  [
    'G15 10 MB of variables, unsaid',
    (name) => ({ ...LARGE_VARIABLES(name), isChunked: true }),
    'BODY_TOO_LARGE',
  ],
  ['G15 a long list', asks('{ __typename }', { a: Array(100_000).fill(1) }), 'QUERY_TOO_LARGE'],
  [
    'G15 lists within lists',
    posts({}, (query) => `{"query":"${query}","variables":${DEEP_VARIABLES}}`),
    'QUERY_TOO_LARGE',
  ],
  [
    'G15 __proto__',
    posts({}, (query) => `{"query":"${query}","variables":{"__proto__":{"admin":true}}}`),
    'BAD_REQUEST',
  ],
  ['G16 100 sign-ins by alias', signIns(100, () => 'a@b.example'), 'GRAPHQL_PARSE_FAILED'],
  ['G16 40 sign-ins by alias', signIns(40, () => 'a@b.example'), 'QUERY_TOO_LARGE'],
  [
    'G18 a stored query',
    (name) => {
      const sha256Hash = createHash('sha256').update(name).digest('hex');
      return { body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } } }) };
    },
    'PERSISTED_QUERY_NOT_SUPPORTED',
  ],
  [
    'G21 a subscription',
    (name) => ({ body: JSON.stringify({ query: `subscription ${name} { __typename }` }) }),
    'GRAPHQL_VALIDATION_FAILED',
  ],
];

/** What would do something where it is put into SQL, HTML, a line of the log, an address or a template. */
export const INJECTED = [
  `' or 1=1 --`,
  `'; drop table person; --`,
  `"><script>alert(1)</script>`,
  'x\r\n{"level":"fatal"}',
  '\\',
  '%00',
  '${7*7}',
  '$1',
];

const MEETING = (field: string): string => `meeting(id: "${NOWHERE}") { ${field} }`;
const SCHEDULE = (type: string, value: string): string =>
  `mutation ($a: ${type}!) { scheduleMeeting(input: { projectId: "${NOWHERE}", hostPartnerId: "${NOWHERE}",
    slug: "a", number: 1, startsOn: "2017-12-11", ${value}: $a }) { userErrors { code } } }`;
const NOTHING_THERE = { stranger: 'UNAUTHENTICATED', member: 'NOT_FOUND' };
const FOR_ALL = { stranger: 'BAD_USER_INPUT', member: 'BAD_USER_INPUT' };

/** Each type of an argument that is written as a text, and how it refuses another; of a String there is none. */
export const SCALARS: [query: string, code: Codes][] = [
  ['query ($a: String!) { project(slug: $a) { id } }', { stranger: 'UNAUTHENTICATED', member: null }],
  ['query ($a: ID!) { meeting(id: $a) { id } }', NOTHING_THERE],
  [`query ($a: Int!) { ${MEETING('registrations(first: $a) { totalCount }')} }`, FOR_ALL],
  [`query ($a: Boolean!) { ${MEETING('agenda(draft: $a) { items { id } }')} }`, FOR_ALL],
  [`query ($a: RegistrationState!) { ${MEETING('registrations(state: $a) { totalCount }')} }`, FOR_ALL],
  [SCHEDULE('LocalDate', 'timeZone: "Europe/Rome", endsOn'), FOR_ALL],
  [SCHEDULE('TimeZone', 'endsOn: "2017-12-11", timeZone'), NOTHING_THERE],
  [
    `mutation ($a: LocalDateTime!) { moveAgendaItem(input: { id: "${NOWHERE}", expectedVersion: 1,
      startsAtLocal: $a }) { userErrors { code } } }`,
    FOR_ALL,
  ],
];
