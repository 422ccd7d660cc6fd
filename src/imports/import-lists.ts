import { type Sql, raw, sql } from '../platform/database/sql.js';
import { expression, inLanguage } from '../platform/read/read-model.js';
import { MOST_PROBLEMS } from './problem.js';

/** The entries of a list that was written with the row, in their order. */
export const entries = (list: Sql): Sql =>
  sql`jsonb_array_elements(${list}) with ordinality p (value, nth) order by p.nth`;
export const text = (key: string): Sql => raw(`p.value ->> '${key}'`);
export const number = (key: string): Sql => raw(`(p.value ->> '${key}')::int`);
export const yesOrNo = (key: string): Sql => raw(`(p.value ->> '${key}')::boolean`);

/** What is wrong with a file, in the language of the request. */
export const problemsOf = expression(
  ({ t, shape, viewer }) =>
    shape.list(
      {
        row: number('row'),
        column: text('column'),
        code: text('code'),
        severity: text('severity'),
        message: inLanguage(raw(`(p.value -> 'message')`), viewer.language),
      },
      entries(sql`${t}.problems`),
    ),
  undefined,
  MOST_PROBLEMS,
);
