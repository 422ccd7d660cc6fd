import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Viewer } from '../platform/access/viewer.js';
import { StorageSettings } from '../platform/storage/storage-settings.js';
import { PresentationUploads } from '../presentations/presentation-uploads.js';
import { PresentationsService } from '../presentations/presentations.service.js';
import { examplePdf } from './pdf.js';

/**
 * Uploads a PDF of one page as the next version. Its bytes come to where they come over HTTP, and are verified, stored
 * and recorded by the same code; an upload that an earlier start has finished stays as it is.
 */
export async function uploadExample(
  app: INestApplicationContext,
  uploader: Viewer,
  materialRequestId: string,
  { fileName, lines }: { fileName: string; lines: readonly string[] },
): Promise<void> {
  const content = examplePdf(lines);
  const { id } = await app.get(PresentationsService).requestUpload(uploader, {
    materialRequestId,
    fileName,
    size: content.length,
    idempotencyKey: `example:${materialRequestId}:${fileName}`,
  });
  const presentations = app.get(PresentationUploads);
  if ((await presentations.find(uploader, id))?.state !== 'OPEN') return;
  await writeFile(join(app.get(StorageSettings).storageDir, 'uploads', id), content);
  await presentations.uploads.progress(id);
}
