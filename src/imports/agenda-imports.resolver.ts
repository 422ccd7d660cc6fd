import { Args, ID, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { AcceptAgendaImportInput, RequestAgendaImportInput } from './agenda-import.input.js';
import { AgendaImportRead } from './agenda-import.read.js';
import { AgendaImportPayload, AgendaImportType, AgendaImportUploadPayload } from './agenda-import.type.js';
import { AgendaImportsService } from './agenda-imports.service.js';

@Resolver()
export class AgendaImportsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly service: AgendaImportsService,
  ) {}

  @Query(() => AgendaImportType, {
    nullable: true,
    description: 'A file on its way into a draft agenda; null when there is none that the viewer may see.',
  })
  agendaImport(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('id', { type: () => ID, description: 'As requestAgendaImport answered it.' }) id: string,
  ) {
    return this.reader.byId(info, viewer, AgendaImportRead, requireId(id));
  }

  @Mutation(() => AgendaImportUploadPayload, {
    description:
      'Makes an import, to which the bytes of a JSON, CSV or XLSX file are sent then (docs/import.md). They are read and compared with the meeting; nothing comes into the draft yet. By the lead partner or the host.',
  })
  async requestAgendaImport(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RequestAgendaImportInput) input: RequestAgendaImportInput,
  ): Promise<AgendaImportUploadPayload> {
    const { id, uploadUrl } = await this.service.request(viewer, input);
    return { agendaImport: id, uploadUrl };
  }

  @Mutation(() => AgendaImportPayload, {
    description:
      'Puts all lines of a file into the draft, and states the numbers of participants that it has; or nothing of it. By the lead partner or the host.',
  })
  async acceptAgendaImport(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AcceptAgendaImportInput) input: AcceptAgendaImportInput,
  ): Promise<AgendaImportPayload> {
    return { agendaImport: await this.service.accept(viewer, input) };
  }
}
