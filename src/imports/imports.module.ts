import { Module } from '@nestjs/common';
import { ViewersModule } from '../viewers/viewers.module.js';
import { AgendaImportUploads } from './agenda-import-uploads.js';
import './agenda-import.read.js';
import { AgendaImportsResolver } from './agenda-imports.resolver.js';
import { AgendaImportsService } from './agenda-imports.service.js';

/** Agendas from files: read, compared with their meeting, and put into its draft when somebody accepts that. */
@Module({
  imports: [ViewersModule],
  providers: [AgendaImportsService, AgendaImportUploads, AgendaImportsResolver],
  exports: [AgendaImportUploads],
})
export class ImportsModule {}
