import { Args, ID, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../../platform/access/current-viewer.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { Input } from '../../platform/graphql/input.js';
import { requireId } from '../../platform/graphql/request-errors.js';
import { Reader } from '../../platform/read/reader.js';
import { AcceptDelegateImportInput, RequestDelegateImportInput } from './delegate-import.input.js';
import { DelegateImportRead } from './delegate-import.read.js';
import {
  DelegateImportPayload,
  DelegateImportType,
  DelegateImportUploadPayload,
} from './delegate-import.type.js';
import { DelegateImportsService } from './delegate-imports.service.js';

@Resolver()
export class DelegateImportsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly service: DelegateImportsService,
  ) {}

  @Query(() => DelegateImportType, {
    nullable: true,
    description: 'A list of people on its way in; null when there is none that the viewer may see.',
  })
  delegateImport(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('id', { type: () => ID, description: 'As requestDelegateImport answered it.' }) id: string,
  ) {
    return this.reader.byId(info, viewer, DelegateImportRead, requireId(id));
  }

  @Mutation(() => DelegateImportUploadPayload, {
    description:
      'Makes an import, to which the bytes of a CSV or XLSX file with people are sent then (docs/import.md). They are read and compared with the meeting; nobody is named yet. By a coordinator for his partner, by the lead partner for all.',
  })
  async requestDelegateImport(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RequestDelegateImportInput) input: RequestDelegateImportInput,
  ): Promise<DelegateImportUploadPayload> {
    const { id, uploadUrl } = await this.service.request(viewer, input);
    return { delegateImport: id, uploadUrl };
  }

  @Mutation(() => DelegateImportPayload, {
    description:
      'Names all people of a list who are not registered yet, as nameDelegates does, or nobody. By whoever has sent it.',
  })
  async acceptDelegateImport(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AcceptDelegateImportInput) input: AcceptDelegateImportInput,
  ): Promise<DelegateImportPayload> {
    return { delegateImport: await this.service.accept(viewer, input) };
  }
}
