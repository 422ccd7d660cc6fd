import { hashOf, newToken } from '../../src/platform/access/secrets.js';
import { GraphqlClient } from '../setup/graphql-client.js';
import type { Tavola } from '../setup/tavola.js';
import { type Partnership, invite } from './partnership.js';

/** Somebody of a crowd. */
export interface Face {
  readonly personId: string;
  /** His browser, signed in. */
  readonly browser: GraphqlClient;
}

/**
 * Many people of one partner, each signed in, with addresses `<name>1@tavola.example` and so on. Written past the
 * services, since a thousand invitations and sign-ins would take minutes and are not what is tried with them.
 */
export async function crowd(
  tavola: Tavola,
  of: Partnership,
  { size, partner, role, name = 'crowd' }: { size: number; partner: string; role: string; name?: string },
): Promise<Face[]> {
  const tokens = Array.from({ length: size }, () => newToken());
  const rows = await tavola.sql(
    `with people as (
       insert into person (id, name, email, language)
       select gen_random_uuid(), $1 || ' ' || n, $1 || n || '@tavola.example', 'en'
       from generate_series(1, $2::int) n returning id),
     numbered as (select id, row_number() over () as n from people),
     members as (
       insert into membership (id, project_id, partner_id, person_id, role, since)
       select gen_random_uuid(), $3, $4, id, $5, now() from people),
     sessions as (
       insert into session (id, person_id, token_hash, started_at, expires_at)
       select gen_random_uuid(), id, ($6::text[])[n], now() - interval '1 minute', now() + interval '30 days' from numbered)
     select id from numbered order by n`,
    [name, size, of.projectId, of.partnerIds[partner], role, tokens.map(hashOf)],
  );
  return rows.map(({ id }, index) => ({
    personId: id as string,
    browser: new GraphqlClient(tavola.url, 'en', `tavola_session=${tokens[index]}`),
  }));
}

/** They all come to the meeting, as delegates of this partner. */
export async function registered(
  tavola: Tavola,
  of: Partnership,
  { meetingId, partner, crowd: people }: { meetingId: string; partner: string; crowd: readonly Face[] },
): Promise<void> {
  await invite(of, meetingId, partner, people.length);
  await tavola.sql(
    `insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, registered_at)
     select gen_random_uuid(), $1, id, $2, 'DELEGATE', 'CONFIRMED', 'SELF', now() from unnest($3::uuid[]) as id`,
    [meetingId, of.partnerIds[partner], people.map(({ personId }) => personId)],
  );
}
