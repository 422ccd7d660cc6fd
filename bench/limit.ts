/**
 * What the machine can do: one prepared statement written by hand for one question, its JSON handed through by a bare
 * HTTP server. Rows are hidden by the same rules as in Tavola, but nobody signs in: the request says who asks.
 */
import { createServer } from 'node:http';
import { Pool } from 'pg';
import { type Asked, STATEMENTS } from './limit-statements.js';

const pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  max: Number(process.env['POOL']),
  options: process.env['OPTIONS'],
});

async function answer(name: keyof typeof STATEMENTS, asked: Asked): Promise<Buffer> {
  const { text, values } = STATEMENTS[name];
  const { rows } = await pool.query<{ answer: string }>({ name, text, values: values(asked) });
  return Buffer.from(`{"data":${rows[0]?.answer}}`);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const name = (request.url ?? '').slice(1) as keyof typeof STATEMENTS;
    answer(name, JSON.parse(Buffer.concat(chunks).toString()) as Asked).then(
      (body) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
          .end(body),
      (error: Error) => {
        process.stderr.write(`${error.stack}\n`);
        return response.writeHead(500, { 'content-length': 0 }).end();
      },
    );
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.stdout.write('ready\n'));
process.once('SIGTERM', () => process.exit(0));
