import { sql } from '../database/sql.js';
import { column, expression, readModel } from '../read/read-model.js';

/**
 * The event of an edit, for whoever edits the same and comes too late. Only a CONFLICT leads here, by the ids of events
 * about the one thing that he may change.
 */
export const ChangeRead = readModel({
  type: 'Change',
  table: 'event',
  order: ['id'],
  visibleTo: (viewer, t) => sql`${t}.project_id = any(${viewer.projects}::uuid[])`,
  fields: {
    version: expression(({ t }) => sql`(${t}.details ->> 'version')::int`),
    fields: expression(({ t }) => sql`coalesce(${t}.details -> 'fields', '[]'::jsonb)`),
    changedAt: column('at'),
  },
});
