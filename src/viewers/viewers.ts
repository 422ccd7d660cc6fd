import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { SignInCookies } from '../accounts/sign-in-cookies.js';
import { clientOf } from '../platform/access/client-address.js';
import { RequestQuotas } from '../platform/access/request-quotas.js';
import { Secrets, hashOf } from '../platform/access/secrets.js';
import { mutationsIn } from '../platform/graphql/root-fields.js';
import { type Language, type Viewer, anonymous } from '../platform/access/viewer.js';
import { poolOf } from '../platform/database/pool.js';
import { notesOf } from '../platform/log/request-notes.js';
import { Clock } from '../platform/time/clock.js';
import { MemberRole } from '../projects/membership.entity.js';

/** How somebody shows who he is: each is a select of session_id, person_id, scopes and expires_at, for $1 at the time $2. */
const PRINCIPALS = {
  session: `select id as session_id, person_id, null::text[] as scopes, requests_per_minute, expires_at from session
    where token_hash = $1 and ended_at is null and expires_at > $2`,
  token: `select null::uuid as session_id, person_id, scopes, requests_per_minute, expires_at from api_token
    where token_hash = $1 and revoked_at is null and expires_at > $2`,
  person: `select null::uuid as session_id, id as person_id, null::text[] as scopes, 0 as requests_per_minute,
    null::timestamptz as expires_at from person where id = $1::uuid`,
};

/**
 * One statement finds the principal and all that he is: a row for each of his memberships, one with none for whom has
 * no membership. A membership with an end counts until that day has passed.
 */
const viewerOf = (principal: keyof typeof PRINCIPALS): string => `
with principal as (${PRINCIPALS[principal]})
select x.session_id, x.person_id, x.scopes, x.requests_per_minute, p.language, p.may_create_projects,
  m.role, m.project_id, m.partner_id, m.meeting_id, m.role = 'COORDINATOR' and a.role = 'LEAD' as leads,
  (1000 * extract(epoch from least(x.expires_at, (m.ends_on + 1)::timestamp at time zone 'UTC')))::float8 as ends_at
from principal x
join person p on p.id = x.person_id and p.disabled_at is null
left join membership m on m.person_id = p.id and m.ended_at is null
  and (m.ends_on is null or m.ends_on >= ($2::timestamptz at time zone 'UTC')::date)
left join partner a on a.id = m.partner_id`;

const TEXTS = { session: viewerOf('session'), token: viewerOf('token'), person: viewerOf('person') };

interface ViewerRow {
  readonly session_id: string | null;
  readonly person_id: string;
  readonly scopes: Viewer['scopes'];
  readonly requests_per_minute: number;
  readonly language: Language;
  readonly may_create_projects: boolean;
  readonly role: MemberRole | null;
  readonly project_id: string | null;
  readonly partner_id: string | null;
  readonly meeting_id: string | null;
  readonly leads: boolean | null;
  /** In ms; of the session or token, or of this membership when that ends before. */
  readonly ends_at: number | null;
}

