import type { GraphqlClient } from '../../setup/graphql-client.js';
import type { Findings } from '../proof.js';
import { type Stage, begin } from './stage.js';

/** Somebody else knows the address of an upload. */
export async function strangers(findings: Findings, stage: Stage, stranger: GraphqlClient): Promise<void> {
  const { uploadUrl } = await begin(stage, stage.tavola.url, 1_000);
  const ask = async (method: string, headers: Record<string, string>) =>
    (
      await fetch(uploadUrl, {
        method,
        headers: {
          ...headers,
          'Tus-Resumable': '1.0.0',
          ...(method === 'PATCH' && {
            'Upload-Offset': '0',
            'Content-Type': 'application/offset+octet-stream',
          }),
        },
        ...(method === 'PATCH' && { body: 'x'.repeat(10) }),
      })
    ).status;
  const statuses = [];
  for (const method of ['HEAD', 'PATCH', 'DELETE']) statuses.push(await ask(method, stranger.headers));
  findings.promise(
    'HEAD, PATCH and DELETE by somebody else find nothing',
    statuses.join(', '),
    statuses.every((status) => status === 404),
  );
  const own = await ask('HEAD', stage.owner.headers);
  findings.control('its owner finds it', own, own === 200);
}
