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
  const all = async (headers: Record<string, string>): Promise<string> => {
    const statuses = [];
    for (const method of ['HEAD', 'PATCH', 'DELETE']) statuses.push(await ask(method, headers));
    return statuses.join(', ');
  };
  const theirs = await all(stranger.headers);
  findings.promise(
    'HEAD, PATCH and DELETE by somebody else find nothing',
    theirs,
    theirs === '404, 404, 404',
  );
  const own = await all(stage.owner.headers);
  findings.control(
    'HEAD and PATCH by its owner find it; DELETE is offered to nobody',
    own,
    own === '200, 204, 404',
  );
}