function firstEnd(rows: readonly ViewerRow[]): number | null {
  const ends = rows.flatMap(({ ends_at: end }) => (end === null ? [] : [end]));
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The ids in a column of those rows, each once. */
function idsOf(
  rows: readonly ViewerRow[],
  column: 'project_id' | 'partner_id' | 'meeting_id',
  which: (row: ViewerRow) => boolean | null = () => true,
): string[] {
  const ids = new Set<string>();
  for (const row of rows) {
    const id = row[column];
    if (id && which(row)) ids.add(id);
  }
  return [...ids];
}

interface Credential {
  readonly principal: 'session' | 'token';
  readonly hash: string;
}

interface Found {
  readonly viewer: Viewer;
  readonly requestsPerMinute: number;
}

/** Against what a request counts. */
interface Count {
  readonly requester: string;
  readonly perMinute: number;
}

interface Identified {
  readonly viewer: Viewer;
  readonly counts: readonly Count[];
}

/** Of everybody together who has not signed in and comes from one address. */
const STRANGERS_PER_MINUTE = 300;
/**
 * Of everybody at one address to the pages for signing in: two hundred people of one meeting within the same minute, who
 * send three each (the page, the address, the code).
 */
const SIGNING_IN_PER_MINUTE = 600;
/** Of a person with all his sessions, tokens and mailed links together; what the row of each allows unless told otherwise, too. */
const PERSON_PER_MINUTE = 1_200;

/**
 * A new session or token brings its owner no further requests. One that may send fewer counts by itself as well; one
 * that the operator lets send more counts by itself alone, or its owner could do nothing beside it.
 */
function countsOf(personId: string, { hash }: Credential, ownPerMinute: number): Count[] {
  const own = { requester: hash, perMinute: ownPerMinute };
  if (ownPerMinute > PERSON_PER_MINUTE) return [own];
  const his = { requester: personId, perMinute: PERSON_PER_MINUTE };
  return ownPerMinute < PERSON_PER_MINUTE ? [own, his] : [his];
}

/** Finds out who asks, and what he is in which projects; anew for every request. */
@Injectable()
export class Viewers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly cookies: SignInCookies,
    private readonly secrets: Secrets,
    private readonly quotas: RequestQuotas,
  ) {}

  /**
   * Who sends a request that has just come; it counts against what he may ask in a minute, and his session or token, or
   * against what strangers at his address may. A document with several mutations counts as that many requests.
   * @throws TooManyRequests
   */
  async admit(request: FastifyRequest, language: Language | null): Promise<Viewer> {
    const { viewer, counts } = await this.identify(request, language);
    const asMany = Math.max(1, mutationsIn(request.body)?.length ?? 1);
    for (const { requester, perMinute } of counts) await this.quotas.spend(requester, perMinute, asMany);
    return viewer;
  }

  /**
   * Lets a request to the pages for signing in come, whoever sends it, before anything is looked up. It counts apart from
   * what strangers ask otherwise, so that a script at the same address keeps nobody from signing in.
   * @throws TooManyRequests
   */
  admitToSignIn({ ip }: FastifyRequest): Promise<void> {
    return this.quotas.spend(this.secrets.fingerprint(`sign-in ${clientOf(ip)}`), SIGNING_IN_PER_MINUTE);
  }

  /** Who sends a request, asked again. */
  async ofRequest(request: FastifyRequest, language: Language | null): Promise<Viewer> {
    return (await this.identify(request, language)).viewer;
  }

  /**
   * The person for whom a signed link is that has just been opened; it counts against what he may ask in a minute.
   * @throws TooManyRequests
   */
  async admitHolder(personId: string): Promise<Viewer> {
    await this.quotas.spend(personId, PERSON_PER_MINUTE);
    return this.ofPerson(personId);
  }

  /** The person himself, in his own language, such as whom a mail is for. */
  async ofPerson(personId: string): Promise<Viewer> {
    return viewerOfPerson(this.dataSource, this.clock.now(), personId);
  }

  /** The API token of the Authorization header (RFC 6750), else the session's cookie. */
  private credentialOf(request: FastifyRequest): Credential | null {
    const bearer = /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer) return { principal: 'token', hash: hashOf(bearer) };
    const session = this.cookies.sessionOf(request);
    return session ? { principal: 'session', hash: hashOf(session) } : null;
  }

  private async identify(request: FastifyRequest, language: Language | null): Promise<Identified> {
    const credential = this.credentialOf(request);
    const found =
      credential &&
      (await find(this.dataSource, this.clock.now(), credential.principal, credential.hash, language));
    const viewer = found?.viewer ?? anonymous(language ?? 'en');
    notesOf(request).viewer = viewer;
    if (found && viewer.personId)
      return { viewer, counts: countsOf(viewer.personId, credential, found.requestsPerMinute) };
    const requester = this.secrets.fingerprint(clientOf(request.ip));
    return { viewer, counts: [{ requester, perMinute: STRANGERS_PER_MINUTE }] };
  }
}

/** The person himself, where nobody sends a request, such as whoever works at a terminal. */
export const viewerOfPerson = async (
  dataSource: DataSource,
  at: DateTime,
  personId: string,
): Promise<Viewer> => (await find(dataSource, at, 'person', personId, null))?.viewer ?? anonymous('en');

async function find(
  dataSource: DataSource,
  at: DateTime,
  principal: keyof typeof PRINCIPALS,
  key: string,
  wanted: Language | null,
): Promise<Found | null> {
  const now = at.toUTC();
  const { rows } = await poolOf(dataSource).query<ViewerRow>({
    name: `viewer-of-${principal}`,
    text: TEXTS[principal],
    values: [key, now.toISO()],
  });
  const row = rows[0];
  if (!row) return null;
  const viewer: Viewer = {
    sessionId: row.session_id,
    personId: row.person_id,
    scopes: row.scopes,
    language: wanted ?? row.language,
    asOf: now.toISODate(),
    endsAt: firstEnd(rows),
    mayCreateProjects: row.may_create_projects,
    projects: idsOf(rows, 'project_id'),
    partners: idsOf(
      rows,
      'partner_id',
      ({ role }) => role === MemberRole.COORDINATOR || role === MemberRole.DELEGATE,
    ),
    leads: idsOf(rows, 'project_id', ({ leads }) => leads),
    coordinates: idsOf(rows, 'partner_id', ({ role }) => role === MemberRole.COORDINATOR),
    desks: idsOf(rows, 'meeting_id', ({ role }) => role === MemberRole.HOST_DESK),
    audits: idsOf(rows, 'project_id', ({ role }) => role === MemberRole.AUDITOR),
  };
  return { viewer, requestsPerMinute: row.requests_per_minute };
}
