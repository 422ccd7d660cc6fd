import { truncate } from 'node:fs/promises';
import { FileStore } from '@tus/file-store';
import { Uploads } from '../../../src/platform/storage/uploads.js';

/** An upload whose line broke begins anew. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { progress } = Uploads.prototype;
Uploads.prototype.progress = async function forgetting(id) {
  const found = await progress.call(this, id);
  return found.row.state === 'OPEN' ? { ...found, offset: 0 } : found;
};
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { getUpload } = FileStore.prototype;
FileStore.prototype.getUpload = async function forgetting(id) {
  const upload = await getUpload.call(this, id);
  await truncate(upload.storage?.path ?? '', 0);
  upload.offset = 0;
  return upload;
};
