/** What a superuser does to one row. */
export interface Tampering {
  readonly table: string;
  readonly what: 'rewritten' | 'removed' | 'added';
  readonly statement: string;
  /** What doctor must say of it. */
  readonly says: RegExp;
}

interface Forgery {
  readonly table: string;
  /** What tells its rows apart; default: `id`. */
  readonly key?: string;
  readonly where?: string;
  readonly rewrite: string;
  /** What makes another row of the first one. */
  readonly add: string;
}

/** One more row like the first. */
const another = ({ table, key = 'id', where = 'true', add }: Omit<Forgery, 'rewrite'>): string =>
  `insert into ${table} select (jsonb_populate_record(first.t, jsonb_build_object(${add}))).*
   from (select t from ${table} t where ${where} order by ${key} limit 1) first`;

function ofRows({ rewrite, ...forgery }: Forgery): Tampering[] {
  const { table, key = 'id', where = 'true' } = forgery;
  const first = `where ${key} = (select ${key} from ${table} where ${where} order by ${key} limit 1)`;
  const row = `${table} [0-9a-f -]+`;
  return [
    {
      table,
      what: 'rewritten',
      statement: `update ${table} set ${rewrite} ${first}`,
      says: new RegExp(`does not fit: ${row} was altered`),
    },
    {
      table,
      what: 'removed',
      statement: `delete from ${table} ${first}`,
      says: new RegExp(`does not fit: ${row} was removed`),
    },
    {
      table,
      what: 'added',
      statement: another(forgery),
      says: new RegExp(`in no seal and will not come into one: ${row}\\.`),
    },
  ];
}

const IN_PROJECT = 'project_id is not null';
const NOT_ITSELF = /^Seal \d of .* does not fit: it, or events under it, were altered or removed/;

/**
 * On all tables that the application may only add to. Signed figures are forged with their document and its hash; the
 * day of a check-in moves as if the desk had recorded it so.
 */
export const TAMPERINGS: readonly Tampering[] = [
  ...ofRows({ table: 'attendance_record', rewrite: 'day = day + 1', add: `'id', gen_random_uuid()` }),
  ...ofRows({
    table: 'closing',
    rewrite: `signatory = 'Somebody else', figures = jsonb_set(figures, '{total,people}', '99'),
      document = document || ' ', sha256 = encode(sha256(convert_to(document || ' ', 'UTF8')), 'hex')`,
    add: `'id', gen_random_uuid(), 'version', 2`,
  }),
  ...ofRows({
    table: 'agenda_release',
    rewrite: `published_at = published_at - interval '1 day'`,
    add: `'id', gen_random_uuid(), 'number', 2`,
  }),
  ...ofRows({
    table: 'agenda_release_line',
    key: 'item_id',
    rewrite: `place = 'Where nobody was'`,
    add: `'item_id', gen_random_uuid()`,
  }),
  ...ofRows({
    table: 'event',
    where: IN_PROJECT,
    rewrite: `at = at - interval '1 day'`,
    add: `'id', gen_random_uuid()`,
  }),
  {
    table: 'seal',
    what: 'rewritten',
    statement: `update seal set covers = covers || '{"attendance_record x": "y"}' where ${IN_PROJECT}`,
    says: NOT_ITSELF,
  },
  {
    table: 'seal',
    what: 'removed',
    statement: `delete from seal where ${IN_PROJECT}`,
    says: /^There is no seal [0-9a-f]{64} that fits/,
  },
  {
    table: 'seal',
    what: 'added',
    statement: another({
      table: 'seal',
      where: IN_PROJECT,
      add: `'id', gen_random_uuid(), 'number', 2, 'previous', (first.t).hash`,
    }),
    says: NOT_ITSELF,
  },
];
