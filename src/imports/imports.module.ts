import { Module } from '@nestjs/common';
import { RegistrationsModule } from '../registrations/registrations.module.js';
import { ViewersModule } from '../viewers/viewers.module.js';
import { AgendaImportUploads } from './agenda-import-uploads.js';
import './agenda-import.read.js';
import { AgendaImportsResolver } from './agenda-imports.resolver.js';
import { AgendaImportsService } from './agenda-imports.service.js';
import { DelegateImportUploads } from './delegates/delegate-import-uploads.js';
import './delegates/delegate-import.read.js';
import { DelegateImportsResolver } from './delegates/delegate-imports.resolver.js';
import { DelegateImportsService } from './delegates/delegate-imports.service.js';
import { ImportGround } from './import-uploads.js';

/** Agendas and people from files: read, compared with their meeting, and taken over when somebody accepts that. */
@Module({
  imports: [ViewersModule, RegistrationsModule],
  providers: [
    ImportGround,
    AgendaImportsService,
    AgendaImportUploads,
    AgendaImportsResolver,
    DelegateImportsService,
    DelegateImportUploads,
    DelegateImportsResolver,
  ],
  exports: [AgendaImportUploads, DelegateImportUploads],
})
export class ImportsModule {}
