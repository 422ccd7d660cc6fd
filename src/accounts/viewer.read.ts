import { sql } from '../platform/database/sql.js';
import { type Predicate, column, expression, many, readModel } from '../platform/read/read-model.js';

/** Whoever holds a token of somebody is not told which other keys there are to his data. */
const ofHimself: Predicate = (viewer, t) =>
  viewer.scopes ? sql`false` : sql`${t}.person_id = ${viewer.personId}::uuid`;

const SessionRead = readModel({
  type: 'Session',
  table: 'session',
  order: ['started_at', 'id'],
  visibleTo: (viewer, t) => sql`${ofHimself(viewer, t)} and ${t}.ended_at is null`,
  fields: { id: column('id'), startedAt: column('started_at'), expiresAt: column('expires_at') },
});

const ApiTokenRead = readModel({
  type: 'ApiToken',
  table: 'api_token',
  order: ['created_at', 'id'],
  visibleTo: (viewer, t) => sql`${ofHimself(viewer, t)} and ${t}.revoked_at is null`,
  fields: {
    id: column('id'),
    name: column('name'),
    scopes: column('scopes'),
    createdAt: column('created_at'),
    expiresAt: column('expires_at'),
  },
});

/** The viewer himself; a second way to read people, for what everybody may know of himself. */
export const ViewerRead = readModel({
  type: 'Viewer',
  table: 'person',
  order: ['id'],
  personal: ['email'],
  visibleTo: (viewer, t) => sql`${t}.id = ${viewer.personId}::uuid`,
  fields: {
    id: column('id'),
    name: column('name'),
    email: column('email'),
    language: column('language'),
    calendarFeedMadeAt: expression(
      ({ t }) => sql`(select f.made_at from calendar_feed f where f.person_id = ${t}.id)`,
      ({ scopes }) => (scopes ? sql`false` : sql`true`),
    ),
    sessions: many(
      () => SessionRead,
      100,
      (viewer, session) => sql`${session}.person_id = ${viewer}.id`,
      { newest: true },
    ),
    apiTokens: many(
      () => ApiTokenRead,
      100,
      (viewer, token) => sql`${token}.person_id = ${viewer}.id`,
      { newest: true },
    ),
  },
});
