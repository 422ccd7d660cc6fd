import { type Sql, sql } from '../platform/database/sql.js';

/**
 * For a row of `meeting`: whether everybody may read its newest agenda release, whoever he is. A meeting that was
 * announced and called off afterwards stays, so that whoever has its address is told.
 */
export const isForEverybody = (meeting: Sql): Sql =>
  sql`(${meeting}.announced and ${meeting}.agenda_is_public and ${meeting}.agenda_release > 0)`;
