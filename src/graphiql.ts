import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';

const WELCOME = `# Sign in first, in this browser: open /sign-in, then load this page again.
# A script sends an API token instead: {"authorization": "Bearer ..."} under Headers.
#
# Each further tab is a question that coordinators ask; run it with Ctrl-Enter.
query Viewer {
  viewer {
    name
    memberships {
      role
      project {
        slug
      }
    }
  }
}
`;

/** GraphiQL in one page that loads nothing from elsewhere; 9 MB, so it is compressed once. The examples are its tabs. */
export function graphiql(fastify: FastifyInstance): void {
  let compressed: Buffer | undefined;
  fastify.get('/graphiql', (_request, reply) => {
    compressed ??= gzipSync(page());
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=3600',
        'content-security-policy':
          // The only page whose scripts stand in it; what it shows is the schema and what was asked.
          "default-src 'self'; base-uri 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; worker-src blob:; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'",
      })
      .send(compressed);
  });
}

const page = (): string =>
  renderGraphiQL({
    endpoint: '/graphql',
    title: 'Tavola GraphiQL',
    defaultTabs: [WELCOME, ...examples()].map((query) => ({ query })),
  });

function examples(): string[] {
  const folder = examplesDir();
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return names.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** `examples/` stands at the top of the project, above both the sources and what is built from them. */
function examplesDir(folder = import.meta.dirname): string {
  const candidate = join(folder, 'examples');
  return existsSync(join(candidate, 'agenda.graphql')) ? candidate : examplesDir(dirname(folder));
}
