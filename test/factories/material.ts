import { Upload } from 'tus-js-client';
import type { DetailedError } from 'tus-js-client';
import type { GraphqlClient } from '../setup/graphql-client.js';
import type { Partnership } from './partnership.js';

export const REQUEST = `mutation ($input: RequestMaterialInput!) { requestMaterial(input: $input) {
  materialRequests { id state dueAt dueAtLocal partner { slug } } userErrors { code field } } }`;
export const REQUEST_UPLOAD = `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
  presentation { id state number } uploadUrl userErrors { code field message } } }`;

export const material = {
  kind: 'PRESENTATION',
  title: 'Impact of the project',
  dueAtLocal: '2017-12-01T18:00',
};

/** Ids of the requests by the slug of their partner; all of the partnership is asked. */
export async function requestMaterial(
  { lead }: Partnership,
  meetingId: string,
  changes: object = {},
): Promise<Record<string, string>> {
  const { requestMaterial } = await lead.ask(REQUEST, { input: { meetingId, ...material, ...changes } });
  const requests: { id: string; partner: { slug: string } }[] = requestMaterial.materialRequests;
  return Object.fromEntries(requests.map(({ id, partner }) => [partner.slug, id]));
}

/** An upload that waits for its bytes; its address is on the server under test, whatever BASE_URL says. */
export async function openUpload(
  client: GraphqlClient,
  url: string,
  input: { materialRequestId: string | undefined; fileName: string; size: number },
): Promise<{ id: string; uploadUrl: string }> {
  const { requestUpload } = await client.ask(REQUEST_UPLOAD, { input });
  const path = new URL(requestUpload.uploadUrl).pathname;
  return { id: requestUpload.presentation.id, uploadUrl: `${url}${path}` };
}

/** Sends the bytes with the real client; resolves to "done", or to the answer that ended it. */
export function send(client: GraphqlClient, uploadUrl: string, content: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const upload = new Upload(content, {
      uploadUrl,
      headers: client.headers,
      retryDelays: [0, 50, 50],
      onSuccess: () => resolve('done'),
      onError: (error) => {
        const answer = (error as DetailedError).originalResponse;
        resolve(`${answer?.getStatus()} ${answer?.getBody()}`);
      },
    });
    upload.start();
  });
}

/** Uploads a file from beginning to end. Returns the id of the presentation. */
export async function upload(
  client: GraphqlClient,
  url: string,
  materialRequestId: string | undefined,
  content: Buffer,
  fileName = 'impact.pdf',
): Promise<string> {
  const { id, uploadUrl } = await openUpload(client, url, {
    materialRequestId,
    fileName,
    size: content.length,
  });
  const end = await send(client, uploadUrl, content);
  if (end !== 'done') throw new Error(end);
  return id;
}

/** A request of tus without a body: how far an upload is. */
export async function head(headers: Record<string, string>, uploadUrl: string) {
  const response = await fetch(uploadUrl, {
    method: 'HEAD',
    headers: { ...headers, 'Tus-Resumable': '1.0.0' },
  });
  return { status: response.status, offset: response.headers.get('upload-offset') };
}
