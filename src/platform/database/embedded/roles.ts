import type { Client } from 'pg';

import { databaseUrl, rolePassword } from './cluster.js';
import type { Cluster } from './cluster.js';
import { withClient } from './connection.js';

/** Migrates: owns the database, may create roles and trusted extensions. */
export const OWNER_ROLE = 'tavola_owner';
/** Works: has what the migrations grant to it, nothing else. */
export const APP_ROLE = 'tavola_app';

/** Any constant: advisory locks are known by number. */
const PROVISION_LOCK = 8_218_652;

/** Makes the two roles and the database where they are missing; several processes may do so at once. */
export async function provisionDatabase(cluster: Cluster, port: number, database: string): Promise<void> {
  await withClient(databaseUrl(cluster, port), async (client) => {
    await client.query('select pg_advisory_lock($1)', [PROVISION_LOCK]);
    await client.query('set log_min_error_statement = panic'); // CREATE ROLE carries a password
    await createRole(client, OWNER_ROLE, 'createrole', rolePassword(cluster, OWNER_ROLE));
    await createRole(client, APP_ROLE, 'nocreaterole', rolePassword(cluster, APP_ROLE));
    await client.query(`grant ${APP_ROLE} to ${OWNER_ROLE}`);
    await createDatabase(client, database);
  });
}

async function createRole(client: Client, role: string, right: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) {
    await client.query(
      `create role ${role} login nosuperuser ${right} password ${client.escapeLiteral(password)}`,
    );
  }
}

async function createDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) {
    const name = client.escapeIdentifier(database);
    await client.query(`create database ${name} owner ${OWNER_ROLE} encoding 'UTF8' template template0`);
  }
}
