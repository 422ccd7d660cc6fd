/**
 * PostGraphile 5 on the views of schema.sql, as one would run it: production mode, no GraphiQL, no plans for clients,
 * lists where a list is enough, as many connections as Tavola has, prepared statements (its default). Who asks is found
 * by the session's cookie with Tavola's own statement, so that a session can be ended here as it can there.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

const { DATABASE_URL: connectionString, PORT, POOL, OPTIONS: options, VIEWER } = process.env;
const sessions = new Pool({ connectionString, max: Number(POOL), options });

async function viewerOf(request) {
  const token = /(?:^|; )tavola_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const hash = createHash('sha256').update(token).digest('base64url');
  // The type of this package is not there where the rest is checked.
  // oxlint-disable-next-line typescript/await-thenable
  const { rows } = await sessions.query({ name: 'viewer', text: VIEWER, values: [hash, 'now'] });
  const list = (column, which = () => true) => {
    const ids = rows.filter((row) => row[column] && which(row)).map((row) => row[column]);
    return `{${[...new Set(ids)].join(',')}}`;
  };
  return {
    'tavola.person_id': rows[0]?.person_id ?? '00000000-0000-0000-0000-000000000000',
    'tavola.language': /^(en|sv|it)/.exec(request.headers['accept-language'] ?? '')?.[1] ?? 'en',
    'tavola.projects': list('project_id'),
    'tavola.partners': list('partner_id', ({ role }) => role === 'COORDINATOR' || role === 'DELEGATE'),
    'tavola.leads': list('project_id', ({ leads }) => leads),
    'tavola.coordinates': list('partner_id', ({ role }) => role === 'COORDINATOR'),
    'tavola.desks': list('meeting_id', ({ role }) => role === 'HOST_DESK'),
    'tavola.audits': list('project_id', ({ role }) => role === 'AUDITOR'),
  };
}

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      schemas: ['graph'],
      pool: new Pool({ connectionString, max: Number(POOL), options }),
    }),
  ],
  gather: { installWatchFixtures: false },
  schema: { defaultBehavior: '+list +connection', dontSwallowErrors: true },
  grafast: {
    explain: false,
    context: async ({ node }) => ({ pgSettings: await viewerOf(node.req) }),
  },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false, websockets: false, schemaSize: 0 },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.once('SIGTERM', () => process.exit(0));
