import { DataSource } from 'typeorm';
import { Foundation1764000000000 } from '../migrations/1764000000000-foundation.js';
import { SealingAndLive1764100000000 } from '../migrations/1764100000000-sealing-and-live.js';
import { Person } from './accounts/person.entity.js';
import { Session } from './accounts/session.entity.js';
import { SignIn } from './accounts/sign-in.entity.js';
import { SnakeNaming } from './platform/database/columns.js';
import { Email } from './platform/email/email.entity.js';
import { Event } from './platform/events/event.entity.js';
import { Seal } from './platform/events/seal.entity.js';
import { UnsealedEvent } from './platform/events/unsealed-event.entity.js';
import { Country } from './projects/country.entity.js';
import { Membership } from './projects/membership.entity.js';
import { Partner } from './projects/partner.entity.js';
import { Project } from './projects/project.entity.js';

const entities = [
  Country,
  Email,
  Event,
  Membership,
  Partner,
  Person,
  Project,
  Seal,
  Session,
  SignIn,
  UnsealedEvent,
];

/**
 * Connections of the application. Whoever logs in, they work as the role `tavola_app`, which may not change the
 * schema or rewrite history.
 */
export const applicationDataSource = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities,
    namingStrategy: new SnakeNaming(),
    poolSize: 10,
    extra: {
      options: '-c role=tavola_app -c timezone=UTC -c statement_timeout=5000 -c lock_timeout=3000',
      connectionTimeoutMillis: 5_000,
    },
  });

/** The connection that migrates, as the owner of the tables. */
export const ownerDataSource = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities,
    namingStrategy: new SnakeNaming(),
    migrations: [Foundation1764000000000, SealingAndLive1764100000000],
    migrationsTransactionMode: 'each',
    extra: { options: '-c timezone=UTC' },
  });
