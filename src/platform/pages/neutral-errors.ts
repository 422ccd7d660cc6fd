import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** What goes wrong on our side on a page or file route is reported with a trace id; whoever asked is told that alone. */
export function neutralErrors(
  app: FastifyInstance,
  report: (trace: string, error: Error) => void = reportToStderr,
): void {
  const traces = new WeakMap<object, string>();
  app.addHook('onError', async (request, _reply, error) => {
    if ((error.statusCode ?? 500) < 500) return;
    const trace = randomUUID();
    traces.set(request, trace);
    report(trace, error);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const trace = traces.get(request);
    if (!trace || reply.statusCode < 500) return payload;
    const text = `Something went wrong on our side. Try again; if it stays so, tell us the trace id ${trace}.\n`;
    reply
      .header('content-type', 'text/plain; charset=utf-8')
      .header('content-length', Buffer.byteLength(text));
    return text;
  });
}

function reportToStderr(trace: string, { name, message, stack }: Error): void {
  process.stderr.write(`${JSON.stringify({ trace, name, message, stack })}\n`);
}
