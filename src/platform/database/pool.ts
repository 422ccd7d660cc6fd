import { Client, type Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** Then a connection of the pool is closed once it is free, and with it go the statements that it has prepared. */
export const CONNECTION_LIFETIME_S = 600;

/** The driver's own pool: TypeORM cannot name statements, and planning one costs as much as running it. */
export const poolOf = (dataSource: DataSource): Pool =>
  (dataSource.driver as unknown as { master: Pool }).master;

/** A connection beside the pool, opened as the pool opens its own; not yet connected. */
export const connectionOf = (dataSource: DataSource): Client => new Client(poolOf(dataSource).options);
