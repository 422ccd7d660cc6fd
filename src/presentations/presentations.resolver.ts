import { Args, ID, Info, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { MaterialReminders } from './material-reminders.js';
import { MaterialRequestsService } from './material-requests.service.js';
import { RequestMaterialInput, RequestUploadInput } from './presentation.input.js';
import { MaterialRequestRead, PresentationRead } from './presentation.read.js';
import {
  MaterialRequestPayload,
  MaterialRequestsPayload,
  MaterialRequestType,
  PresentationType,
  UploadPayload,
} from './presentation.type.js';
import { PresentationsService } from './presentations.service.js';

@Resolver()
export class PresentationsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly requests: MaterialRequestsService,
    private readonly reminders: MaterialReminders,
    private readonly presentations: PresentationsService,
  ) {}

  @Query(() => MaterialRequestType, {
    nullable: true,
    description: 'What a partner owes for a meeting; null when there is none that the viewer may see.',
  })
  materialRequest(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('id', { type: () => ID, description: 'Of Meeting.materialRequests.' }) id: string,
  ) {
    return this.reader.byId(info, viewer, MaterialRequestRead, requireId(id));
  }

  @Query(() => PresentationType, {
    nullable: true,
    description: 'An upload or version; null when there is none that the viewer may see.',
  })
  presentation(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('id', { type: () => ID, description: 'Of MaterialRequest.presentations.' }) id: string,
  ) {
    return this.reader.byId(info, viewer, PresentationRead, requireId(id));
  }

  @Mutation(() => MaterialRequestsPayload, {
    description:
      'Asks partners for material and mails their coordinators. Each is asked once for each kind. By the lead partner or the host.',
  })
  async requestMaterial(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RequestMaterialInput) input: RequestMaterialInput,
  ): Promise<MaterialRequestsPayload> {
    return { materialRequests: await this.requests.request(viewer, input) };
  }

  @Mutation(() => UploadPayload, {
    description:
      'Makes an upload, to which the bytes are sent then. By anybody of the partner, the lead partner or the host.',
  })
  async requestUpload(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RequestUploadInput) input: RequestUploadInput,
  ): Promise<UploadPayload> {
    const { id, uploadUrl } = await this.presentations.requestUpload(viewer, input);
    return { presentation: id, uploadUrl };
  }

  @Mutation(() => MaterialRequestPayload, {
    description: 'Says that what was uploaded is what was asked for. By the lead partner or the host.',
  })
  async acceptMaterial(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Of the request.' }) id: string,
  ): Promise<MaterialRequestPayload> {
    return { materialRequest: await this.requests.accept(viewer, id) };
  }

  @Mutation(() => MaterialRequestsPayload, {
    description:
      'Mails the partners that still owe something, once in 24 hours at most, and answers whose requests those were. By the lead partner or the host.',
  })
  async remindMaterial(
    @CurrentViewer() viewer: Viewer,
    @Args('meetingId', { type: () => ID, description: 'Of which meeting.' }) meetingId: string,
  ): Promise<MaterialRequestsPayload> {
    return { materialRequests: await this.reminders.remind(viewer, meetingId) };
  }
}

/** What presentations add to a meeting; read by the Reader, so the bodies never run. */
@Resolver(() => MeetingType)
export class MeetingPresentationsResolver {
  @ResolveField(() => [MaterialRequestType], { description: 'What its partners owe, by deadline.' })
  materialRequests(): MaterialRequestType[] {
    return [];
  }

  @ResolveField(() => [PresentationType], { description: 'The newest version of whatever was asked for.' })
  presentations(): PresentationType[] {
    return [];
  }
}

/** What presentations add to an agenda item. */
@Resolver(() => AgendaItemType)
export class AgendaItemPresentationsResolver {
  @ResolveField(() => [PresentationType], { description: 'The newest version of whatever is shown at it.' })
  presentations(): PresentationType[] {
    return [];
  }
}
